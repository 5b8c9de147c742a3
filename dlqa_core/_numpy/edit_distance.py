"""Edit distance by dynamic programming, one NumPy expression per row of the table."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint32]
Costs = NDArray[np.int64]


def levenshtein(a: Codes, b: Codes) -> int:
    """Distance of two arrays of code points; keeps one row of the table, of the shorter one."""
    if len(a) < len(b):
        a, b = b, a
    row = first_row(b)
    for row in later_rows(a, b):  # noqa: B007 -- the last row is what is wanted
        pass
    return int(row[-1])


def levenshtein_table(a: Codes, b: Codes) -> Costs:
    """Distances of all prefixes: entry (i, j) belongs to a[:i] and b[:j]."""
    return np.stack([first_row(b), *later_rows(a, b)])


def first_row(b: Codes) -> Costs:
    """What it costs to build each prefix of `b` from nothing."""
    return np.arange(len(b) + 1, dtype=np.int64)


def later_rows(a: Codes, b: Codes) -> Iterator[Costs]:
    """The row of the table that belongs to each prefix of `a`, from the shortest on.

    Insertions make an entry depend on its left neighbour: row[j] = min(best[j], row[j-1] + 1).
    Measured from a slope that rises by one per column that is a running minimum.
    """
    row = slope = first_row(b)
    for i, code in enumerate(a, start=1):
        best = np.empty_like(row)
        best[0] = i
        best[1:] = np.minimum(row[1:] + 1, row[:-1] + (b != code))
        row = np.minimum.accumulate(best - slope) + slope
        yield row
