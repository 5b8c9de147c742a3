"""A matrix of counts, a matrix product for the scores, a stable argsort; NumPy scalars."""

import re

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
    return re.sub("[^a-z0-9]", " ", text.lower()).split()


def _counts(terms, docs):
    column = {term: k for k, term in enumerate(terms)}
    counts = np.zeros((len(docs), len(terms)))
    lengths = np.zeros(len(docs))
    for row, doc in enumerate(docs):
        tokens = tokenize(doc)
        lengths[row] = len(tokens)
        for token in tokens:
            if token in column:
                counts[row, column[token]] += 1
    return counts, lengths


def _idf(counts):
    containing = (counts > 0).sum(axis=0)
    return np.where(containing > 0, np.log(len(counts) / np.maximum(containing, 1)), 0.0)


def term_frequency(term, doc):
    _texts(term, doc)
    counts, lengths = _counts([term], [doc])
    return counts[0, 0] / max(lengths[0], 1)


def inverse_document_frequency(term, docs):
    _texts(term)
    _documents(docs)
    if len(docs) == 0:
        return 0.0
    return _idf(_counts([term], docs)[0])[0]


def tfidf_rank(query, docs, top_k=None):
    _texts(query)
    _documents(docs)
    _limit(top_k)
    if len(docs) == 0:
        return []
    counts, lengths = _counts(sorted(set(tokenize(query))), docs)
    scores = (counts / np.maximum(lengths, 1)[:, None]) @ _idf(counts)
    order = np.argsort(-scores, kind="stable")
    return [(index, scores[index]) for index in order[:top_k]]
