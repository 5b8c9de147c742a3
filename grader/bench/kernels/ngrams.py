"""Counting n-grams of words and of characters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlqa_core.ngrams import char_ngrams, text_word_ngrams
from grader.bench import data
from grader.bench.ours import equal, ours
from grader.bench.peers import peer
from grader.bench.work import Candidate, Missing, Plan, Setting, Work

KERNEL = "ngrams"
COMMONEST = 500


def plans(setting: Setting) -> Iterator[Plan]:
    """Words in three orders at once, characters in one."""
    size = 2_000_000 if setting.quick else 20_000_000
    yield words(f"words, 1 to 3 of {size // 1_000_000} MB", size)
    for n in (3, 4, 5):
        yield chars(f"characters, {n} of {size // 1_000_000} MB", size, n)
    yield words("words, 1 to 3 of 300 characters", 300, calls=100)


@dataclass(frozen=True)
class Tally:
    """What is compared: all counts, largest first, and the commonest n-grams of each n."""

    counts: NDArray[np.int64]
    commonest: list[Any] | None = None  # None where the keys are of another kind


def tally(counted: dict[int, Any]) -> Tally:
    """The tally of `Counter`s and their like, by n; ties come in order of appearance."""
    every = [np.fromiter(each.values(), np.int64, len(each)) for each in counted.values()]
    commonest = [each.most_common(COMMONEST) for each in counted.values()]
    return Tally(descending(np.concatenate(every)), commonest)


def descending(counts: NDArray[Any]) -> NDArray[np.int64]:
    """Largest first."""
    return -np.sort(-counts.astype(np.int64))


def agree(got: Tally, want: Tally) -> str | None:
    """What is wrong with the counts, or with the n-grams that they belong to."""
    if wrong := equal(got.counts, want.counts):
        return f"the counts, largest first: {wrong}"
    if got.commonest is None or got.commonest == want.commonest:
        return None
    return "the right counts, but of other n-grams"


def words(name: str, size: int, calls: int = 1) -> Plan:
    """All n-grams of one to three words."""

    def prepare(setting: Setting) -> Work:
        text = data.running_text(size)

        def call(**more: Any) -> Any:
            for _ in range(calls):
                result = text_word_ngrams(text, 1, 3, **more)
            return result

        def counter() -> Any:
            for _ in range(calls):
                result = counted_words(text)
            return result

        threads = "threads" if size > 1_000_000 else None
        own = ours(setting, call, modules=KERNEL, threads=threads, value=tally)
        others: list[Candidate | Missing] = []
        if setting.peers:
            others.append(Candidate("Counter", counter, tally, "collections"))
            if calls == 1:
                others += polars_words(setting, text)
        oracle = lambda: tally(counted_words(text))  # noqa: E731
        return Work(name, [*own, *others], oracle, agree, size * calls, "read", calls)

    return Plan(KERNEL, name, prepare)


def counted_words(text: str) -> dict[int, Counter[Any]]:
    """The way of the standard library."""
    tokens = re.findall("[a-z0-9]+", text.lower())
    return {
        1: Counter(zip(tokens, strict=True)),
        2: Counter(pairwise(tokens)),
        3: Counter(zip(tokens, tokens[1:], tokens[2:], strict=False)),
    }


def polars_words(setting: Setting, text: str) -> Iterator[Candidate | Missing]:
    """Columns of a data frame, grouped; on all its threads."""

    def make(polars: Any) -> Callable[[], Any]:
        def count() -> list[Any]:
            column = polars.Series("a", [text]).str.to_lowercase().str.extract_all("[a-z0-9]+")
            frame = polars.DataFrame({"a": column.explode()}).with_columns(
                polars.col("a").cast(polars.Categorical)
            )
            frame = frame.with_columns(b=polars.col("a").shift(-1), c=polars.col("a").shift(-2))
            return [
                frame.drop_nulls(names).group_by(names).len()["len"].to_numpy()
                for names in (["a"], ["a", "b"], ["a", "b", "c"])
            ]

        return count

    def value(found: list[Any]) -> Tally:
        return Tally(descending(np.concatenate(found)))

    yield from peer(setting, "polars", make, value=value)


def chars(name: str, size: int, n: int) -> Plan:
    """All n-grams of n characters."""

    def prepare(setting: Setting) -> Work:
        text = data.running_text(size)

        def call(**more: Any) -> Any:
            return {n: char_ngrams(text, n, **more)}

        def counter() -> Any:
            grams = zip(*(text[start:] for start in range(n)), strict=False)
            return {n: Counter(map("".join, grams))}

        own = ours(setting, call, modules=KERNEL, threads="threads", value=tally)
        others: list[Candidate | Missing] = []
        if setting.peers:
            others.append(Candidate("Counter", counter, tally, "collections"))
            others.append(
                Candidate("numpy, packed and sorted", lambda: packed(text, n), Tally, "numpy")
            )
        oracle = lambda: tally(counter())  # noqa: E731
        return Work(name, [*own, *others], oracle, agree, size, "read")

    return Plan(KERNEL, name, prepare)


def packed(text: str, n: int) -> NDArray[np.int64]:
    """NumPy's way for text of few different characters: each n-gram is one integer."""
    characters = np.frombuffer(text.encode("latin-1"), np.uint8)
    used = np.bincount(characters, minlength=256) > 0
    bits = max(int(used.sum() - 1).bit_length(), 1)
    kind = np.uint32 if n * bits <= 32 else np.uint64
    codes: NDArray[Any] = (np.cumsum(used) - 1).astype(kind)[characters]
    keys = codes[: len(codes) - n + 1]
    for start in range(1, n):
        keys = keys << kind(bits) | codes[start : len(codes) - n + 1 + start]
    return descending(np.unique(keys, return_counts=True)[1])
