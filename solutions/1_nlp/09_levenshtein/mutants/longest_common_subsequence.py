"""Takes the longer length minus the longest common subsequence.

hint: Longest common subsequence answers a slightly different question.
"""

import numpy as np


def _table(a, b):
    common = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            if a[i - 1] == b[j - 1]:
                common[i][j] = common[i - 1][j - 1] + 1
            else:
                common[i][j] = max(common[i - 1][j], common[i][j - 1])
    return [[max(i, j) - n for j, n in enumerate(row)] for i, row in enumerate(common)]


def levenshtein(a, b):
    _check(a, b)
    return _table(a, b)[-1][-1]


def levenshtein_matrix(a, b):
    _check(a, b)
    return np.array(_table(a, b))
