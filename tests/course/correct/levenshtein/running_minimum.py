"""Whole rows at once: the insertions of a row are a running minimum."""

from typing import NamedTuple

import numpy as np


class Edit(NamedTuple):
    name: str
    first: str


class Swap(NamedTuple):
    name: str
    old: str
    new: str


def levenshtein_matrix(a, b):
    for text in (a, b):
        if not isinstance(text, str):
            raise TypeError("not a str")
    letters = np.array(list(map(ord, b)), dtype=np.int64)
    steps = np.arange(len(b) + 1)
    rows = [steps]
    for ch in a:
        row = rows[-1] + 1
        row[1:] = np.minimum(row[1:], rows[-1][:-1] + (letters != ord(ch)))
        rows.append(np.minimum.accumulate(row - steps) + steps)
    return np.stack(rows)


def levenshtein(a, b):
    return int(levenshtein_matrix(a, b)[len(a), len(b)])


def edit_script(a, b):
    table = levenshtein_matrix(a, b).tolist()
    i, j = len(a), len(b)
    script = []
    while i or j:
        diagonal = table[i - 1][j - 1] if i and j else float("inf")
        if diagonal == table[i][j] and a[i - 1] == b[j - 1]:
            script.append(Edit("keep", a[i - 1]))
        elif diagonal == table[i][j] - 1:
            script.append(Swap("substitute", a[i - 1], b[j - 1]))
        elif i and table[i - 1][j] == table[i][j] - 1:
            script.append(Edit("delete", a[i - 1]))
            j += 1
        else:
            script.append(Edit("insert", b[j - 1]))
            i += 1
        i, j = i - 1, j - 1
    return script[::-1]
