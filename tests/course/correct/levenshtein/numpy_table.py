"""A full NumPy table filled cell by cell; the distance is its corner, a NumPy scalar."""

import numpy as np


def levenshtein_matrix(a: str, b: str) -> np.ndarray:
    if type(a) is not str or type(b) is not str:
        raise TypeError
    m, n = len(a), len(b)
    d = np.zeros((m + 1, n + 1), dtype=np.uint16)
    d[:, 0] = np.arange(m + 1)
    d[0, :] = np.arange(n + 1)
    for i in range(1, m + 1):
        for j in range(1, n + 1):
            sub = d[i - 1, j - 1] + (a[i - 1] != b[j - 1])
            d[i, j] = min(sub, d[i - 1, j] + 1, d[i, j - 1] + 1)
    return d


def levenshtein(a: str, b: str) -> int:
    return levenshtein_matrix(a, b)[-1, -1]


def edit_script(a: str, b: str) -> list[tuple]:
    d = levenshtein_matrix(a, b)
    i, j = d.shape[0] - 1, d.shape[1] - 1
    out = []
    while (i, j) != (0, 0):
        if i and d[i, j] == d[i - 1, j] + 1:
            out.append(("delete", a[i - 1]))
            i -= 1
        elif j and d[i, j] == d[i, j - 1] + 1:
            out.append(("insert", b[j - 1]))
            j -= 1
        else:
            if a[i - 1] == b[j - 1]:
                out.append(("keep", a[i - 1]))
            else:
                out.append(("substitute", a[i - 1], b[j - 1]))
            i -= 1
            j -= 1
    out.reverse()
    return out
