"""Similar Python sources: fingerprints of their tokens, pairs that share many, and where.

A source becomes a string of normalised tokens: one code for every name, one for every number, one
for every string; keywords and signs stand for themselves; comments, docstrings and layout leave
nothing behind. So neither a new name nor a new comment changes it. Fingerprints are hashes of `k`
tokens in a row, thinned out by winnowing: S. Schleimer, D. S. Wilkerson and A. Aiken,
"Winnowing: local algorithms for document fingerprinting" (SIGMOD 2003).

Nothing is parsed: a source that Python refuses is compared like any other. A string that lacks its
closing quote ends with its line. An f-string counts as one string, up to the next quote of its
kind. Bytes are read as UTF-8, with U+FFFD for what is not.

Tokens that a source has in common with another one are a reason to look, not a proof.
"""

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from dlqa_core import arguments
from dlqa_core.backends import use
from dlqa_core.edit_distance import levenshtein

__all__ = [
    "Fingerprints",
    "fingerprints",
    "matching_passages",
    "similar_pairs",
    "token_ratio",
    "tokens",
]

FEW = 10  # a print in that many texts, however few there are in all, is no boilerplate

SPAN = ("line", "column", "end_line", "end_column")
PASSAGE = np.dtype(
    [*((f"{side}_{part}", np.int64) for side in "ab" for part in SPAN), ("prints", np.int64)]
)

Ints: TypeAlias = NDArray[np.int64]
Bytes: TypeAlias = NDArray[np.uint8]


class Fingerprints(NamedTuple):
    """The fingerprints of one source, in the order in which they come in it.

    hashes  shape (n,), uint64; equal ones may come more than once
    spans   shape (n, 4), int64: line and column of the first character that a print comes from,
            line and column behind the last one; lines count from 1, columns from 0, in code
            points
    """

    hashes: NDArray[np.uint64]
    spans: Ints


def tokens(source: str | bytes, *, backend: str | None = None) -> Bytes:
    """The normalised tokens of a Python source, shape (n,), dtype uint8.

    97 ("a") is a name, 48 ("0") a number, 34 ('"') a string, 128 and above a keyword; any other
    sign is its own ASCII code, so that `**` is two tokens. Takes O(len(source)) time and memory.

    Raises TypeError if `source` is neither str nor bytes. `backend` is as in
    `dlqa_core.backends.use`.

    >>> bytes(tokens("area = 3.14 * r ** 2  # of a circle"))
    b'a=0*a**0'
    """
    return scanned("source", source, backend).codes


def fingerprints(
    source: str | bytes, *, k: int = 12, window: int = 8, backend: str | None = None
) -> Fingerprints:
    """The fingerprints of a Python source, with their places in it.

    Two sources that share `window + k - 1` tokens in a row share a fingerprint for sure, and one
    of less than `k` tokens has none. A higher `k` finds less by chance; a higher `window` keeps
    fewer, about 2 of `window + 1`. Takes O(k + len(source)) time on the compiled backend and
    O(len(source)) memory.

    Raises TypeError if `source` is neither str nor bytes, or `k` or `window` no integer;
    ValueError if one of these is less than 1. `backend` is as in `dlqa_core.backends.use`.

    >>> prints = fingerprints("for i in range(10):\\n    print(i, i * i)\\n", k=4, window=4)
    >>> prints.hashes.dtype, prints.spans.shape == (len(prints.hashes), 4)
    (dtype('uint64'), True)
    >>> renamed = fingerprints("for n in range(99): print(n, n*n)", k=4, window=4)
    >>> bool((prints.hashes == renamed.hashes).all())
    True
    """
    k, window = arguments.capped("k", k, 1), arguments.capped("window", window, 1)
    text = scanned("source", source, backend)
    hashes, first = use("similarity", backend).winnow(text.codes, k, window)
    return Fingerprints(hashes, spans_of(text, first, first + k - 1))


