"""Counting n-grams by sorting: one key per place, and `np.unique` over all of them."""

import re
from collections.abc import Hashable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.uint32]
Counts = NDArray[np.int64]
Keys = NDArray[np.uint64]
Token = TypeVar("Token", bound=Hashable)


def read_text(text: str, threads: int) -> tuple[Ids, bytes, Counts]:
    """Numbers of the words of a text; the bytes of the different words; where each ends."""
    words = re.findall("[a-z0-9]+", text.lower())
    ids, vocabulary = number(words)
    ends = np.cumsum([len(word) for word in vocabulary], dtype=np.int64)
    return ids, "".join(vocabulary).encode(), ends


def number(tokens: Sequence[Token]) -> tuple[Ids, list[Token]]:
    """Numbers of the tokens in order of first occurrence, and the different tokens."""
    numbers: dict[Token, int] = {}
    ids = np.array([numbers.setdefault(token, len(numbers)) for token in tokens], dtype=np.uint32)
    return ids, list(numbers)


def count_ids(
    ids: Ids, bits: int, lengths: Sequence[int], threads: int
) -> list[tuple[Ids, Counts]]:
    """For each length the first places and the counts of the different n-grams."""
    return [count(ids, bits, n) for n in lengths]


def count_text(text: str, lengths: Sequence[int], threads: int) -> list[tuple[Ids, Counts]]:
    """The same of the characters of a text."""
    return [count(codes(text), 21, n) for n in lengths]


def count(symbols: Ids, bits: int, n: int) -> tuple[Ids, Counts]:
    """First places and counts of the different n-grams, in order of first occurrence."""
    if n > len(symbols):
        return np.empty(0, dtype=np.uint32), np.empty(0, dtype=np.int64)
    _, firsts, counts = np.unique(keys(symbols, bits, n), return_index=True, return_counts=True)
    order = np.argsort(firsts)
    return firsts[order].astype(np.uint32), counts[order].astype(np.int64)


def keys(symbols: Ids, bits: int, n: int) -> Keys:
    """A number for the n-gram at each place, the same for the same n-gram.

    That is its symbols side by side if 64 bits hold them, and else the names of the two halves
    that cover it (R. M. Karp, R. E. Miller and A. L. Rosenberg, 1972).
    """
    places = len(symbols) - n + 1
    if n * bits <= 64:
        packed: Keys = np.zeros(places, dtype=np.uint64)
        for i in range(n):
            packed = packed << np.uint64(bits) | symbols[i : i + places]
        return packed
    half = (n + 1) // 2
    _, names = np.unique(keys(symbols, bits, half), return_inverse=True)
    named: Keys = names.reshape(-1).astype(np.uint64)
    pairs: Keys = named[:places] << np.uint64(32) | named[n - half :]
    return pairs


def codes(text: str) -> Ids:
    """The code points of a text."""
    encoded = text.encode("utf-32-le", "surrogatepass")
    return np.frombuffer(encoded, dtype="<u4").astype(np.uint32, copy=False)


class Finder:
    """Which of the different n-grams of a sequence of symbols is a given one."""

    def __init__(self, symbols: Ids, n: int, firsts: Ids) -> None:
        self.indices = {
            symbols[first : first + n].tobytes(): i for i, first in enumerate(firsts.tolist())
        }

    def find(self, key: bytes) -> int:
        """The index of the n-gram of these bytes, -1 if there is none."""
        return self.indices.get(key, -1)


def find_ids(ids: Ids, n: int, firsts: Ids) -> Finder:
    """What finds n-grams of numbers (by their bytes), given where each of them first occurs."""
    return Finder(ids, n, firsts)


def find_text(text: str, n: int, firsts: Ids) -> Finder:
    """The same for the characters of a text, as wide as `width` tells."""
    return Finder(codes(text), n, firsts)


def width(text: str) -> int:
    """Bytes of a character in `find_text`."""
    return 4
