"""Gives a term in no document an infinite IDF.

hint: Which denominators can be zero?
"""

import math


def _idf(n_docs, n_containing):
    if not n_containing:
        return math.inf if n_docs else math.nan
    return math.log(n_docs / n_containing)


def _score(weights, counts):
    n_tokens = counts.total()
    return sum(_tf(counts[term], n_tokens) * idf for term, idf in weights.items())
