"""Edit distance: fewest insertions, deletions and substitutions of single characters or tokens.

The measure is from V. I. Levenshtein, "Binary codes capable of correcting deletions, insertions
and reversals" (1966); the table from R. A. Wagner and M. J. Fischer, "The string-to-string
correction problem" (1974). The compiled backend works on 64 rows of that table at a time: G. Myers,
"A fast bit-vector algorithm for approximate string matching based on dynamic programming" (1999).
Characters are code points: nothing is normalised, and surrogates that stand alone count like any
other character.
"""

from collections.abc import Callable, Hashable, Sequence
from functools import partial, update_wrapper
from typing import Any, Literal, NamedTuple, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from dlqa_core import arguments
from dlqa_core.backends import use
from dlqa_core.edit_matrix import levenshtein_matrix

__all__ = ["EditOp", "edit_ops", "levenshtein", "levenshtein_matrix", "levenshtein_table"]

Text = str | Sequence[Hashable] | NDArray[np.integer[Any]]
Codes = NDArray[np.uint32]
Function = TypeVar("Function", bound=Callable[..., Any])


class EditOp(NamedTuple):
    """One edit, and where it stands: before or at `a[i]`, and before or at `b[j]`.

    "insert" puts `b[j]` before `a[i]`, "delete" drops `a[i]`, which has its place before `b[j]`,
    and "substitute" replaces `a[i]` by `b[j]`.
    """

    op: Literal["delete", "insert", "substitute"]
    i: int
    j: int


NAMES: tuple[Literal["delete", "insert", "substitute"], ...] = ("delete", "insert", "substitute")
MAKE_OP = partial(tuple.__new__, EditOp)  # three times as fast as calling EditOp


def straight(function: Function) -> Function:
    """The compiled function in place of its Python version, where the environment chose it.

    A word takes less time than a Python function that passes it on.
    """
    try:
        front = getattr(use("edit_distance"), "front", None)
    except (ImportError, ValueError):
        return function  # each call tells what is wrong
    return function if front is None else cast(Function, update_wrapper(front, function))


@straight
def levenshtein(
    a: Text, b: Text, *, score_cutoff: int | None = None, backend: str | None = None
) -> int:
    """Fewest single-character edits that turn `a` into `b`.

    Each insertion, deletion and substitution costs 1, so swapping two neighbours costs 2. `a` and
    `b` are two str, whose code points are compared, or two sequences of hashable tokens (list,
    tuple, bytes, 1-D integer array), which are the same token if they are equal. If the distance
    is above `score_cutoff`, the result is `score_cutoff` + 1, which is found sooner.

    For lengths m <= n and distance d takes O(n * m / 64) time, O(n + n * d / 64) if d is small
    against n, and O(m + n) memory: at most 30 bytes per character and 150 kB beside the strings,
    and none where one of them has at most 64 characters.

    Raises TypeError if only one of `a` and `b` is a str, if one is no sequence or has a token
    that is not hashable, or if `score_cutoff` is no integer, and ValueError if that is negative
    or an array has not one dimension. `backend` is as in `dlqa_core.backends.use`.

    >>> levenshtein("doctor", "bottle")
    4
    >>> levenshtein("doctor", "bottle", score_cutoff=2)
    3
    >>> levenshtein(["to", "be"], ["not", "to", "be"])
    1
    """
    return general(a, b, score_cutoff, backend)


def general(a: Text, b: Text, score_cutoff: int | None, backend: str | None) -> int:
    """`levenshtein` of whatever it takes."""
    left, right = clean(a, b)
    cutoff = arguments.cutoff("score_cutoff", score_cutoff)
    return int(use("edit_distance", backend).levenshtein(left, right, cutoff))


def edit_ops(a: Text, b: Text, *, backend: str | None = None) -> list[EditOp]:
    """A shortest list of edits that turn `a` into `b`, in the order of their places.

    There are `levenshtein(a, b)` of them; what they do not name stays. Among lists of the same
    length it is always the one that inserts as late as it can. The method is from
    D. S. Hirschberg, "A linear space algorithm for computing maximal common subsequences" (1975).

    `a` and `b` are as in `levenshtein`, and so are the errors. Takes about twice the time of the
    distance and O(m + n) memory: at most 80 bytes per character or token beside the strings and
    the result.

    >>> edit_ops("gate", "late!")
    [EditOp(op='substitute', i=0, j=0), EditOp(op='insert', i=4, j=4)]
    """
    left, right = clean(a, b)
    kinds, i, j = use("edit_distance", backend).edit_ops(left, right).T.tolist()
    return list(map(MAKE_OP, zip(map(NAMES.__getitem__, kinds), i, j, strict=True)))


def levenshtein_table(a: str, b: str, *, backend: str | None = None) -> NDArray[np.int64]:
    """Distances of all prefixes of `a` to all prefixes of `b`.

    Returns an int64 array of shape (len(a) + 1, len(b) + 1) whose entry [i, j] is the distance
    of `a[:i]` and `b[:j]`; the last one is `levenshtein(a, b)`. Takes O(len(a) * len(b)) time
    and memory: 8 bytes an entry.

    Raises TypeError if `a` or `b` is not a str. `backend` is as in `dlqa_core.backends.use`.

    >>> levenshtein_table("ab", "b").tolist()
    [[0, 1], [1, 1], [2, 1]]
    """
    for name, text in (("a", a), ("b", b)):
        if not isinstance(text, str):
            raise TypeError(f"{name} must be a str, not {type(text).__name__}")
    table = use("edit_distance", backend).levenshtein_table(a, b)
    return cast(NDArray[np.int64], table)


def clean(a: Text, b: Text) -> tuple[str, str] | tuple[bytes, bytes] | tuple[Codes, Codes]:
    """Two str or bytes as they are, other sequences as arrays of numbers, one for each token."""
    if isinstance(a, str) and isinstance(b, str):
        return a, b
    if isinstance(a, bytes) and isinstance(b, bytes):
        return a, b
    left, right = tokens("a", a), tokens("b", b)
    if isinstance(a, str) or isinstance(b, str):
        kinds = f"a is a {type(a).__name__} and b a {type(b).__name__}"
        raise TypeError(f"{kinds}: expected two str or two sequences of tokens")
    return numbered(left, right)


def tokens(name: str, text: Text) -> Sequence[Hashable]:
    """The tokens of a sequence; of an array, numbers of Python."""
    if isinstance(text, np.ndarray):
        if text.dtype.kind not in "iu":
            raise TypeError(f"{name} must be an array of integers, not of {text.dtype}")
        if text.ndim != 1:
            raise ValueError(f"{name} has shape {text.shape}: expected one dimension")
        return cast(list[Hashable], text.tolist())
    if not isinstance(text, Sequence):
        kind = type(text).__name__
        raise TypeError(f"{name} must be a str or a sequence of tokens, not {kind}")
    return text


def numbered(a: Sequence[Hashable], b: Sequence[Hashable]) -> tuple[Codes, Codes]:
    """The same number for the same token."""
    numbers: dict[Hashable, int] = {}
    return number("a", a, numbers), number("b", b, numbers)


def number(name: str, sequence: Sequence[Hashable], numbers: dict[Hashable, int]) -> Codes:
    """The number of each token; new ones are added to `numbers`."""
    sequence = list(sequence)  # as it is now: hashing may run code that changes it
    codes = np.empty(len(sequence), dtype=np.uint32)
    for i, token in enumerate(sequence):
        try:
            codes[i] = numbers.setdefault(token, len(numbers))
        except TypeError as error:
            raise TypeError(f"{name}[{i}] is not hashable: {type(token).__name__}") from error
    return codes
