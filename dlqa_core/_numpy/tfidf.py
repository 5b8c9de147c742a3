"""TF-IDF and BM25 with an inverted index in NumPy arrays."""

import re
from collections import Counter
from math import log

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int64]
Docs = NDArray[np.uint32]
Sizes = NDArray[np.uintp]
Floats = NDArray[np.float64]
Words = dict[bytes, int]

WORD = re.compile("[a-z0-9]+")


def fit(
    texts: tuple[str, ...], bm25: bool, k1: float, b: float, threads: int
) -> tuple[Bytes, Sizes, Ints, Docs, Floats, Floats]:
    """An index: the bytes of its words, where each ends, and for each word its documents.

    Word w is in the documents docs[bounds[w]:bounds[w + 1]], in ascending order, and adds
    weights[bounds[w]:bounds[w + 1]], of which tops[w] is the highest, to their scores. Words are
    in the order of their first use.
    """
    vocabulary: dict[str, int] = {}
    counts = [Counter(tokens(text)) for text in texts]
    numbers = [vocabulary.setdefault(word, len(vocabulary)) for one in counts for word in one]
    word = np.array(numbers, np.int64)
    doc = np.repeat(np.arange(len(texts)), [len(one) for one in counts]).astype(np.uint32)
    often = np.array([n for one in counts for n in one.values()], np.float64)
    order = np.argsort(word, kind="stable")
    word, doc, often = word[order], doc[order], often[order]
    lengths = np.array([one.total() for one in counts], np.float64)
    spread = np.bincount(word, minlength=len(vocabulary))
    if bm25:
        average = lengths.mean() if lengths.any() else 1.0
        norms = k1 * (1 - b + b * lengths / average)
        idf = [log(1 + (len(texts) - df + 0.5) / (df + 0.5)) for df in spread.tolist()]
        weights = np.array(idf)[word] * (often * (k1 + 1) / (often + norms[doc]))
    else:
        idf = [log(len(texts) / df) for df in spread.tolist()]
        weights = np.array(idf)[word] * (often / lengths[doc])
    arena = np.frombuffer("".join(vocabulary).encode() + bytes(8), np.uint8)
    ends = np.cumsum([len(word) for word in vocabulary], dtype=np.int64).astype(np.uintp)
    bounds = np.concatenate([[0], np.cumsum(spread)]).astype(np.int64)
    tops = np.maximum.reduceat(weights, bounds[:-1]) if vocabulary else np.empty(0)
    return arena, ends, bounds, doc, weights, tops


def tokens(text: str) -> list[str]:
    """Runs of ASCII letters and digits, lower case."""
    return WORD.findall(str.lower(text))


def lookup(arena: Bytes, ends: Sizes) -> Words:
    """The number of each word of an index."""
    text, places = arena.tobytes(), [0, *ends.tolist()]
    return {text[places[i] : end]: i for i, end in enumerate(places[1:])}


def search(
    queries: tuple[str, ...],
    words: Words,
    arena: Bytes,
    ends: Sizes,
    bounds: Ints,
    docs: Docs,
    weights: Floats,
    tops: Floats,
    count: int,
    k: int,
    threads: int,
) -> tuple[Ints, Floats]:
    """Rows of the ids and scores of the k best documents of each query; k < 0: see below.

    With k < 0 there are no ids, and each row has the scores of all documents in order.
    """
    ids = np.empty((len(queries), max(k, 0)), np.int64)
    rows = np.empty((len(queries), count if k < 0 else k), np.float64)
    for q, query in enumerate(queries):
        scores = np.zeros(count)
        for word in found(query, words, tops):
            here = slice(bounds[word], bounds[word + 1])
            scores[docs[here]] += weights[here]
        if k < 0:
            rows[q] = scores
        else:
            ids[q] = np.argsort(-scores, kind="stable")[:k]
            rows[q] = scores[ids[q]]
    return ids, rows


def found(query: str, words: Words, tops: Floats) -> list[int]:
    """The numbers of the different words of a query in the order in which weights are added.

    That is by falling tops: the compiled search leaves lists out from the end, and rounding
    must not tell.
    """
    numbers = [words.get(word.encode(), -1) for word in dict.fromkeys(tokens(query))]
    return sorted((n for n in numbers if n >= 0), key=lambda n: -tops[n])