def similar_pairs(
    sources: Sequence[str | bytes],
    *,
    k: int = 12,
    window: int = 8,
    threshold: float = 0.5,
    boilerplate: float | int | None = 0.1,
    common: Sequence[str | bytes] | None = None,
    threads: int = 1,
    backend: str | None = None,
) -> NDArray[np.void]:
    """All pairs of Python sources that share many fingerprints, most similar first.

    Returns a structured array with the fields i < j (positions in `sources`), score (from 0 to 1)
    and shared: of the different fingerprints that count, a pair has `shared` in common, and score
    is 2 * shared / (those of i + those of j). It holds the pairs with shared > 0 and score >=
    `threshold`, by descending score, then by i and j.

    What everybody has counts nowhere: neither the fingerprints of the sources in `common`, such
    as a starter file, nor boilerplate, which are those in too many sources. Too many is by
    default more than a tenth of all, but never 10 or fewer: in a class of five nothing is
    boilerplate. `boilerplate` is another share (a float), the most sources that a print may be
    in (an int), or None: nothing is.

    Takes time linear in the length of the sources, plus one step for each fingerprint that each
    pair shares. Memory on the compiled backend: the sources in UTF-8, some 60 bytes for each
    fingerprint, the result twice, and for each thread 8 bytes a source and 17 a byte of the
    longest one.

    Raises TypeError for a single str or bytes in place of a sequence, for a source that is
    neither, and for numbers of a wrong type; ValueError for `k`, `window` or an int `boilerplate`
    under 1, `threads` outside 1 to 256, a share or `threshold` outside [0, 1]. `backend` is as in
    `dlqa_core.backends.use`; NumPy uses one thread.

    >>> area = "def area(w, h):\\n    result = w * h\\n    return round(result, 2)"
    >>> copy = "def f(a, b):  # my own work\\n    x = a * b\\n    return round(x, 3)"
    >>> other = "while queue:\\n    for node in queue.pop():\\n        seen[node] = True"
    >>> [(int(i), int(j), float(s)) for i, j, s, _ in similar_pairs([area, copy, other])]
    [(0, 1, 1.0)]
    """
    k, window = arguments.capped("k", k, 1), arguments.capped("window", window, 1)
    threads = arguments.threads("threads", threads)
    texts, starters = encoded("sources", sources), encoded("common", common or ())
    limit = most(boilerplate, len(texts))
    least = arguments.share("threshold", threshold)
    text = np.frombuffer(b"".join(texts + starters), np.uint8)
    bounds = np.array(list(accumulate(map(bytes.__len__, texts + starters), initial=0)), np.int64)
    found = use("similarity", backend).pairs(
        text, bounds, len(starters), k, window, limit, least, threads
    )
    return cast(NDArray[np.void], found[np.lexsort((found["j"], found["i"], -found["score"]))])


def matching_passages(
    a: str | bytes,
    b: str | bytes,
    *,
    k: int = 12,
    window: int = 8,
    common: Sequence[str | bytes] | None = None,
    backend: str | None = None,
) -> NDArray[np.void]:
    """Where two Python sources say the same: runs of equal fingerprints, in the order of `a`.

    Returns a structured array: a_line, a_column, a_end_line, a_end_column tell where a passage
    lies in `a` (as the spans of `Fingerprints`), b_line and so on where in `b`, and prints how
    many fingerprints in a row are equal. At both ends a passage takes in the equal tokens, less
    than `window`, that winnowing leaves out. Between two prints that are further apart than `k` the
    tokens may differ. No print belongs to two passages, in neither of the
    sources; those of the sources in `common` belong to none. A passage that comes several times
    goes to the place where most of what follows is equal too; 64 places are looked at.

    Takes time linear in the sources, or a small fraction of the product of their lengths where
    they repeat themselves all the time, and linear memory.

    Raises TypeError and ValueError like `similar_pairs`. `backend` is as in
    `dlqa_core.backends.use`.

    >>> swap = "if a[i] > a[j]:\\n    a[i], a[j] = a[j], a[i]\\n"
    >>> other = "def f(x, m, n):\\n    # swap\\n    " + swap.replace("a", "x")
    >>> found = matching_passages(swap, other)
    >>> [(int(p["a_line"]), int(p["a_end_line"])) for p in found]
    [(1, 2)]
    >>> [(int(p["b_line"]), int(p["b_end_line"])) for p in found]
    [(3, 4)]
    """
    k, window = arguments.capped("k", k, 1), arguments.capped("window", window, 1)
    left, right = scanned("a", a, backend), scanned("b", b, backend)
    starters = [scanned("common", text, backend) for text in encoded("common", common or ())]
    kernels = use("similarity", backend)
    mine, theirs, *known = (
        kernels.winnow(text.codes, k, window) for text in (left, right, *starters)
    )
    runs = shared_runs(mine[0], theirs[0], [hashes for hashes, _ in known], backend)
    places = aligned(left, right, mine[1], theirs[1], runs, k, window)
    found = np.empty(len(runs), PASSAGE)
    found["prints"] = runs[:, 2]
    for side, text, first, last in zip("ab", (left, right), places[0], places[1], strict=True):
        spans = spans_of(text, first, last)
        for part, column in zip(SPAN, spans.T, strict=True):
            found[f"{side}_{part}"] = column
    return found


def token_ratio(a: str | bytes, b: str | bytes, *, backend: str | None = None) -> float:
    """How much of two Python sources is equal, token by token: from 0 to 1.

    It is 1 - d / n, with d the fewest insertions, deletions and substitutions of one token that
    turn one source into the other and n the tokens of the longer one; 1.0 if neither has any.
    Exact, but for one pair: it takes O(len(a) * len(b)) time. Functions in another order make it
    small, which `similar_pairs` doesn't mind.

    Raises TypeError if `a` or `b` is neither str nor bytes. `backend` is as in
    `dlqa_core.backends.use`.

    >>> token_ratio("total = 0", "n = 17  # so far")
    1.0
    >>> token_ratio("x = a + b", "x = a - b")
    0.8
    """
    left, right = tokens(a, backend=backend), tokens(b, backend=backend)
    longer = max(len(left), len(right), 1)
    one, other = (codes.tobytes().decode("latin-1") for codes in (left, right))
    return 1.0 - levenshtein(one, other, backend=backend) / longer


