"""collections.Counter, one score per document, a key that negates the score."""

import math
import re
from collections import Counter

import numpy as np


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
    return [m.group() for m in re.finditer(r"[a-z0-9]+", text.lower())]


def term_frequency(term, doc):
    _texts(term, doc)
    counts = Counter(tokenize(doc))
    total = sum(counts.values())
    return counts[term] / total if total > 0 else 0.0


def inverse_document_frequency(term, docs):
    _texts(term)
    _documents(docs)
    df = len([1 for doc in docs if term in set(tokenize(doc))])
    return math.log(len(docs)) - math.log(df) if df else 0.0


def tfidf_rank(query, docs, top_k=None):
    _texts(query)
    _documents(docs)
    _limit(top_k)
    bags = [Counter(tokenize(doc)) for doc in docs]
    df = Counter()
    for bag in bags:
        df.update(bag.keys())
    words = set(tokenize(query))
    result = []
    for index, bag in enumerate(bags):
        total = sum(bag.values())
        parts = [bag[w] / total * (math.log(len(docs)) - math.log(df[w])) for w in words if bag[w]]
        result.append((index, math.fsum(parts)))
    result.sort(key=lambda pair: (-pair[1], pair[0]))
    return result if top_k is None else result[:top_k]
