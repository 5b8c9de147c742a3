"""Counting n-grams of words and of characters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from dlqa_core.ngrams import char_ngrams, text_word_ngrams
from grader.bench import data
from grader.bench.ours import equal, ours
from grader.bench.peers import peer
from grader.bench.work import Candidate, Missing, Plan, Setting, Work

KERNEL = "ngrams"


def plans(setting: Setting) -> Iterator[Plan]:
    """Words in three orders at once, characters in one."""
    size = 2_000_000 if setting.quick else 20_000_000
    yield words(f"words, 1 to 3 of {size // 1_000_000} MB", size)
    for n in (3, 4, 5):
        yield chars(f"characters, {n} of {size // 1_000_000} MB", size, n)
    yield words("words, 1 to 3 of 300 characters", 300, calls=100)


def frequencies(counts: Any) -> Any:
    """What is compared: the counts, largest first, whatever the keys look like."""
    if isinstance(counts, Counter):
        found = np.fromiter(counts.values(), np.int64)
    elif isinstance(counts, dict):
        found = np.concatenate([each.counts for each in counts.values()])
    else:
        found = counts.counts
    return -np.sort(-found.astype(np.int64))


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

        own = ours(
            setting,
            call,
            modules=KERNEL,
            threads="threads" if size > 1_000_000 else None,
            value=frequencies,
        )
        others: list[Candidate | Missing] = []
        if setting.peers:
            others.append(Candidate("Counter", counter, frequencies, "collections"))
            if calls == 1:
                others += polars_words(setting, text)
        oracle = lambda: frequencies(call(backend="numpy"))  # noqa: E731
        return Work(name, [*own, *others], oracle, equal, size * calls, "read", calls)

    return Plan(KERNEL, name, prepare)


def counted_words(text: str) -> Counter[Any]:
    """The way of the standard library."""
    tokens = re.findall("[a-z0-9]+", text.lower())
    found: Counter[Any] = Counter(zip(tokens, strict=True))
    found.update(pairwise(tokens))
    found.update(zip(tokens, tokens[1:], tokens[2:], strict=False))
    return found


def polars_words(setting: Setting, text: str) -> Iterator[Candidate | Missing]:
    """Columns of a data frame, grouped; on all its threads."""

    def make(polars: Any) -> Callable[[], Any]:
        def count() -> list[Any]:
            column = polars.Series("a", [text]).str.to_lowercase().str.extract_all("[a-z0-9]+")
            frame = polars.DataFrame({"a": column.explode()})
            frame = frame.with_columns(
                b=polars.col("a").shift(-1), c=polars.col("a").shift(-2)
            ).with_columns(polars.col("a").cast(polars.Categorical))
            return [
                frame.drop_nulls(names).group_by(names).len()["len"].to_numpy()
                for names in (["a"], ["a", "b"], ["a", "b", "c"])
            ]

        return count

    def value(found: list[Any]) -> Any:
        return -np.sort(-np.concatenate(found).astype(np.int64))

    yield from peer(setting, "polars", make, value=value)


def chars(name: str, size: int, n: int) -> Plan:
    """All n-grams of n characters."""

    def prepare(setting: Setting) -> Work:
        text = data.running_text(size)

        def call(**more: Any) -> Any:
            return char_ngrams(text, n, **more)

        def counter() -> Counter[str]:
            return Counter(map("".join, zip(*(text[start:] for start in range(n)), strict=False)))

        own = ours(setting, call, modules=KERNEL, threads="threads", value=frequencies)
        others: list[Candidate | Missing] = []
        if setting.peers:
            others.append(Candidate("Counter", counter, frequencies, "collections"))
            others.append(
                Candidate("numpy pack and unique", lambda: packed(text, n), package="numpy")
            )
        oracle = lambda: frequencies(call(backend="numpy"))  # noqa: E731
        return Work(name, [*own, *others], oracle, equal, size, "read")

    return Plan(KERNEL, name, prepare)


def packed(text: str, n: int) -> Any:
    """NumPy's way for text of few different characters: each n-gram is one integer."""
    _, codes = np.unique(np.frombuffer(text.encode("latin-1"), np.uint8), return_inverse=True)
    codes = codes.astype(np.int64)
    bits = max(int(codes.max()).bit_length(), 1)
    keys = np.zeros(len(codes) - n + 1, np.int64)
    for start in range(n):
        keys = keys << bits | codes[start : len(codes) - n + 1 + start]
    return -np.sort(-np.unique(keys, return_counts=True)[1])
