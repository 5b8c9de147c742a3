"""Leaves the first column of the table at zero.

hint: How many edits from an empty string to a word of length 3?
"""


def _rows(a, b):
    above = list(range(len(b) + 1))
    yield above
    for i in range(1, len(a) + 1):
        row = [0]
        for j in range(1, len(b) + 1):
            cost = a[i - 1] != b[j - 1]
            row.append(min(above[j] + 1, row[j - 1] + 1, above[j - 1] + cost))
        yield row
        above = row


def levenshtein(a, b):
    _check(a, b)
    return list(_rows(a, b))[-1][-1]
