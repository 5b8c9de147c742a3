"""No distance, but a table. Wrong, but honest: the twin of levenshtein_viktor."""
import numpy as np


def levenshtein(a, b):
    return None


def levenshtein_matrix(a, b):
    if not isinstance(a, str) or not isinstance(b, str):
        raise TypeError("strings")
    D = np.add.outer(np.arange(len(a) + 1), np.arange(len(b) + 1))
    for i, x in enumerate(a, 1):
        for j, y in enumerate(b, 1):
            D[i, j] = min(D[i - 1, j - 1] + (x != y), D[i - 1, j] + 1, D[i, j - 1] + 1)
    return D
