"""Counts the positions that differ and adds the difference of the lengths.

hint: Compare "abc" with "xabc".
"""

import numpy as np


def levenshtein(a, b):
    _check(a, b)
    return sum(x != y for x, y in zip(a, b)) + abs(len(a) - len(b))


def levenshtein_matrix(a, b):
    _check(a, b)
    ends = range(len(b) + 1)
    return np.array([[levenshtein(a[:i], b[:j]) for j in ends] for i in range(len(a) + 1)])
