"""Edit distance between two strings, the table behind it, and one cheapest script of edits."""

import numpy as np


def levenshtein(a: str, b: str) -> int:
    table = levenshtein_matrix(a, b)
    return int(table[len(a), len(b)])


def levenshtein_matrix(a: str, b: str) -> np.ndarray:
    if not isinstance(a, str) or not isinstance(b, str):
        raise TypeError("two strings, please")
    rows = [list(range(len(b) + 1))]
    for i in range(1, len(a) + 1):
        row = [i]
        for j in range(1, len(b) + 1):
            if a[i - 1] == b[j - 1]:
                row.append(rows[i - 1][j - 1])
            else:
                row.append(1 + min(rows[i - 1][j - 1], rows[i - 1][j], row[j - 1]))
        rows.append(row)
    return np.array(rows)


def edit_script(a: str, b: str) -> list[tuple]:
    D = levenshtein_matrix(a, b).tolist()
    i, j = len(a), len(b)
    steps = []
    while i > 0 or j > 0:
        if i > 0 and j > 0 and a[i - 1] == b[j - 1]:
            steps.append(("keep", a[i - 1]))
            i -= 1
            j -= 1
        elif j > 0 and D[i][j] == D[i][j - 1] + 1:
            steps.append(("insert", b[j - 1]))
            j -= 1
        elif i > 0 and D[i][j] == D[i - 1][j] + 1:
            steps.append(("delete", a[i - 1]))
            i -= 1
        else:
            steps.append(("substitute", a[i - 1], b[j - 1]))
            i -= 1
            j -= 1
    steps.reverse()
    return steps
