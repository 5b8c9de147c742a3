"""Edit distances of all pairs of two collections: the matrix behind clustering and look-up.

The measure is that of `dlqa_core.edit_distance`: fewest insertions, deletions and substitutions of
one symbol. The compiled backend computes many pairs at once, one in each lane of a vector, by
the bit-parallel algorithm of H. Hyyrö, "A bit-vector algorithm for computing Levenshtein and
Damerau edit distances" (2003), after G. Myers, "A fast bit-vector algorithm for approximate
string matching based on dynamic programming" (1999).
"""

from collections.abc import Collection, Hashable, Iterable, Sequence
from typing import Any, cast

import numpy as np
from numpy.typing import DTypeLike, NDArray

from dlqa_core import arguments
from dlqa_core.backends import use

__all__ = ["levenshtein_matrix"]

Text = str | Sequence[Hashable]
Flat = tuple[NDArray[np.uint32], NDArray[np.int64]]


def levenshtein_matrix(
    queries: Collection[Text],
    choices: Collection[Text] | None = None,
    *,
    score_cutoff: int | None = None,
    workers: int = 1,
    dtype: DTypeLike | None = None,
    out: NDArray[np.integer[Any]] | None = None,
    backend: str | None = None,
) -> NDArray[np.integer[Any]]:
    """Edit distance of each of `queries` to each of `choices`.

    Returns an array of shape (len(queries), len(choices)). Without `choices`, or with the same
    object twice, the queries are compared with themselves: one triangle is computed and
    mirrored. The elements are either all str, compared by code point (nothing is normalised,
    lone surrogates count like any other), or all sequences of hashable tokens, equal as keys of
    a dict are (so 1, 1.0 and True are one token).

    score_cutoff: distances above it are reported as `score_cutoff + 1`; faster if it is small.
    workers: number of threads, 1 to 256; with 1 none is started. The GIL is released.
    dtype: any integer type that holds the length of the longest element and, if that is less,
        `score_cutoff + 1`. The default is int32 whatever the data: the smallest one in which
        every distance fits, and in which sums and differences of distances neither wrap nor
        depend on how long the longest string happened to be. For a short string int8 or uint8
        is enough, and saves memory.
    out: an array to fill and return: of that shape, C-contiguous, aligned, writeable, in native
        byte order and of `dtype`, if that is given too.

    Elements of n and m symbols take O(n * ceil(m / 64)) operations on words, of which a vector
    does up to 64 at once. Memory beside the result: 4 bytes a symbol and 16 an element; for the
    choices at hand, which are at most 4,096 and at most 65,536 symbols or 32 of them, 300 bytes a
    symbol and at most 40 MiB; for each thread 1 MiB, 8 bytes for each symbol of 32 queries and
    16 for each symbol of the choices at hand.

    Raises TypeError if a collection or an element is of another kind, if strings and sequences
    are mixed, if a token is not hashable, or if a number is no integer; ValueError if a number is
    out of range, if `dtype` is no integer type or too small, or if `out` does not fit;
    MemoryError. `backend` is as in `dlqa_core.backends.use`.

    >>> levenshtein_matrix(["doctor", "gate"], ["bottle", "gate", "doctors"]).tolist()
    [[4, 5, 1], [4, 0, 6]]
    >>> levenshtein_matrix(["abc", "abd", "xyz"], score_cutoff=1).tolist()
    [[0, 1, 2], [1, 0, 2], [2, 2, 0]]
    >>> levenshtein_matrix([["to", "be"]], [["not", "to", "be"], []]).tolist()
    [[1, 2]]
    """
    symmetric = choices is None or choices is queries
    left = elements("queries", queries)
    right = left if symmetric else elements("choices", cast(Collection[Text], choices))
    cutoff = arguments.cutoff("score_cutoff", score_cutoff)
    threads = arguments.threads("workers", workers)
    kernel = use("edit_matrix", backend)
    a, b = flattened(kernel.flatten, left, right)
    longest = max((int(np.diff(starts).max(initial=0)) for _, starts in (a, b)), default=0)
    highest = longest if cutoff < 0 else min(longest, cutoff + 1)
    result = matrix((len(left), len(right)), highest, dtype, out)
    if result.size:
        size = result.dtype.itemsize
        kernel.levenshtein_matrix(a, b, result.view(np.uint8), size, symmetric, cutoff, threads)
    return result


def elements(name: str, collection: Collection[Text]) -> tuple[Text, ...]:
    """The elements of a collection, which must not itself be a string."""
    if isinstance(collection, str | bytes) or not isinstance(collection, Iterable):
        kind = type(collection).__name__
        raise TypeError(f"{name} must be a collection of strings or of sequences, not {kind}")
    return tuple(collection)


def flattened(flatten: Any, left: tuple[Text, ...], right: tuple[Text, ...]) -> tuple[Flat, Flat]:
    """Both collections as arrays of codes; one and the same result if they are the same."""
    a = flatten(left)
    b = a if right is left else flatten(right)
    if a is not None and b is not None:
        return a, b
    some_str = any(isinstance(element, str) for element in (*left, *right))
    check_kinds("queries", left, some_str)
    check_kinds("choices", right, some_str)
    numbers: dict[Hashable, int] = {}
    a = numbered("queries", left, numbers)
    return a, a if right is left else numbered("choices", right, numbers)


def check_kinds(name: str, collection: tuple[Text, ...], some_str: bool) -> None:
    """Raise TypeError at the first element that is no sequence, or no str among some."""
    for i, element in enumerate(collection):
        kind = type(element).__name__
        if not isinstance(element, Sequence | np.ndarray):
            raise TypeError(f"{name}[{i}] must be a str or a sequence of tokens, not {kind}")
        if some_str and not isinstance(element, str):
            raise TypeError(f"{name}[{i}] must be a str as other elements are, not {kind}")


def numbered(name: str, collection: tuple[Text, ...], numbers: dict[Hashable, int]) -> Flat:
    """Sequences of tokens as arrays of numbers; `numbers` maps tokens to them and grows."""
    codes: list[int] = []
    starts = [0]
    for i, element in enumerate(collection):
        try:
            codes += [numbers.setdefault(token, len(numbers)) for token in element]
        except TypeError as error:
            raise TypeError(f"{name}[{i}] must hold hashable tokens: {error}") from None
        starts.append(len(codes))
    return np.array(codes, dtype=np.uint32), np.array(starts, dtype=np.int64)


def matrix(
    shape: tuple[int, int],
    highest: int,
    dtype: DTypeLike | None,
    out: NDArray[np.integer[Any]] | None,
) -> NDArray[np.integer[Any]]:
    """The array to fill: `out`, checked, or a new one."""
    if out is not None and not isinstance(out, np.ndarray):
        raise TypeError(f"out must be a NumPy array, not {type(out).__name__}")
    default = np.int32 if out is None else out.dtype
    kind = np.dtype(default if dtype is None else dtype)
    if kind.kind not in "iu" or not kind.isnative:
        raise ValueError(f"dtype must be an integer type in native byte order, not {kind!r}")
    if np.iinfo(kind).max < highest:
        raise ValueError(f"dtype {kind} cannot hold distances up to {highest}")
    if out is None:
        return np.empty(shape, dtype=kind)
    if out.dtype != kind or out.shape != shape:
        raise ValueError(f"out must be {kind} of shape {shape}, not {out.dtype} of {out.shape}")
    if not out.flags.carray:
        raise ValueError("out must be C-contiguous, aligned and writeable")
    return out
