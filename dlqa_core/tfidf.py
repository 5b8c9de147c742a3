"""Search: rank documents for a query by TF-IDF or BM25.

A word is a run of ASCII letters and digits in `text.lower()`; everything else separates words.
TF-IDF weighs a word by how often it comes in a document and how few documents have it: K. Sparck
Jones, "A statistical interpretation of term specificity and its application in retrieval" (1972).
BM25 also lets the gain from a repeated word level off: S. Robertson and H. Zaragoza, "The
probabilistic relevance framework: BM25 and beyond" (2009).
"""

from collections.abc import Iterable
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from dlqa_core import arguments
from dlqa_core.backends import use

__all__ = ["TfidfIndex"]

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]

SCHEMES = ("tfidf", "bm25")


class Lists(NamedTuple):
    """The arrays of an index: see `fit` of the NumPy twin."""

    arena: NDArray[np.uint8]
    ends: NDArray[np.uintp]
    bounds: Ints
    docs: NDArray[np.uint32]
    weights: Floats
    tops: Floats
    size: int  # how many documents


class TfidfIndex:
    """An inverted index of documents, searched for the words of a query.

    The score of a document is the sum of the weights of the *different* words of the query.

    scheme="tfidf": a word that comes f times among the L words of a document has the weight
    f / L * ln(N / df), where df of the N documents have the word.

    scheme="bm25": its weight is idf * f * (k1 + 1) / (f + k1 * (1 - b + b * L / average)), with
    idf = ln(1 + (N - df + 0.5) / (df + 0.5)) and the average length of all documents, empty ones
    included. `k1` says how fast repetition levels off, `b` how much long documents are discounted.

    All scores are float64 and the same to the last bit on both backends, whatever the number of
    threads; documents with the same counts have the same score. `fit` may be called again; besides
    that nothing changes, so any number of threads may search at once. An index can be pickled.

    Raises ValueError for an unknown `scheme` or `backend`, `k1` that is negative or over 1e9, or
    `b` outside [0, 1]; TypeError if one of the two is no number. `backend` is as in
    `dlqa_core.backends.use`.

    >>> index = TfidfIndex().fit(["Deep learning models", "deep deep sea", "Code"])
    >>> ids, scores = index.rank("deep sea", k=2)
    >>> ids.tolist(), scores.round(4).tolist()
    ([1, 0], [0.6365, 0.1352])
    """

    def __init__(
        self,
        scheme: str = "tfidf",
        k1: float = 1.5,
        b: float = 0.75,
        backend: str | None = None,
    ) -> None:
        if scheme not in SCHEMES:
            raise ValueError(f"scheme must be one of {', '.join(SCHEMES)}, not {scheme!r}")
        self._scheme = scheme
        self._k1, self._b = arguments.number("k1", k1, 0, 1e9), arguments.share("b", b)
        self._backend = backend
        self._fitted: Fitted | None = None
        use("tfidf", backend)

    def fit(self, docs: Iterable[str], *, threads: int = 1) -> "TfidfIndex":
        """Index some documents, in place of those before, and return the index itself.

        Takes time linear in the characters of the documents. Keeps 12 bytes for each different
        word of each document, and about 60 for each different word of all; needs another 8 for
        each of the former while it works, and with `threads` a vocabulary for each.

        Raises TypeError if `docs` is a str, or one of them is not, or `threads` is no integer;
        ValueError if `threads` is not from 1 to 256.
        """
        threads = arguments.threads("threads", threads)
        texts = strings("docs", docs)
        kernels = use("tfidf", self._backend)
        arrays = kernels.fit(texts, self._scheme == "bm25", self._k1, self._b, threads)
        self._fitted = Fitted(Lists._make((*arrays, len(texts))), self._backend)
        return self

    def __len__(self) -> int:
        """How many documents are indexed."""
        return 0 if self._fitted is None else self._fitted.lists.size

    def rank(self, query: str, k: int | None = 10) -> tuple[Ints, Floats]:
        """The `k` best documents: their numbers (int64) and scores (float64).

        Scores descend, equal ones come by ascending number. Documents of score 0 come last, so
        that there are k entries if there are k documents; None asks for all, 0 for none.

        Takes time linear in the postings of the query's words, and O(k log k): nothing is done
        for documents that have none of them. Needs 16 bytes a result and 120 KB.

        Raises TypeError if `query` is no str or `k` no integer, ValueError if `k` is negative,
        and RuntimeError before `fit`.
        """
        if not isinstance(query, str):
            raise TypeError(f"query must be a str, not {type(query).__name__}")
        fitted = self._ready()
        if k is None:
            return everything(fitted.search((query,), -1, 1)[1][0])
        ids, scores = fitted.search((query,), arguments.integer("k", k, 0), 1)
        return ids[0], scores[0]

    def rank_many(
        self, queries: Iterable[str], k: int = 10, *, threads: int = 1
    ) -> tuple[Ints, Floats]:
        """`rank` of each query: rows of numbers and scores, shape (queries, min(k, documents)).

        Takes the time of so many calls of `rank`, shared out among `threads`. Needs 16 bytes an
        entry of the result and 24 a query; for each thread 24 for each of the `k` best and 120 KB.
        (NumPy: one thread, and 16 bytes a document.)

        Raises as `rank` does, TypeError if `queries` is a str, and ValueError if `threads` is
        not from 1 to 256.
        """
        threads, k = arguments.threads("threads", threads), arguments.integer("k", k, 0)
        return self._ready().search(strings("queries", queries), k, threads)

    def scores(self, query: str) -> Floats:
        """The scores of all documents in order, shape (documents,), dtype float64.

        Takes time linear in the documents and in the postings of the query's words. Needs 8
        bytes a document, which are the result, and 120 KB.

        Raises TypeError if `query` is no str, and RuntimeError before `fit`.
        """
        if not isinstance(query, str):
            raise TypeError(f"query must be a str, not {type(query).__name__}")
        scores: Floats = self._ready().search((query,), -1, 1)[1][0]
        return scores

    def _ready(self) -> "Fitted":
        if self._fitted is None:
            raise RuntimeError("there is nothing to search yet: call fit first")
        return self._fitted


