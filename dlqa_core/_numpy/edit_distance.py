"""Edit distance by dynamic programming, one NumPy expression per row of the table."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint32]
Costs = NDArray[np.int64]
Text = str | bytes | Codes

DELETE, INSERT, SUBSTITUTE = range(3)
BLOCK = 1 << 16  # cells of a table that is walked back


def levenshtein(a: Text, b: Text, cutoff: int) -> int:
    """Distance of two texts (str, bytes or codes), `cutoff` + 1 if it is above a cutoff >= 0."""
    x, y = sorted((codes(a), codes(b)), key=len)
    most = len(y) if cutoff < 0 else cutoff
    if len(y) - len(x) > most:
        return most + 1
    row = first_row(x)
    for row in later_rows(y, x):
        if row.min() > most:  # no later row gets below it
            return most + 1
    return min(int(row[-1]), most + 1)


def edit_ops(a: Text, b: Text) -> NDArray[np.int64]:
    """The leftmost of all shortest lists of edits: an array of rows (kind, i, j)."""
    ops = list(edits(codes(a), codes(b), 0, 0))
    return np.array(ops, dtype=np.int64).reshape(len(ops), 3)


def levenshtein_table(a: Text, b: Text) -> Costs:
    """Distances of all prefixes: entry (i, j) belongs to a[:i] and b[:j]."""
    x, y = codes(a), codes(b)
    return np.stack([first_row(y), *later_rows(x, y)])


def codes(text: Text) -> Codes:
    """The characters of a text as numbers."""
    if isinstance(text, str):
        encoded = str.encode(text, "utf-32-le", "surrogatepass")
        return np.frombuffer(encoded, dtype="<u4").astype(np.uint32, copy=False)
    if isinstance(text, bytes):
        return np.frombuffer(text, dtype=np.uint8).astype(np.uint32)
    return text


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


def last_row(a: Codes, b: Codes) -> Costs:
    """Distances of `a` to all prefixes of `b`."""
    row = first_row(b)
    for row in later_rows(a, b):  # noqa: B007 -- the last row is what is wanted
        pass
    return row


def edits(a: Codes, b: Codes, i: int, j: int) -> Iterator[tuple[int, int, int]]:
    """Edits from front to back; `i` and `j` is where `a` and `b` start.

    Hirschberg's halving (1975): the two distances to the middle row tell where a shortest path
    crosses it, and the first such column belongs to the leftmost path.
    """
    if len(a) < 2 or len(a) * len(b) <= BLOCK:
        yield from reversed(list(walk_back(a, b, i, j)))
        return
    middle = len(a) // 2
    total = last_row(a[:middle], b) + last_row(a[: middle - 1 : -1], b[::-1])[::-1]
    split = int(total.argmin())
    yield from edits(a[:middle], b[:split], i, j)
    yield from edits(a[middle:], b[split:], i + middle, j + split)


def walk_back(a: Codes, b: Codes, i0: int, j0: int) -> Iterator[tuple[int, int, int]]:
    """Edits from back to front, read off the table; to the left wherever that is shortest."""
    table = levenshtein_table(a, b)
    i, j = len(a), len(b)
    while i or j:
        if j and table[i, j] == table[i, j - 1] + 1:
            j -= 1
            yield INSERT, i0 + i, j0 + j
        elif i and j and table[i, j] == table[i - 1, j - 1] + (a[i - 1] != b[j - 1]):
            i, j = i - 1, j - 1
            if a[i] != b[j]:
                yield SUBSTITUTE, i0 + i, j0 + j
        else:
            i -= 1
            yield DELETE, i0 + i, j0 + j
