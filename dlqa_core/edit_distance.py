"""Edit distance: fewest single-character insertions, deletions and substitutions.

The measure is from V. I. Levenshtein, "Binary codes capable of correcting deletions, insertions
and reversals" (1966); the table from R. A. Wagner and M. J. Fischer, "The string-to-string
correction problem" (1974). Characters are code points: nothing is normalised, and surrogates
that stand alone count like any other character.
"""

from typing import cast

import numpy as np
from numpy.typing import NDArray

from dlqa_core.backends import use

__all__ = ["levenshtein", "levenshtein_table"]


def levenshtein(a: str, b: str, *, backend: str | None = None) -> int:
    """Fewest single-character edits that turn `a` into `b`.

    Each insertion, deletion and substitution costs 1, so swapping two neighbours costs 2.
    Takes O(len(a) * len(b)) time and O(min(len(a), len(b))) memory beside the strings.

    Raises TypeError if `a` or `b` is not a str. `backend` is as in `dlqa_core.backends.use`.

    >>> levenshtein("doctor", "bottle")
    4
    """
    left, right = codes("a", a), codes("b", b)
    return cast(int, use("edit_distance", backend).levenshtein(left, right))


def levenshtein_table(a: str, b: str, *, backend: str | None = None) -> NDArray[np.int64]:
    """Distances of all prefixes of `a` to all prefixes of `b`.

    Returns an int64 array of shape (len(a) + 1, len(b) + 1) whose entry [i, j] is the distance
    of `a[:i]` and `b[:j]`; the last one is `levenshtein(a, b)`. Takes O(len(a) * len(b)) time
    and memory: 8 bytes an entry.

    Raises TypeError if `a` or `b` is not a str. `backend` is as in `dlqa_core.backends.use`.

    >>> levenshtein_table("ab", "b").tolist()
    [[0, 1], [1, 1], [2, 1]]
    """
    left, right = codes("a", a), codes("b", b)
    table = use("edit_distance", backend).levenshtein_table(left, right)
    return cast(NDArray[np.int64], table)


def codes(name: str, text: str) -> NDArray[np.uint32]:
    """The code points of `text`, shape (len(text),); `name` is what an error calls it."""
    if not isinstance(text, str):
        raise TypeError(f"{name} must be a str, not {type(text).__name__}")
    encoded = str.encode(text, "utf-32-le", "surrogatepass")
    return np.frombuffer(encoded, dtype="<u4").astype(np.uint32, copy=False)
