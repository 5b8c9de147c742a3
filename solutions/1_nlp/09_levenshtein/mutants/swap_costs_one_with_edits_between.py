"""Counts a swap as one edit, also with edits in between (Damerau).

hint: Which three operations are allowed?
"""

import numpy as np


def _with_swaps(a, b):
    d = [[i + j for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    last_row = {}
    for i in range(1, len(a) + 1):
        last_column = 0
        for j in range(1, len(b) + 1):
            k, m = last_row.get(b[j - 1], 0), last_column
            cost = a[i - 1] != b[j - 1]
            d[i][j] = min(d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + cost)
            if k and m:
                d[i][j] = min(d[i][j], d[k - 1][m - 1] + (i - k - 1) + 1 + (j - m - 1))
            if not cost:
                last_column = j
        last_row[a[i - 1]] = i
    return d


def levenshtein(a, b):
    _check(a, b)
    return _with_swaps(a, b)[-1][-1]


def levenshtein_matrix(a, b):
    _check(a, b)
    return np.array(_with_swaps(a, b))
