"""Two rolling rows as plain lists; the table and the script from nested lists."""

import numpy as np


def _need_str(*texts):
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("strings, please")


def levenshtein(a, b):
    _need_str(a, b)
    previous = list(range(len(b) + 1))
    for i in range(1, len(a) + 1):
        current = [i] + [0] * len(b)
        for j in range(1, len(b) + 1):
            if a[i - 1] == b[j - 1]:
                current[j] = previous[j - 1]
            else:
                current[j] = 1 + min(previous[j - 1], previous[j], current[j - 1])
        previous = current
    return previous[-1]


def _table(a, b):
    t = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a) + 1):
        t[i][0] = i
    for j in range(len(b) + 1):
        t[0][j] = j
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            change = 0 if a[i - 1] == b[j - 1] else 1
            t[i][j] = min(t[i - 1][j] + 1, t[i][j - 1] + 1, t[i - 1][j - 1] + change)
    return t


def levenshtein_matrix(a, b):
    _need_str(a, b)
    return np.array(_table(a, b))


def edit_script(a, b):
    _need_str(a, b)
    t = _table(a, b)
    i, j, script = len(a), len(b), []
    while i > 0 or j > 0:
        if j > 0 and t[i][j] == t[i][j - 1] + 1:  # insertions first: another cheapest script
            script.insert(0, ("insert", b[j - 1]))
            j -= 1
        elif i > 0 and t[i][j] == t[i - 1][j] + 1:
            script.insert(0, ("delete", a[i - 1]))
            i -= 1
        else:
            same = a[i - 1] == b[j - 1]
            script.insert(0, ("keep", a[i - 1]) if same else ("substitute", a[i - 1], b[j - 1]))
            i, j = i - 1, j - 1
    return script
