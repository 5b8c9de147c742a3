"""Edit distance (Thandiwe): forwards, from the table of the suffixes."""

import numpy as np


def _table(a: str, b: str) -> list[list[int]]:
    """Entry i, j is the distance between a[i:] and b[j:]."""
    for word in (a, b):
        if not isinstance(word, str):
            raise TypeError(f"not a word: {word!r}")
    n, m = len(a), len(b)
    table = [[0] * (m + 1) for _ in range(n + 1)]
    for i in range(n, -1, -1):
        for j in range(m, -1, -1):
            if i == n or j == m:
                table[i][j] = (n - i) + (m - j)
            elif a[i] == b[j]:
                table[i][j] = table[i + 1][j + 1]
            else:
                table[i][j] = 1 + min(table[i + 1][j + 1], table[i + 1][j], table[i][j + 1])
    return table


def levenshtein(a, b):
    return _table(a, b)[0][0]


def levenshtein_matrix(a, b):
    # the suffixes of the reversed words are their prefixes
    return np.array(_table(a[::-1], b[::-1]))[::-1, ::-1].copy()


def edit_script(a, b):
    table = _table(a, b)
    i = j = 0
    script = []
    while (i, j) != (len(a), len(b)):
        rest = table[i][j]
        if i < len(a) and j < len(b) and a[i] == b[j]:
            script.append(("keep", a[i]))
            i, j = i + 1, j + 1
        elif i < len(a) and rest == table[i + 1][j] + 1:
            script.append(("delete", a[i]))
            i += 1
        elif j < len(b) and rest == table[i][j + 1] + 1:
            script.append(("insert", b[j]))
            j += 1
        else:
            script.append(("substitute", a[i], b[j]))
            i, j = i + 1, j + 1
    return script
