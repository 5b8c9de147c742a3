"""Edit distances of all pairs: one query against many choices in each NumPy expression."""

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint32]
Starts = NDArray[np.int64]
Flat = tuple[Codes, Starts]

MOST_CELLS = 1 << 20  # of a row of tables: choices handled at once times the longest of them
NO_SYMBOL = -1


def flatten(strings: tuple[str, ...]) -> Flat | None:
    """Code points of all strings, one after the other, and where each begins and the last ends.

    None if not all of them are strings.
    """
    if not all(isinstance(string, str) for string in strings):
        return None
    encoded = "".join(strings).encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(encoded, dtype="<u4").astype(np.uint32, copy=False)
    return codes, np.cumsum([0, *map(str.__len__, strings)], dtype=np.int64)


def levenshtein_matrix(
    queries: Flat,
    choices: Flat,
    out: NDArray[np.uint8],
    itemsize: int,
    symmetric: bool,
    cutoff: int,
    workers: int,
) -> None:
    """Fill `out`, the bytes of the matrix; `queries` and `choices` are pairs (codes, starts).

    There is one thread, however many `workers` are allowed.
    """
    result = out.view(f"u{itemsize}")
    for columns in groups(choices[1]):
        table, lengths = padded(choices, columns)
        for i in range(len(result)):
            first = max(i, columns.start) if symmetric else columns.start
            if first >= columns.stop:
                break
            rest = slice(first - columns.start, None)
            scores = distances(text(queries, i), table[rest], lengths[rest])
            scores = scores if cutoff < 0 else np.minimum(scores, cutoff + 1)
            result[i, first : columns.stop] = scores
            if symmetric:
                result[first : columns.stop, i] = scores


def groups(starts: Starts) -> list[slice]:
    """Consecutive choices, as many at a time as MOST_CELLS allows."""
    step = max(1, MOST_CELLS // (int(np.diff(starts).max(initial=0)) + 1))
    count = len(starts) - 1
    return [slice(first, min(first + step, count)) for first in range(0, count, step)]


def text(flat: Flat, i: int) -> Codes:
    """One of the texts."""
    codes, starts = flat
    return codes[starts[i] : starts[i + 1]]


def padded(flat: Flat, columns: slice) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Some texts as rows of one array, filled up with NO_SYMBOL, and their lengths."""
    lengths = np.diff(flat[1])[columns]
    table = np.full((len(lengths), int(lengths.max(initial=0))), NO_SYMBOL, dtype=np.int64)
    for row, i in zip(table, range(columns.start, columns.stop), strict=True):
        codes = text(flat, i)
        row[: len(codes)] = codes
    return table, lengths


def distances(
    query: Codes, table: NDArray[np.int64], lengths: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Distance of one text to each row of `table`, of which `lengths` symbols count.

    A row of costs for each choice, one query symbol after the other. Insertions make an entry
    depend on its left neighbour: cost[j] = min(best[j], cost[j - 1] + 1). Subtracting j turns
    that into a running minimum.
    """
    ramp = np.arange(table.shape[1] + 1, dtype=np.int64)
    costs = np.tile(ramp, (len(table), 1))
    for i, symbol in enumerate(query, start=1):
        best = np.minimum(costs[:, 1:] + 1, costs[:, :-1] + (table != np.int64(symbol)))
        costs[:, 0] = i
        costs[:, 1:] = best
        costs -= ramp
        np.minimum.accumulate(costs, axis=1, out=costs)
        costs += ramp
    return costs[np.arange(len(table)), lengths]
