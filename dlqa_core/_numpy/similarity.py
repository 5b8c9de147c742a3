"""Tokens by a regular expression, fingerprints and similar pairs by NumPy."""

import re
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int64]
Hashes = NDArray[np.uint64]
Records = NDArray[np.void]

PAIR = np.dtype([("i", np.int64), ("j", np.int64), ("score", np.float64), ("shared", np.int64)])

# The first of these cannot stand inside brackets.
STATEMENTS = b"""assert break class continue def del except finally global import nonlocal pass
raise return try while with""".split()
EXPRESSIONS = b"""False None True and as async await elif else for from if in is lambda not or
yield""".split()
KEYWORDS = {word: code for code, word in enumerate(STATEMENTS + EXPRESSIONS, start=128)}
NAME, NUMBER, STRING = b'a0"'

TOKEN = re.compile(
    rb"""
    (?P<newline> [\r\n] )
  | (?P<layout>  [\x00-\x20\x7f] | \xc2\xa0 | \xef\xbb\xbf  # no-break space, byte order mark
               | \\ (?: \r\n | [\r\n] )? | \# [^\r\n]* )
  | (?P<string>  [rbuftRBUFT]{0,2}
                 (?: \"\"\" (?: \\. | [^\\] )*? \"\"\" | ''' (?: \\. | [^\\] )*? '''
                   | (?: \"\"\" | ''' ) [^\r\n]*                    # never closed
                   | \" (?: \\(?:\r\n|.) | [^\"\\\r\n] )* \"?
                   | '  (?: \\(?:\r\n|.) | [^'\\\r\n]  )* '? ) )
  | (?P<number>  0[xX][0-9A-Za-z_.]* | \.?[0-9] (?: [eE][+-](?=[0-9]) | [0-9A-Za-z_.] )* )
  | (?P<name>    (?: [0-9A-Za-z_] | (?! \xc2\xa0 | \xef\xbb\xbf ) [\x80-\xff] )+ )
  | (?P<sign>    . )
    """,
    re.VERBOSE | re.DOTALL,
)


def scan(data: Bytes) -> tuple[Bytes, Ints, Ints]:
    """The tokens of a text in UTF-8: their codes, and in which bytes they start and end."""
    tokens: list[tuple[int, int, int]] = []
    for statement in statements(data.tobytes()):
        if any(code != STRING for code, _, _ in statement):
            tokens += statement
    columns = np.array(tokens, dtype=np.int64).reshape(-1, 3).T
    return columns[0].astype(np.uint8), columns[1].copy(), columns[2].copy()


def statements(text: bytes) -> Iterator[list[tuple[int, int, int]]]:
    """The tokens (code, start, end) of each statement; some have none."""
    statement: list[tuple[int, int, int]] = []
    depth = 0
    for match in TOKEN.finditer(text):
        kind, word = match.lastgroup, match[0]
        if (kind == "newline" and depth == 0) or word == b";":
            yield statement
            statement = []
        elif kind not in ("newline", "layout"):
            depth = max(depth + (word in b"([{") - (word in b")]}"), 0)
            if word in STATEMENTS:
                depth = 0  # a bracket before it was left open
            statement.append((code_of(kind, word), *match.span()))
    yield statement


def code_of(kind: str | None, word: bytes) -> int:
    """The code of a token."""
    if kind == "name":
        return KEYWORDS.get(word, NAME)
    return {"number": NUMBER, "string": STRING}.get(kind or "", word[0])


def winnow(codes: Bytes, k: int, window: int) -> tuple[Hashes, Ints]:
    """The fingerprints of a token string: hashes, and the first of the k tokens of each."""
    runs = len(codes) - k + 1
    if runs < 1:
        return np.empty(0, np.uint64), np.empty(0, np.int64)
    hashes = np.zeros(runs, np.uint64)
    for first in range(k):
        digits = codes[first : first + runs].astype(np.uint64) + np.uint64(1)
        hashes = hashes * np.uint64(0x9E3779B97F4A7C15) + digits
    hashes = spread(hashes)
    window = min(window, runs)
    windows = np.lib.stride_tricks.sliding_window_view(hashes, window)
    back = np.concatenate([part[:, ::-1].argmin(axis=1) for part in parts(windows)])
    kept = np.unique(np.arange(len(back)) + window - 1 - back)
    return hashes[kept], kept


