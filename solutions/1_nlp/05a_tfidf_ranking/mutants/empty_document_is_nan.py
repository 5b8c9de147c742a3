"""Gives a document without tokens a frequency of NaN.

hint: Which denominators can be zero?
"""

import math


def _tf(count, n_tokens):
    return count / n_tokens if n_tokens else math.nan


def _score(weights, counts):
    n_tokens = counts.total()
    return sum((_tf(counts[term], n_tokens) * idf for term, idf in weights.items()), 0.0)
