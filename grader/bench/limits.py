"""What this machine can do at most on one core, measured in registers and by plain reading."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np

from dlqa_core import backends

TRIES = 7
WORDS = 1 << 23  # 64 MiB: more than any cache of one core


@dataclass(frozen=True)
class Limit:
    """A rate that no kernel can beat."""

    per_second: float
    unit: str
    what: str


def measure() -> dict[str, Limit]:
    """All limits by name; none without the compiled modules."""
    if not backends.variants():
        return {}
    probe = import_module("dlqa_core._cython.processor")
    words = np.arange(WORDS, dtype=np.uint64)
    return {
        "float32": Limit(_best(probe.fma_f32), "FLOP/s", "multiply-adds, float32"),
        "float64": Limit(_best(probe.fma_f64), "FLOP/s", "multiply-adds, float64"),
        "cells": Limit(_best(probe.bit_cells), "cells/s", "bit-parallel edit distance"),
        "read": Limit(_best(lambda n: probe.read(words, n), first=1), "B/s", "reading memory"),
    }


def _best(work: Callable[[int], Any], first: int = 1 << 12) -> float:
    """The highest rate of several tries that last some milliseconds each."""
    rounds, seconds = first, 0.0
    while seconds < 4e-3:
        rounds *= 2
        _, seconds = _rate(work, rounds)
    return max(_rate(work, rounds)[0] for _ in range(TRIES))


def _rate(work: Callable[[int], Any], rounds: int) -> tuple[float, float]:
    began = time.perf_counter()
    done = work(rounds)
    seconds = time.perf_counter() - began
    return done / seconds, seconds
