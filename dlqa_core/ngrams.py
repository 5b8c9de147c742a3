"""Counting n-grams: runs of n words, or of n characters, and how often each occurs.

The counts are held in arrays, and look like a mapping: Python objects for words and n-grams are
made only when they are asked for. What is counted, in which order, and how ties are broken are
those of `collections.Counter` over the same n-grams.

Long n-grams are named by shorter ones, each round twice as long, as in R. M. Karp, R. E. Miller
and A. L. Rosenberg, "Rapid identification of repeated patterns in strings, trees and arrays"
(1972): so counting takes O(log n) rounds.

A word of a text is a maximal run of ASCII letters and digits in `text.lower()`, that is one of
`re.findall("[a-z0-9]+", text.lower())`; everything else separates, accented letters included.

What is built on n-grams is here too: `TfidfIndex` finds the documents of a collection that match
a query, `fingerprints` and `similar_pairs` find texts that were copied from one another.
"""

import sys
from collections.abc import (
    Hashable,
    ItemsView,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
    ValuesView,
)
from typing import Any, Generic, Protocol, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from dlqa_core import arguments
from dlqa_core.backends import use
from dlqa_core.similarity import fingerprints, similar_pairs
from dlqa_core.tfidf import TfidfIndex

__all__ = [
    "NgramCounts",
    "TfidfIndex",
    "char_ngrams",
    "fingerprints",
    "similar_pairs",
    "text_word_ngrams",
    "word_ngrams",
]

MOST = 2**32 - 2  # symbols of a text: places are held in 32 bits
CHUNK = 1 << 18  # symbols that are turned into Python objects at a time
ENCODINGS = {
    1: "latin-1",
    2: "utf-16-le" if sys.byteorder == "little" else "utf-16-be",
    4: "utf-32-le" if sys.byteorder == "little" else "utf-32-be",
}

Ids = NDArray[np.uint32]
Counts = NDArray[np.int64]
Gram = TypeVar("Gram", bound=Hashable)
Gram_co = TypeVar("Gram_co", bound=Hashable, covariant=True)


def word_ngrams(
    tokens: Sequence[Hashable] | NDArray[Any],
    n: int,
    *,
    threads: int = 1,
    backend: str | None = None,
) -> "NgramCounts[tuple[Any, ...]]":
    """Count the runs of `n` tokens.

    `tokens` is a list, tuple or other sequence of hashable objects, usually words, or a
    one-dimensional array; an array of integers is the fastest. The keys of the result are tuples
    of n tokens, equal to `Counter(zip(tokens, tokens[1:], ...))` with n arguments, in the same
    order.

    Takes O(len(tokens) * log n) time, and for tokens that are not in an integer array one dict
    look-up each. Memory beside the result: about 40 bytes a token at most, and 6 MB a thread.

    Raises TypeError if `tokens` is no sequence, is a str or bytes, or holds what is not hashable,
    or if a number is not an integer; ValueError if n or threads is below 1, threads is above 256,
    an array has not one dimension, or there are 2**32 - 1 tokens or more; MemoryError.
    `threads` is how many threads count; `backend` is as in `dlqa_core.backends.use`.

    >>> counts = word_ngrams("to be or not to be".split(), 2)
    >>> counts["to", "be"], len(counts), counts.total()
    (2, 4, 5)
    >>> counts.most_common(2)
    [(('to', 'be'), 2), (('be', 'or'), 1)]
    """
    n, threads = arguments.integer("n", n, 1), arguments.threads("threads", threads)
    kernels = use("ngrams", backend)
    ids, vocabulary = numbered(tokens, kernels)
    words = Words(ids, vocabulary)
    [(firsts, counts)] = kernels.count_ids(ids, bits(ids), [n], threads)
    return NgramCounts(words, n, firsts, counts, backend)


