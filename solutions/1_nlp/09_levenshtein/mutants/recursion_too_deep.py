"""Recurses with a memory, one level for each character.

hint: How many calls are open at once when the strings have 400 characters each?
"""

from functools import cache


def _distance(a, b):
    @cache
    def distance(i, j):
        if i == 0 or j == 0:
            return i + j
        cost = a[i - 1] != b[j - 1]
        return min(distance(i - 1, j) + 1, distance(i, j - 1) + 1, distance(i - 1, j - 1) + cost)

    return distance


def levenshtein(a, b):
    _check(a, b)
    return _distance(a, b)(len(a), len(b))


def edit_script(a, b):
    _check(a, b)
    distance = _distance(a, b)

    def script(i, j):
        if i == 0 and j == 0:
            return []
        if i and j and a[i - 1] == b[j - 1]:
            return [*script(i - 1, j - 1), ("keep", a[i - 1])]
        if i and j and distance(i, j) == distance(i - 1, j - 1) + 1:
            return [*script(i - 1, j - 1), ("substitute", a[i - 1], b[j - 1])]
        if i and (j == 0 or distance(i, j) == distance(i - 1, j) + 1):
            return [*script(i - 1, j), ("delete", a[i - 1])]
        return [*script(i, j - 1), ("insert", b[j - 1])]

    return script(len(a), len(b))
