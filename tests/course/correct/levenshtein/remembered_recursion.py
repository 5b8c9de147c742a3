"""A remembered recursion, asked row by row so that it never goes deep."""

from functools import cache

import numpy as np


def _solver(a, b):
    if not (isinstance(a, str) and isinstance(b, str)):
        raise TypeError("a and b must be strings")

    @cache
    def d(i, j):
        if i == 0:
            return j
        if j == 0:
            return i
        if a[i - 1] == b[j - 1]:
            return d(i - 1, j - 1)
        return 1 + min(d(i - 1, j), d(i, j - 1), d(i - 1, j - 1))

    for i in range(len(a) + 1):
        for j in range(len(b) + 1):
            d(i, j)
    return d


def levenshtein(a, b):
    return _solver(a, b)(len(a), len(b))


def levenshtein_matrix(a, b):
    d = _solver(a, b)
    return np.array([[d(i, j) for j in range(len(b) + 1)] for i in range(len(a) + 1)], dtype=int)


def edit_script(a, b):
    d = _solver(a, b)
    i, j = len(a), len(b)
    steps = []
    while i and j:
        if a[i - 1] == b[j - 1]:
            steps.append(("keep", a[i - 1]))
            i, j = i - 1, j - 1
        elif d(i, j) == 1 + d(i - 1, j - 1):
            steps.append(("substitute", a[i - 1], b[j - 1]))
            i, j = i - 1, j - 1
        elif d(i, j) == 1 + d(i - 1, j):
            steps.append(("delete", a[i - 1]))
            i -= 1
        else:
            steps.append(("insert", b[j - 1]))
            j -= 1
    head = [("delete", ch) for ch in a[:i]] + [("insert", ch) for ch in b[:j]]
    return head + steps[::-1]
