"""The ranking calls the two small functions, each IDF once; errors by what Python raises."""

import math
import operator
import re

import numpy as np


def tokenize(text: str) -> list[str]:
    return re.compile("[a-z0-9]+").findall(str.lower(text))


def term_frequency(term: str, doc: str) -> float:
    str.lower(term)
    tokens = tokenize(doc)
    return tokens.count(term) / max(1, len(tokens))


def inverse_document_frequency(term: str, docs: list[str]) -> float:
    str.lower(term)
    if isinstance(docs, str):
        raise TypeError("docs is one string")
    containing = sum(1 for doc in docs if term in tokenize(doc))
    return math.log(len(docs) / containing) if containing else 0.0


def tfidf_rank(query: str, docs: list[str], top_k: int | None = None) -> list[tuple[int, float]]:
    if isinstance(docs, str):
        raise TypeError("docs is one string")
    for doc in docs:
        str.lower(doc)
    if top_k is not None:
        if isinstance(top_k, bool | np.bool_):
            raise TypeError("top_k is a bool")
        if operator.index(top_k) < 0:
            raise ValueError("top_k is negative")
    idf = {term: inverse_document_frequency(term, docs) for term in tokenize(query)}
    known = {term: value for term, value in idf.items() if value}
    scored = [
        (i, sum(term_frequency(term, doc) * value for term, value in known.items()))
        for i, doc in enumerate(docs)
    ]
    return sorted(scored, key=lambda pair: pair[1], reverse=True)[:top_k]
