"""Charges two for a substitution.

hint: One edit or two, to turn cat into cut?
"""


def _rows(a, b):
    above = list(range(len(b) + 1))
    yield above
    for i in range(1, len(a) + 1):
        row = [i]
        for j in range(1, len(b) + 1):
            cost = 0 if a[i - 1] == b[j - 1] else 2
            row.append(min(above[j] + 1, row[j - 1] + 1, above[j - 1] + cost))
        yield row
        above = row


def levenshtein(a, b):
    _check(a, b)
    return list(_rows(a, b))[-1][-1]