def text_word_ngrams(
    text: str, n_lo: int, n_hi: int, *, threads: int = 1, backend: str | None = None
) -> "dict[int, NgramCounts[tuple[str, ...]]]":
    """Count the runs of n words of a text, for each n from `n_lo` to `n_hi`.

    Returns a dict from n to the counts, whose keys are tuples of n lower-case words. The words
    are `re.findall("[a-z0-9]+", text.lower())`. All share one array of word numbers.

    Takes O(len(text) + words * (n_hi - n_lo + log n_hi)) time. Memory beside the result: about
    44 bytes a word of the text at most, 120 bytes a different word and 6 MB a thread.

    Raises TypeError if `text` is not a str or a number is not an integer; ValueError if n_lo or
    threads is below 1, n_hi below n_lo, threads above 256, or the text has 2**32 - 1 characters
    or more; MemoryError. `threads` and `backend` are as in `word_ngrams`.

    >>> counts = text_word_ngrams("To be, or not to be: that is the question.", 1, 2)
    >>> counts[1].most_common(1), counts[2]["to", "be"]
    ([(('to',), 2)], 2)
    """
    text = checked("text", text)
    n_lo, n_hi = arguments.integer("n_lo", n_lo, 1), arguments.integer("n_hi", n_hi, 1)
    threads = arguments.threads("threads", threads)
    if n_hi < n_lo:
        raise ValueError(f"n_hi must be n_lo ({n_lo}) or more, not {n_hi}")
    kernels = use("ngrams", backend)
    ids, arena, ends = kernels.read_text(text, threads)
    words = Words(ids, Arena(arena, ends))
    lengths = range(n_lo, n_hi + 1)
    counted = kernels.count_ids(ids, len(ends).bit_length() or 1, lengths, threads)
    return {
        n: NgramCounts(words, n, firsts, counts, backend)
        for n, (firsts, counts) in zip(lengths, counted, strict=True)
    }


def char_ngrams(
    text: str, n: int, *, threads: int = 1, backend: str | None = None
) -> "NgramCounts[str]":
    """Count the runs of `n` characters of a text.

    Characters are code points as they are: nothing is lower-cased or normalised. The keys of the
    result are strings of n characters, equal to `Counter(text[i:i+n] for i in ...)`, in the same
    order.

    Takes O(len(text) * log n) time. Memory beside the result and the text, which the result
    keeps: about 36 bytes a character at most (12 for n of a few characters), and 6 MB a thread.

    Raises TypeError if `text` is not a str or a number is not an integer; ValueError if n or
    threads is below 1, threads is above 256, or the text has 2**32 - 1 characters or more;
    MemoryError. `threads` and `backend` are as in `word_ngrams`.

    >>> char_ngrams("banana", 2).to_dict()
    {'ba': 1, 'an': 2, 'na': 2}
    """
    text = checked("text", text)
    n, threads = arguments.integer("n", n, 1), arguments.threads("threads", threads)
    [(firsts, counts)] = use("ngrams", backend).count_text(text, [n], threads)
    return NgramCounts(Characters(text), n, firsts, counts, backend)


