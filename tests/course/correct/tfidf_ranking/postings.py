"""An inverted index; scores are added up term by term; entries are named tuples."""

import itertools
import math
from collections import defaultdict
from typing import NamedTuple

import numpy as np

ALPHABET = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")


class Hit(NamedTuple):
    index: int
    score: float


def _texts(*values):
    for value in values:
        if not isinstance(value, str):
            raise TypeError("expected a string")


def _documents(docs):
    if not isinstance(docs, (list, tuple)):
        raise TypeError("expected a list of strings")
    _texts(*docs)


def _limit(top_k):
    if top_k is None:
        return
    if isinstance(top_k, (bool, np.bool_)) or not isinstance(top_k, (int, np.integer)):
        raise TypeError("top_k must be an integer")
    if top_k < 0:
        raise ValueError("top_k must not be negative")


def tokenize(text):
    _texts(text)
    runs = itertools.groupby(text.lower(), ALPHABET.__contains__)
    return ["".join(run) for inside, run in runs if inside]


def _index(docs):
    postings = defaultdict(dict)
    for number, doc in enumerate(docs):
        tokens = tokenize(doc)
        for token in tokens:
            postings[token][number] = postings[token].get(number, 0) + 1 / len(tokens)
    return postings


def term_frequency(term, doc):
    _texts(term)
    return _index([doc]).get(term, {}).get(0, 0.0)


def inverse_document_frequency(term, docs):
    _texts(term)
    _documents(docs)
    postings = _index(docs)
    return math.log(len(docs) / len(postings[term])) if term in postings else 0.0


def tfidf_rank(query, docs, top_k=None):
    _texts(query)
    _documents(docs)
    _limit(top_k)
    postings = _index(docs)
    scores = [0.0] * len(docs)
    for term in sorted(set(tokenize(query)), reverse=True):
        hits = postings.get(term, {})
        for number, tf in hits.items():
            scores[number] += tf * math.log(len(docs) / len(hits))
    best = sorted(range(len(docs)), key=lambda number: (-scores[number], number))
    return [Hit(number, scores[number]) for number in best][:top_k]
