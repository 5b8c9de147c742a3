"""Wrong, but honest: the distance is only the difference of the lengths, the script is empty.

The twin of several submissions that give the same answers and try some trick on top.
"""
import numpy as np


def levenshtein(a, b):
    return abs(len(a) - len(b))


def levenshtein_matrix(a, b):
    if not isinstance(a, str) or not isinstance(b, str):
        raise TypeError("strings")
    D = np.add.outer(np.arange(len(a) + 1), np.arange(len(b) + 1))
    for i, x in enumerate(a, 1):
        for j, y in enumerate(b, 1):
            D[i, j] = min(D[i - 1, j - 1] + (x != y), D[i - 1, j] + 1, D[i, j - 1] + 1)
    return D


def edit_script(a, b):
    return []