class NgramCounts(Mapping[Gram, int], Generic[Gram]):
    """The different n-grams of one sequence and how often each occurs; it cannot be changed.

    A mapping from n-grams (tuples of words, or strings) to counts, in order of first occurrence.
    The first look-up of an n-gram builds an index: O(len(self)) time, and 8 to 16 bytes each.

    Beside the mapping there are the arrays that it is made of, one entry per different n-gram:
    `counts` and `firsts`, and made when asked for, `ids`. It holds 12 bytes per different n-gram,
    and 4 per word of the text, or the text itself for characters. It can be pickled.

    >>> counts = char_ngrams("abab", 2)
    >>> dict(counts), counts.total(), counts.firsts.tolist()
    ({'ab': 2, 'ba': 1}, 3, [0, 1])
    """

    __slots__ = ("_backend", "_counts", "_finder", "_firsts", "_n", "_source")

    def __init__(
        self, source: "Source[Gram]", n: int, firsts: Ids, counts: Counts, backend: str | None
    ) -> None:
        """For the functions of this module, which count; not to be called by others."""
        self._source, self._n, self._backend = source, n, backend
        self._firsts, self._counts = fixed(firsts), fixed(counts)
        self._finder: Any = None

    @property
    def n(self) -> int:
        """How many words or characters an n-gram has."""
        return self._n

    @property
    def counts(self) -> Counts:
        """How often each n-gram occurs: int64, shape (len(self),), read-only."""
        return self._counts

    @property
    def firsts(self) -> Ids:
        """Where each n-gram first occurs, as the place of its first symbol, counted from 0.

        uint32, shape (len(self),), rising, read-only.
        """
        return self._firsts

    @property
    def ids(self) -> Ids:
        """The n-grams as numbers: uint32, shape (len(self), n).

        `vocabulary[ids[i, j]]` is symbol j of n-gram i. Made anew each time.
        """
        return self._source.rows(self._firsts, self._n)

    @property
    def vocabulary(self) -> Sequence[Any]:
        """What the numbers in `ids` stand for.

        The words in order of first occurrence; for an array of integers the range or list of its
        values; for a text of characters the different ones, sorted, as a str.
        """
        return self._source.vocabulary

    def __len__(self) -> int:
        return len(self._firsts)

    def __iter__(self) -> Iterator[Gram]:
        return self._source.grams(self._firsts, self._n)

    def __getitem__(self, key: Gram) -> int:
        found = self._find(key)
        if found < 0:
            raise KeyError(key)
        return int(self._counts[found])

    def __contains__(self, key: object) -> bool:
        return self._find(key) >= 0

    def items(self) -> ItemsView[Gram, int]:
        """The n-grams with their counts, in order of first occurrence."""
        return Items(self)

    def values(self) -> ValuesView[int]:
        """The counts, in order of first occurrence of the n-grams."""
        return Values(self)

    def most_common(self, k: int | None = None) -> list[tuple[Gram, int]]:
        """The `k` most frequent n-grams (None: all) with their counts, most frequent first.

        Of equal counts the one that occurs first comes first, as in `Counter.most_common`.
        Takes O(len(self) + k log k) time. Raises TypeError or ValueError if k is not an integer
        of 0 or more.
        """
        k = len(self) if k is None else arguments.integer("k", k, 0)
        best = largest(self._counts, min(k, len(self)))
        grams = self._source.grams(self._firsts[best], self._n)
        return list(zip(grams, self._counts[best].tolist(), strict=True))

    def total(self) -> int:
        """How many n-grams there are in all, those that are equal counted each."""
        return int(self._counts.sum())

    def to_dict(self) -> dict[Gram, int]:
        """A dict of all n-grams and their counts, in order of first occurrence."""
        return dict(self.items())

    def __eq__(self, other: object) -> bool:
        """Whether `other` is a mapping with the same n-grams and counts, in any order."""
        if not isinstance(other, Mapping):
            return NotImplemented
        if len(self) != len(other):
            return False
        missing = object()
        return all(other.get(gram, missing) == count for gram, count in self.items())

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<NgramCounts: n={self.n}, {len(self)} different, {self.total()} in all>"

    def __reduce__(self) -> tuple[Any, ...]:
        return NgramCounts, (self._source, self._n, self._firsts, self._counts, None)

    def _find(self, key: object) -> int:
        """The index of an n-gram, -1 if it does not occur."""
        kernels = use("ngrams", self._backend)
        if self._finder is None:
            self._finder = self._source.finder(kernels, self._n, self._firsts)
        wanted = self._source.encode(kernels, key, self._n)
        return -1 if wanted is None else self._finder.find(wanted)


class Items(ItemsView[Gram, int]):
    """The items of a count, without a look-up for each."""

    __slots__ = ()
    _mapping: NgramCounts[Gram]

    def __iter__(self) -> Iterator[tuple[Gram, int]]:
        return zip(self._mapping, iter(self._mapping.values()), strict=True)