class Fitted:
    """The lists of an index, and the way from words to lists, which is not pickled."""

    def __init__(self, lists: Lists, backend: str | None) -> None:
        self.lists = lists
        self.backend = backend

    @cached_property
    def words(self) -> Any:
        """What finds the number of a word: the backend's own."""
        return use("tfidf", self.backend).lookup(self.lists.arena, self.lists.ends)

    def search(self, queries: tuple[str, ...], k: int, threads: int) -> tuple[Ints, Floats]:
        """The best k, or the scores of all documents if k is negative."""
        kernels = use("tfidf", self.backend)
        k = min(k, self.lists.size)
        found: tuple[Ints, Floats] = kernels.search(queries, self.words, *self.lists, k, threads)
        return found

    def __getstate__(self) -> dict[str, Any]:
        return {"lists": self.lists, "backend": self.backend}


def everything(scores: Floats) -> tuple[Ints, Floats]:
    """All documents by descending score and ascending number."""
    found = np.flatnonzero(scores)
    found = found[np.argsort(-scores[found], kind="stable")]
    ids = np.concatenate([found, np.flatnonzero(scores == 0)])
    return ids, scores[ids]


def strings(name: str, texts: Iterable[str]) -> tuple[str, ...]:
    """Some str, checked; `name` is what an error calls them."""
    if isinstance(texts, str):
        raise TypeError(f"{name} must be a sequence of str, not one str")
    found = tuple(texts)
    for i, text in enumerate(found if set(map(type, found)) - {str} else ()):
        if not isinstance(text, str):
            raise TypeError(f"{name}[{i}] must be a str, not {type(text).__name__}")
    return found