def parts(rows: Hashes) -> Iterator[Hashes]:
    """Blocks of rows, so that what is computed from them at once stays small."""
    step = max(1, 2**18 // rows.shape[1])
    for first in range(0, len(rows), step):
        yield rows[first : first + step]


def spread(x: Hashes) -> Hashes:
    """The last steps of splitmix64: a bijection of 64-bit numbers."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def pairs(
    text: Bytes,
    bounds: Ints,
    common: int,
    k: int,
    window: int,
    limit: int,
    threshold: float,
    threads: int,
) -> Records:
    """Pairs of texts that share fingerprints; text f is text[bounds[f]:bounds[f + 1]]."""
    each = [prints(text[a:b], k, window) for a, b in pairwise(bounds.tolist())]
    files = len(each) - common
    hashes, owner = counted(each[:files], each[files:], limit)
    sizes = np.bincount(owner, minlength=files)
    numbers, members, lists = invert(hashes, owner)
    found = [np.empty(0, PAIR)]
    ends = np.searchsorted(owner, np.arange(files + 1))
    for i in range(files):
        mine = numbers[ends[i] : ends[i + 1]]
        shared = np.bincount(
            np.concatenate([members[lists[n] : lists[n + 1]] for n in mine] or [owner[:0]]),
            minlength=files,
        )
        found.append(row(i, shared, sizes, threshold))
    return np.concatenate(found)


def prints(text: Bytes, k: int, window: int) -> Hashes:
    """The different fingerprints of a text."""
    return np.unique(winnow(scan(text)[0], k, window)[0])


def counted(each: list[Hashes], common: list[Hashes], limit: int) -> tuple[Hashes, Ints]:
    """The fingerprints that count, text after text, and to which text each belongs."""
    none = [np.empty(0, np.uint64)]
    hashes = np.concatenate(each + none)
    owner = np.repeat(np.arange(len(each)), [len(one) for one in each])
    _, number, spreads = np.unique(hashes, return_inverse=True, return_counts=True)
    keep = (spreads[number] <= limit) & ~np.isin(hashes, np.concatenate(common + none))
    return hashes[keep], owner[keep].astype(np.int64)


def invert(hashes: Hashes, owner: Ints) -> tuple[Ints, Ints, Ints]:
    """A number for each hash, and the texts of number n: members[lists[n]:lists[n + 1]]."""
    values, numbers = np.unique(hashes, return_inverse=True)
    order = np.argsort(numbers, kind="stable")
    lists = np.searchsorted(numbers[order], np.arange(len(values) + 1))
    return numbers, owner[order], lists


def row(i: int, shared: Ints, sizes: Ints, threshold: float) -> Records:
    """The pairs of text i with later ones; shared[j] is how many prints it shares with j."""
    j = np.flatnonzero(shared[i + 1 :]) + i + 1
    score = 2.0 * shared[j] / (sizes[i] + sizes[j]).astype(np.float64)
    j, score = j[score >= threshold], score[score >= threshold]
    found = np.empty(len(j), PAIR)
    found["i"], found["j"], found["score"], found["shared"] = i, j, score, shared[j]
    return found


def passages(a: Ints, b: Ints, places: Ints, bounds: Ints) -> Ints:
    """Runs of equal numbers, as rows (where in a, where in b, length), from left to right.

    Number v is in b at places[bounds[v]:bounds[v + 1]]; -1 in a is left out. Of the first 64
    free places the one is taken from which the longest run follows, and both runs are used up.
    """
    free = np.ones(len(b), bool)
    runs: list[tuple[int, int, int]] = []
    i = 0
    while i < len(a):
        here = places[bounds[a[i]] : bounds[a[i] + 1]] if a[i] >= 0 else places[:0]
        tries = [(run(a[i:], b[j:], free[j:]), -j) for j in here[free[here]][:64].tolist()]
        length, j = max(tries, default=(0, 0))
        if length:
            runs.append((i, -j, length))
            free[-j : -j + length] = False
        i += max(length, 1)
    return np.array(runs, dtype=np.int64).reshape(-1, 3)


def run(a: Ints, b: Ints, free: NDArray[np.bool_]) -> int:
    """How far `a` and the free part of `b` go together."""
    both = min(len(a), len(b))
    same = (a[:both] == b[:both]) & free[:both]
    return both if same.all() else int(same.argmin())