class Values(ValuesView[int]):
    """The counts of a count, without a look-up for each."""

    __slots__ = ()
    _mapping: NgramCounts[Any]

    def __iter__(self) -> Iterator[int]:
        counts = self._mapping.counts
        for start in range(0, len(counts), CHUNK):
            yield from counts[start : start + CHUNK].tolist()


class Source(Protocol[Gram_co]):
    """The sequence whose n-grams were counted."""

    @property
    def vocabulary(self) -> Sequence[Any]:
        """What the numbers of symbols stand for."""

    def rows(self, firsts: Ids, n: int) -> Ids:
        """The numbers of the symbols of the n-grams that begin at `firsts`."""

    def grams(self, firsts: Ids, n: int) -> Iterator[Gram_co]:
        """The n-grams that begin at `firsts`."""

    def encode(self, kernels: Any, key: object, n: int) -> bytes | None:
        """The bytes of an n-gram for a finder; None if it cannot occur."""

    def finder(self, kernels: Any, n: int, firsts: Ids) -> Any:
        """What tells the index of an n-gram by its bytes."""


class Arena:
    """The different words of a text: their bytes one after the other, and where each ends."""

    __slots__ = ("bytes", "ends")

    def __init__(self, words: bytes, ends: Counts) -> None:
        self.bytes, self.ends = words, ends

    def words(self) -> list[str]:
        """The words as strings."""
        text, ends = self.bytes.decode("ascii"), self.ends.tolist()
        return [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]


class Words:
    """A sequence of words: their numbers, and what the numbers stand for."""

    __slots__ = ("_numbers", "_vocabulary", "ids")

    def __init__(self, ids: Ids, vocabulary: Arena | Sequence[Hashable]) -> None:
        self.ids = fixed(ids)
        self._vocabulary = vocabulary
        self._numbers: dict[Hashable, int] | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        return Words, (self.ids, self._vocabulary)

    @property
    def vocabulary(self) -> Sequence[Hashable]:
        if isinstance(self._vocabulary, Arena):
            self._vocabulary = tuple(self._vocabulary.words())
        return self._vocabulary

    def rows(self, firsts: Ids, n: int) -> Ids:
        return windows(self.ids, firsts, n)

    def grams(self, firsts: Ids, n: int) -> Iterator[tuple[Any, ...]]:
        word = self.vocabulary.__getitem__
        for some in chunks(firsts, n):
            columns = self.rows(some, n).T
            yield from zip(*(map(word, column.tolist()) for column in columns), strict=True)

    def number(self, word: Hashable) -> int | None:
        """The number of a word, None if it is not in the vocabulary."""
        if self._numbers is None:
            self._numbers = {word: i for i, word in enumerate(self.vocabulary)}
        return self._numbers.get(word)

    def encode(self, kernels: Any, key: object, n: int) -> bytes | None:
        if not isinstance(key, tuple) or len(key) != n:
            return None
        ids = [self.number(word) for word in key]
        return None if None in ids else np.array(ids, dtype=np.uint32).tobytes()

    def finder(self, kernels: Any, n: int, firsts: Ids) -> Any:
        return kernels.find_ids(self.ids, n, firsts)


