"""Edit distance: single pairs and whole matrices."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from dlqa_core.edit_distance import levenshtein, levenshtein_matrix
from grader.bench import data
from grader.bench.ours import equal, ours, plainest
from grader.bench.peers import peer
from grader.bench.work import Candidate, Missing, Plan, Setting, Work

KERNEL = "edit_distance"
Pairs = list[tuple[str, str]]


def plans(setting: Setting) -> Iterator[Plan]:
    """Words, longer and longer strings, similar ones, and matrices."""
    count = 200 if setting.quick else 1_000
    yield pairs("pair of words of 6-12 letters", lambda: random_pairs(count, 6, 12))
    yield pairs("pair of CJK words of 6-12", lambda: random_pairs(count, 6, 12, data.CJK))
    yield pairs("pair of 64 letters", lambda: random_pairs(count, 64, 64))
    yield pairs("pair of 1,000, random", lambda: random_pairs(10, 1_000, 1_000))
    yield pairs("pair of 10,000, random", lambda: random_pairs(1, 10_000, 10_000))
    yield pairs("pair of 10,000, 2 % edits", lambda: [similar(10_000)])
    yield pairs("pair of 10,000, 2 % edits, cutoff 100", lambda: [similar(10_000)], cutoff=100)
    if not setting.quick:
        yield pairs("pair of 100,000, random", lambda: random_pairs(1, 100_000, 100_000))
        yield pairs("pair of 100,000, 2 % edits", lambda: [similar(100_000)])
    side = 500 if setting.quick else 2_000
    yield matrix(f"{side:,} x {side:,} words of 6-12 letters", side, 6, 12)
    yield matrix(f"{side // 2:,} x {side // 2:,} strings of 20-60", side // 2, 20, 60)
    yield triangle(f"{side // 4} strings of 300 to each other", side // 4, 300)


def random_pairs(count: int, shortest: int, longest: int, letters: str = data.LETTERS) -> Pairs:
    """Unrelated strings."""
    left = data.strings(count, shortest, longest, 1, letters)
    return list(zip(left, data.strings(count, shortest, longest, 2, letters), strict=True))


def similar(length: int) -> tuple[str, str]:
    """A string and its copy with 2 % edits."""
    text = data.strings(1, length, length, 3)[0]
    return text, data.edited(text, 0.02, 4)


def pairs(name: str, make: Callable[[], Pairs], cutoff: int | None = None) -> Plan:
    """One call for each pair."""

    def prepare(setting: Setting) -> Work:
        given = make()
        cells = sum(len(a) * len(b) for a, b in given)
        keywords: dict[str, Any] = {} if cutoff is None else {"score_cutoff": cutoff}

        def call(**more: Any) -> list[int]:
            options = keywords | more
            if not options:
                return [levenshtein(a, b) for a, b in given]
            return [levenshtein(a, b, **options) for a, b in given]

        own = ours(setting, call, modules="edit", twin=cells <= 200_000_000)
        others = pair_peers(setting, given, cutoff)
        oracle = lambda: plainest(call)  # noqa: E731 -- the twin is a candidate of its own
        limit = "" if "edits" in name else "cells"  # of similar strings few cells need be looked at
        return Work(name, [*own, *others], oracle, equal, cells, limit, len(given))

    return Plan(KERNEL, name, prepare)


def pair_peers(setting: Setting, given: Pairs, cutoff: int | None) -> Iterator[Candidate | Missing]:
    """rapidfuzz, polyleven, edlib."""

    def rapidfuzz(module: Any) -> Callable[[], list[int]]:
        distance = module.distance
        if cutoff is None:
            return lambda: [distance(a, b) for a, b in given]
        return lambda: [distance(a, b, score_cutoff=cutoff) for a, b in given]

    def polyleven(module: Any) -> Callable[[], list[int]]:
        distance, limit = module.levenshtein, -1 if cutoff is None else cutoff
        return lambda: [distance(a, b, limit) for a, b in given]

    def edlib(module: Any) -> Callable[[], list[int]]:
        align, limit = module.align, -1 if cutoff is None else cutoff
        return lambda: [align(a, b, k=limit)["editDistance"] for a, b in given]

    def within(result: list[int]) -> list[int]:
        return [cutoff + 1 if cutoff is not None and d < 0 else d for d in result]

    longest = max(len(a) for a, _ in given)
    yield from peer(setting, "rapidfuzz.distance.Levenshtein", rapidfuzz)
    if longest <= 10_000:
        yield from peer(setting, "polyleven", polyleven)
    if longest > 12:  # its 256 symbols are too few for CJK, and its call costs too much for words
        yield from peer(setting, "edlib", edlib, value=within)


def matrix(name: str, side: int, shortest: int, longest: int) -> Plan:
    """All distances between two lists."""

    def prepare(setting: Setting) -> Work:
        left = data.strings(side, shortest, longest, 1)
        right = data.strings(side, shortest, longest, 2)
        cells = sum(map(len, left)) * sum(map(len, right))
        return matrix_work(setting, name, left, right, cells, side <= 500)

    return Plan(KERNEL, name, prepare)


def triangle(name: str, count: int, length: int) -> Plan:
    """All distances within one list."""

    def prepare(setting: Setting) -> Work:
        given = data.strings(count, length, length, 1)
        cells = (count * length) ** 2 / 2
        return matrix_work(setting, name, given, None, cells, count <= 125)

    return Plan(KERNEL, name, prepare)


def matrix_work(
    setting: Setting, name: str, left: list[str], right: list[str] | None, cells: float, twin: bool
) -> Work:
    """The matrix of two lists, or of one with itself."""

    def call(**more: Any) -> Any:
        return levenshtein_matrix(left, right, **more)

    own = ours(setting, call, modules="edit", twin=twin, threads="workers")
    others = matrix_peers(setting, left, left if right is None else right)
    return Work(name, [*own, *others], lambda: plainest(call), equal, cells, "cells")


def matrix_peers(
    setting: Setting, left: list[str], right: list[str]
) -> Iterator[Candidate | Missing]:
    """rapidfuzz, given the same list and a copy of it, and stringzillas."""

    def rapidfuzz(choices: list[str]) -> Callable[[Any], Callable[[], Any]]:
        def make(module: Any) -> Callable[[], Any]:
            scorer = import_module("rapidfuzz.distance.Levenshtein").distance
            return lambda: module.cdist(left, choices, scorer=scorer, workers=1)

        return make

    def stringzillas(module: Any) -> Callable[[], Any]:
        strs = import_module("stringzilla").Strs
        engine = module.LevenshteinDistances()
        scope = module.DeviceScope(cpu_cores=1)
        if right is left:
            return lambda: engine(strs(left), device=scope)
        return lambda: engine(strs(left), strs(right), device=scope)

    yield from peer(setting, "rapidfuzz.process", rapidfuzz(list(right)))
    if right is left:
        yield from peer(setting, "rapidfuzz.process", rapidfuzz(right), name="rapidfuzz, same list")
    yield from peer(setting, "stringzillas", stringzillas)
