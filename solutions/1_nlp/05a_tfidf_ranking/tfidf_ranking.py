"""Rank documents for a query by the sum of TF-IDF over its words."""

import math
import re
from collections import Counter

import numpy as np


def _check_text(*texts: object) -> None:
    for text in texts:
        if not isinstance(text, str):
            raise TypeError(f"expected a string, got {type(text).__name__}")


def _check_docs(docs: object) -> None:
    if not isinstance(docs, list | tuple):
        raise TypeError(f"docs must be a list or tuple of strings, got {type(docs).__name__}")
    _check_text(*docs)


def _check_top_k(top_k: object) -> None:
    if top_k is None:
        return
    if isinstance(top_k, bool) or not isinstance(top_k, int | np.integer):
        raise TypeError(f"top_k must be an integer, got {top_k!r}")
    if top_k < 0:
        raise ValueError(f"top_k must not be negative, got {top_k}")


def _tf(count: int, n_tokens: int) -> float:
    return count / n_tokens if n_tokens else 0.0


def _idf(n_docs: int, n_containing: int) -> float:
    return math.log(n_docs / n_containing) if n_containing else 0.0


def _score(weights: dict[str, float], counts: Counter[str]) -> float:
    """Sum of TF * IDF over the terms in weights, which holds their IDF."""
    n_tokens = counts.total()
    found = (term for term in counts if term in weights)
    return sum((_tf(counts[term], n_tokens) * weights[term] for term in found), 0.0)


def tokenize(text: str) -> list[str]:
    """The maximal runs of the characters a-z and 0-9 in text.lower(), in order.

    Raises TypeError if text is not a str.

    >>> tokenize("Deep-Learning, 2x!")
    ['deep', 'learning', '2x']
    """
    _check_text(text)
    return re.findall("[a-z0-9]+", text.lower())


def term_frequency(term: str, doc: str) -> float:
    """Share of the tokens of doc that are exactly term.

    term is compared as it is given: one with capital letters occurs nowhere.
    Returns a float; 0.0 for a document without tokens.
    Raises TypeError if term or doc is not a str.

    >>> term_frequency("learning", "Machine learning includes deep learning")
    0.4
    """
    _check_text(term, doc)
    tokens = tokenize(doc)
    return _tf(tokens.count(term), len(tokens))


def inverse_document_frequency(term: str, docs: list[str]) -> float:
    """Natural logarithm of (number of documents / number of documents that contain term).

    docs: list or tuple of str. Documents without tokens count as documents.
    Returns a float; 0.0 for a term that no document contains, and for no documents.
    Raises TypeError if term is not a str, docs is a single str, or a document is not a str.

    >>> inverse_document_frequency("learning", ["Deep learning", "Learning to code"])
    0.0
    """
    _check_text(term)
    _check_docs(docs)
    return _idf(len(docs), sum(term in tokenize(doc) for doc in docs))


def tfidf_rank(query: str, docs: list[str], top_k: int | None = None) -> list[tuple[int, float]]:
    """All documents as (index, score), best first; the first top_k of them if top_k is given.

    The score is the sum of TF * IDF over the distinct tokens of the query. Equal scores keep
    ascending index, zero scores stay in the list.

    docs: list or tuple of str; an empty one gives [].
    top_k: any integer >= 0 (Python or NumPy); more than there are documents is fine.
    Raises TypeError if query is not a str, docs is a single str, a document is not a str, or
    top_k is neither None nor an integer (a bool is not one); ValueError if top_k is negative.

    >>> docs = ["Deep learning models require GPUs",
    ...         "Machine learning includes deep learning",
    ...         "Learning to code is important"]
    >>> [(i, round(s, 6)) for i, s in tfidf_rank("deep learning", docs)]
    [(0, 0.081093), (1, 0.081093), (2, 0.0)]
    """
    _check_text(query)
    _check_docs(docs)
    _check_top_k(top_k)
    counts = [Counter(tokenize(doc)) for doc in docs]
    containing = Counter(term for count in counts for term in count)
    terms = dict.fromkeys(tokenize(query))  # each once
    weights = {term: _idf(len(docs), containing[term]) for term in terms}
    scores = [(index, _score(weights, count)) for index, count in enumerate(counts)]
    return sorted(scores, key=lambda entry: -entry[1])[:top_k]  # sorting is stable