class Characters:
    """A text as a sequence of characters."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __reduce__(self) -> tuple[Any, ...]:
        return Characters, (self.text,)

    @property
    def vocabulary(self) -> str:
        return "".join(sorted(set(self.text)))

    def rows(self, firsts: Ids, n: int) -> Ids:
        _, which = np.unique(code_points(self.text), return_inverse=True)
        return windows(which.reshape(-1).astype(np.uint32), firsts, n)

    def grams(self, firsts: Ids, n: int) -> Iterator[str]:
        text = self.text
        for some in chunks(firsts, 1):
            yield from [text[first : first + n] for first in some.tolist()]

    def encode(self, kernels: Any, key: object, n: int) -> bytes | None:
        if not isinstance(key, str) or len(key) != n:
            return None
        try:
            return key.encode(ENCODINGS[kernels.width(self.text)], "surrogatepass")
        except UnicodeEncodeError:
            return None

    def finder(self, kernels: Any, n: int, firsts: Ids) -> Any:
        return kernels.find_text(self.text, n, firsts)


def numbered(tokens: Any, kernels: Any) -> tuple[Ids, Sequence[Hashable]]:
    """Tokens as numbers, and what these stand for."""
    if isinstance(tokens, np.ndarray):
        tokens = np.asarray(tokens)  # a masked array would hide numbers from min and max
        if tokens.ndim != 1:
            raise ValueError(f"tokens must have 1 dimension, not {tokens.ndim}")
        check_length("tokens", len(tokens))
        if tokens.dtype.kind in "iu":
            return shifted(tokens)
        tokens = tokens.tolist()
    if isinstance(tokens, str | bytes | bytearray) or not isinstance(tokens, Sequence):
        raise TypeError(f"tokens must be a sequence of tokens, not {type(tokens).__name__}")
    check_length("tokens", len(tokens))
    return cast(tuple[Ids, Sequence[Hashable]], kernels.number(tuple(tokens)))


def shifted(tokens: NDArray[Any]) -> tuple[Ids, Sequence[Hashable]]:
    """Integers as numbers from 0 on, and the range or the list of what they stand for."""
    if len(tokens) == 0:
        return np.empty(0, dtype=np.uint32), range(0)
    low, high = int(tokens.min()), int(tokens.max())
    if high - low <= MOST:
        ids = tokens.astype(np.uint32)  # modulo 2**32, as the subtraction
        ids -= np.uint32(low % 2**32)
        return ids, range(low, high + 1)
    values, which = np.unique(tokens, return_inverse=True)
    return which.reshape(-1).astype(np.uint32), values.tolist()


def bits(ids: Ids) -> int:
    """The bits of the largest number, at least 1."""
    return int(ids.max()).bit_length() or 1 if len(ids) else 1


def largest(counts: Counts, k: int) -> NDArray[np.intp]:
    """Indices of the k largest counts, the largest first; of equal ones the first ones first."""
    if k == 0:
        return np.empty(0, dtype=np.intp)
    least = np.partition(counts, len(counts) - k)[len(counts) - k]
    above = np.flatnonzero(counts > least)
    level = np.flatnonzero(counts == least)[: k - len(above)]
    above = above[np.argsort(-counts[above], kind="stable")]
    return np.concatenate([above, level])


def windows(ids: Ids, firsts: Ids, n: int) -> Ids:
    """The n numbers from each of `firsts` on, a row each."""
    if len(firsts) == 0:
        return np.empty((0, n), dtype=np.uint32)
    return np.lib.stride_tricks.sliding_window_view(ids, n)[firsts]


def chunks(firsts: Ids, n: int) -> Iterable[Ids]:
    """Pieces of a list of n-grams whose symbols are not too many at a time."""
    step = max(1, CHUNK // n)
    return (firsts[start : start + step] for start in range(0, len(firsts), step))


def code_points(text: str) -> Ids:
    """The code points of a text."""
    return np.frombuffer(text.encode(ENCODINGS[4], "surrogatepass"), dtype=np.uint32)


def fixed(array: NDArray[Any]) -> NDArray[Any]:
    """The same array, read-only."""
    array.flags.writeable = False
    return array


def checked(name: str, text: object) -> str:
    """A plain str, if it is one and not too long."""
    if not isinstance(text, str):
        raise TypeError(f"{name} must be a str, not {type(text).__name__}")
    check_length(name, len(text))
    return str.__str__(text)


def check_length(name: str, length: int) -> None:
    """ValueError if places do not fit in 32 bits."""
    if length > MOST:
        raise ValueError(f"{name} must have at most {MOST:,} entries, not {length:,}")