# Parts ------------------------------------------------------------------------------------------


class Text(NamedTuple):
    """A source in UTF-8 and its tokens: code, first byte, byte behind the last."""

    data: Bytes
    codes: Bytes
    starts: Ints
    ends: Ints


def scanned(name: str, source: str | bytes, backend: str | None) -> Text:
    """A source and its tokens; `name` is what an error calls it."""
    data = np.frombuffer(utf8(name, source), np.uint8)
    return Text(data, *use("similarity", backend).scan(data))


def shared_runs(
    a: NDArray[np.uint64],
    b: NDArray[np.uint64],
    known: list[NDArray[np.uint64]],
    backend: str | None,
) -> Ints:
    """Runs of equal hashes, as rows: where in `a`, where in `b`, length."""
    values, numbers = np.unique(np.concatenate([a, b]), return_inverse=True)
    ours, theirs = numbers[: len(a)].astype(np.int64), numbers[len(a) :].astype(np.int64)
    if known:
        ours[np.isin(a, np.concatenate(known))] = -1
    places = np.argsort(theirs, kind="stable").astype(np.int64)
    bounds = np.searchsorted(theirs[places], np.arange(len(values) + 1)).astype(np.int64)
    return cast(Ints, use("similarity", backend).passages(ours, theirs, places, bounds))


def aligned(
    a: Text, b: Text, first_a: Ints, first_b: Ints, runs: Ints, k: int, window: int
) -> tuple[tuple[Ints, Ints], tuple[Ints, Ints]]:
    """The first and the last tokens of some runs of prints, in both texts."""
    i, j, length = runs.T
    first = first_a[i], first_b[j]
    last = first_a[i + length - 1] + k - 1, first_b[j + length - 1] + k - 1
    return grown(a, b, *first, -1, window), grown(a, b, *last, 1, window)


def grown(a: Text, b: Text, i: Ints, j: Ints, step: int, window: int) -> tuple[Ints, Ints]:
    """Move pairs of tokens on as long as the next ones are equal, less than `window` times."""
    moving = np.ones(len(i), bool)
    for _ in range(window - 1):
        x, y = i + step, j + step
        moving &= (x >= 0) & (y >= 0) & (x < len(a.codes)) & (y < len(b.codes))
        moving[moving] = a.codes[x[moving]] == b.codes[y[moving]]
        if not moving.any():
            break
        i, j = i + step * moving, j + step * moving
    return i, j


def spans_of(text: Text, first: Ints, last: Ints) -> Ints:
    """Line and column where some tokens start and where others end: shape (n, 4)."""
    return np.hstack([lines(text.data, text.starts[first]), lines(text.data, text.ends[last])])


def lines(data: Bytes, offsets: Ints) -> Ints:
    """Line, from 1, and column, from 0 and in code points, of offsets in bytes: shape (n, 2)."""
    after = np.append(data[1:], 0)
    newlines = np.flatnonzero((data == ord("\n")) | ((data == ord("\r")) & (after != ord("\n"))))
    begins = np.concatenate([[0], newlines + 1])
    line = np.searchsorted(begins, offsets, side="right")
    characters = np.concatenate([[0], np.cumsum((data & 0xC0) != 0x80)])
    return np.stack([line, characters[offsets] - characters[begins[line - 1]]], axis=1)


def encoded(name: str, sources: Sequence[str | bytes]) -> list[bytes]:
    """Each source in UTF-8; `name` is what an error calls them."""
    if isinstance(sources, str | bytes):
        raise TypeError(f"{name} must be a sequence of sources, not one {type(sources).__name__}")
    return [utf8(f"{name}[{i}]", source) for i, source in enumerate(sources)]


def utf8(name: str, source: str | bytes) -> bytes:
    """A source in UTF-8; surrogates that stand alone stay, bytes that are wrong do not."""
    if isinstance(source, bytes):
        if source.isascii():
            return source
        source = source.decode("utf-8", "replace")
    if not isinstance(source, str):
        raise TypeError(f"{name} must be a str or bytes, not {type(source).__name__}")
    return str.encode(source, "utf-8", "surrogatepass")


def most(boilerplate: float | int | None, sources: int) -> int:
    """In how many of the sources a print may be before it is boilerplate."""
    if boilerplate is None:
        return max(sources, 1)
    if hasattr(boilerplate, "__index__"):
        return arguments.capped("boilerplate", boilerplate, 1)
    return max(FEW, int(arguments.share("boilerplate", boilerplate) * sources))
