"""The table by antidiagonals, each one a vectorised NumPy step."""

import numpy as np


def _codes(text):
    if not isinstance(text, str):
        raise TypeError(f"{text!r} is not a string")
    return np.array([ord(ch) for ch in text], dtype=np.int64)


def levenshtein_matrix(a, b):
    x, y = _codes(a), _codes(b)
    m, n = len(x), len(y)
    d = np.add.outer(np.arange(m + 1), np.arange(n + 1))
    for s in range(2, m + n + 1):
        i = np.arange(max(1, s - n), min(m, s - 1) + 1)
        j = s - i
        diagonal = d[i - 1, j - 1] + (x[i - 1] != y[j - 1])
        d[i, j] = np.minimum(np.minimum(d[i - 1, j], d[i, j - 1]) + 1, diagonal)
    return d


def levenshtein(a, b):
    return np.asarray(levenshtein_matrix(a, b)[-1, -1])


def edit_script(a, b):
    d = levenshtein_matrix(a, b)
    i, j = len(a), len(b)
    script = []
    while i + j:
        options = []
        if i and j:
            options.append((d[i - 1, j - 1], 0))
        if i:
            options.append((d[i - 1, j], 1))
        if j:
            options.append((d[i, j - 1], 2))
        _, move = min(options)
        if move == 0 and a[i - 1] == b[j - 1]:
            script.append(("keep", a[i - 1]))
        elif move == 0:
            script.append(("substitute", a[i - 1], b[j - 1]))
        elif move == 1:
            script.append(("delete", a[i - 1]))
        else:
            script.append(("insert", b[j - 1]))
        i, j = i - (move != 2), j - (move != 1)
    return list(reversed(script))
