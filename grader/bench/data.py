"""Inputs, made anew from fixed seeds: nothing is fetched."""

from __future__ import annotations

import random
import string
from functools import cache

import numpy as np
from numpy.typing import NDArray

LETTERS = string.ascii_lowercase
CJK = "".join(map(chr, range(0x4E00, 0x4E00 + 2000)))


def strings(
    count: int, shortest: int, longest: int, seed: int, letters: str = LETTERS
) -> list[str]:
    """Random strings, each length as likely as another."""
    chance = random.Random(seed)
    return [
        "".join(chance.choices(letters, k=chance.randint(shortest, longest))) for _ in range(count)
    ]


def edited(text: str, share: float, seed: int) -> str:
    """A copy with this share of its characters substituted, deleted or followed by another."""
    chance = random.Random(seed)
    edits = set(chance.sample(range(len(text)), round(share * len(text))))
    made = []
    for place, char in enumerate(text):
        other = chance.choice(LETTERS)
        made.append(chance.choice(["", other, char + other]) if place in edits else char)
    return "".join(made)


@cache
def vocabulary(size: int) -> list[str]:
    """Different words of 2 to 10 letters; the frequent ones come first and are the shorter."""
    chance = random.Random(size)
    words: dict[str, None] = {}
    while len(words) < size:
        longest = 4 + min(6, len(words) // 200)
        words["".join(chance.choices(LETTERS, k=chance.randint(2, longest)))] = None
    return list(words)


def zipf(count: int, size: int, seed: int) -> NDArray[np.int64]:
    """Ranks of words in running text: the r-th most frequent with a probability like 1 / r."""
    weights = 1.0 / np.arange(1, size + 1)
    edges = np.cumsum(weights / weights.sum())
    picked = np.searchsorted(edges, np.random.default_rng(seed).random(count))
    return np.minimum(picked, size - 1)


@cache
def running_text(size: int) -> str:
    """About `size` characters of words as frequent as in running text, with some capitals."""
    words = vocabulary(100_000)
    picked = [words[rank] for rank in zipf(size // 6, len(words), seed=1)]
    for place in range(0, len(picked), 12):
        picked[place] = picked[place].capitalize() + ","
    return " ".join(picked)[:size]


@cache
def documents(count: int) -> list[str]:
    """Documents of 10 to 50 words."""
    words = vocabulary(50_000)
    lengths = np.random.default_rng(2).integers(10, 51, count)
    ranks = iter(zipf(int(lengths.sum()), len(words), seed=3))
    return [" ".join(words[next(ranks)] for _ in range(length)) for length in lengths]


def queries(count: int) -> list[str]:
    """Queries of four words, none of them among the fifty most frequent."""
    words = vocabulary(50_000)
    chance = random.Random(4)
    return [" ".join(chance.sample(words[50:5_000], 4)) for _ in range(count)]


def programs(count: int) -> list[str]:
    """Programs of about 5 KB, one in five a copy of an earlier one with every name changed."""
    made: list[str] = []
    for number in range(count):
        copied = number % 5 == 4
        chance = random.Random(number - 1 if copied else number)
        names = random.Random(-1 - number)
        made.append(program(chance, names))
    return made


def program(chance: random.Random, names: random.Random) -> str:
    """A program whose structure comes from `chance` and whose names come from `names`."""
    words = ["".join(names.choices(LETTERS, k=names.randint(3, 9))) for _ in range(40)]
    parts: list[str] = []
    while sum(map(len, parts)) < 5_000:
        arguments = ", ".join(words[chance.randrange(40)] for _ in range(chance.randint(1, 4)))
        lines = [f"def {words[chance.randrange(40)]}({arguments}):"]
        lines += statements(chance, words, depth=1, count=chance.randint(4, 12))
        parts.append("\n".join([*lines, f"    return {expression(chance, words)}", "", ""]))
    return "\n".join(parts)


def statements(chance: random.Random, words: list[str], depth: int, count: int) -> list[str]:
    """Assignments, loops and branches."""
    pad, lines = "    " * depth, []
    for _ in range(count):
        kind = chance.randrange(6) if depth < 4 else 0
        value, name = expression(chance, words), words[chance.randrange(40)]
        if kind < 4:
            sign = chance.choice(["=", "+=", "-=", "="])
            lines.append(f"{pad}{name} {sign} {value}")
            continue
        head = f"for {name} in range({value}):" if kind == 4 else f"if {name} < {value}:"
        inner = statements(chance, words, depth + 1, chance.randint(1, 3))
        lines += [pad + head, *inner]
    return lines


def expression(chance: random.Random, words: list[str]) -> str:
    """Names, numbers, calls and look-ups joined by operators."""
    terms = []
    for _ in range(chance.randint(1, 4)):
        name, other = words[chance.randrange(40)], words[chance.randrange(40)]
        shapes = (name, str(chance.randrange(100)), f"{name}({other})", f"{name}[{other}]")
        terms.append(chance.choice(shapes))
        terms.append(chance.choice("+-*/%"))
    return " ".join(terms[:-1])
