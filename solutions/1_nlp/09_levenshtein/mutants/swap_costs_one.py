"""Counts a swap of neighbours as one edit (optimal string alignment).

hint: Which three operations are allowed?
"""

import numpy as np


def _with_swaps(a, b):
    d = [[i + j for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            cost = a[i - 1] != b[j - 1]
            d[i][j] = min(d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + cost)
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                d[i][j] = min(d[i][j], d[i - 2][j - 2] + 1)
    return d


def levenshtein(a, b):
    _check(a, b)
    return _with_swaps(a, b)[-1][-1]


def levenshtein_matrix(a, b):
    _check(a, b)
    return np.array(_with_swaps(a, b))
