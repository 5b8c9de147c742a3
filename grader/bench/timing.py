"""Compare first, then time: all candidates of a work in turn, in shuffled order, in one run."""

from __future__ import annotations

import gc
import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from grader.bench.work import OURS, TWIN, Candidate, Missing, Row, Timed, Work

SAMPLE = 2e-3  # seconds that one sample lasts at least, so that the clock does not matter
MOST_ROUNDS, FEWEST_ROUNDS = 31, 3


def measure(kernel: str, work: Work, budget: float) -> Row:
    """Everything about one work.

    A candidate whose value is wrong, or that raises, is reported and not timed. `budget` is about
    how many seconds the rounds may take in all.
    """
    wanted = work.oracle()
    timed: list[Timed] = []
    running: list[tuple[Timed, Candidate]] = []
    for candidate in work.candidates:
        record = _checked(candidate, work, wanted)
        timed.append(record)
        if record.status == "timed" and isinstance(candidate, Candidate):
            running.append((record, candidate))
    _time(running, budget)
    return Row(kernel, work.name, work.amount, work.limit, work.calls, timed)


def _checked(candidate: Candidate | Missing, work: Work, wanted: Any) -> Timed:
    if isinstance(candidate, Missing):
        is_peer = candidate.name not in (OURS, TWIN)
        return Timed(candidate.name, "missing", candidate.why, is_peer)
    record = Timed(candidate.name, is_peer=candidate.is_peer, version=_version(candidate.package))
    try:
        wrong = work.agree(candidate.value(candidate.run()), wanted)
    except Exception as error:  # somebody else's library may raise anything
        record.status, record.detail = "failed", f"{type(error).__name__}: {error}"
        return record
    if wrong is not None:
        record.status, record.detail = "wrong", wrong
    return record


def _version(package: str | None) -> str | None:
    if package is None:
        return None
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _time(running: list[tuple[Timed, Candidate]], budget: float) -> None:
    """Fill in the times: rounds over all candidates, each in another order."""
    shuffled = random.Random(0)
    with _no_collector():
        first = [_sample(candidate.run, 1) for _, candidate in running]
        repeats = [max(1, round(SAMPLE / max(seconds, 1e-9))) for seconds in first]
        lasts = sum(seconds * count for seconds, count in zip(first, repeats, strict=True))
        rounds = min(MOST_ROUNDS, max(FEWEST_ROUNDS, int(budget / max(lasts, 1e-9))))
        turns = list(zip(running, repeats, strict=True))
        for _ in range(rounds):
            shuffled.shuffle(turns)
            for (record, candidate), count in turns:
                record.seconds.append(_sample(candidate.run, count))


def _sample(run: Callable[[], Any], count: int) -> float:
    """Seconds of one run, over so many of them."""
    began = time.perf_counter()
    for _ in range(count):
        run()
    return (time.perf_counter() - began) / count


@contextmanager
def _no_collector() -> Iterator[None]:
    """No garbage collection while the clock runs."""
    enabled = gc.isenabled()
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def median(timed: Timed) -> float:
    """Median seconds of one run."""
    return statistics.median(timed.seconds)


def spread(timed: Timed) -> float:
    """Distance of the quartiles as a share of the median."""
    low, _, high = statistics.quantiles(timed.seconds, n=4, method="inclusive")
    return (high - low) / median(timed)


def best_peer(row: Row) -> Timed | None:
    """The fastest of the other libraries; None if none was timed."""
    peers = [timed for timed in row.candidates if timed.is_peer and timed.seconds]
    return min(peers, key=median, default=None)
