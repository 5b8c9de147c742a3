"""Wagner and Fischer, with NumPy doing a whole row at a time."""

import numpy as np

from narzedzia import text


def codes(s):
    return np.array([ord(ch) for ch in s], dtype=np.int64)


def next_row(above, ch, b):
    # deletion and substitution for all columns at once; insertions run along the row,
    # which is a running minimum after taking the column number off
    row = above + 1
    row[1:] = np.minimum(row[1:], above[:-1] + (b != ch))
    columns = np.arange(len(row))
    return np.minimum.accumulate(row - columns) + columns


def levenshtein(a, b):
    a, b = (codes(s) for s in text(a, b))
    row = np.arange(len(b) + 1)
    for ch in a:
        row = next_row(row, ch, b)
    return row[-1]


def levenshtein_matrix(a, b):
    a, b = (codes(s) for s in text(a, b))
    table = np.empty((len(a) + 1, len(b) + 1), dtype=np.int32)
    table[0] = np.arange(len(b) + 1)
    for i, ch in enumerate(a):
        table[i + 1] = next_row(table[i], ch, b)
    return table


def edit_script(a, b):
    table = levenshtein_matrix(a, b)

    def backwards():
        i, j = len(a), len(b)
        while i or j:
            here = table[i, j]
            if j and here == table[i, j - 1] + 1:
                j -= 1
                yield "insert", b[j]
            elif i and here == table[i - 1, j] + 1:
                i -= 1
                yield "delete", a[i]
            else:
                i, j = i - 1, j - 1
                yield ("keep", a[i]) if a[i] == b[j] else ("substitute", a[i], b[j])

    return list(backwards())[::-1]
