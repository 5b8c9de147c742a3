"""Divides by zero for a document without tokens.

hint: Which denominators can be zero?
"""


def _tf(count, n_tokens):
    return count / n_tokens


def _score(weights, counts):
    n_tokens = counts.total()
    return sum((_tf(counts[term], n_tokens) * idf for term, idf in weights.items()), 0.0)
