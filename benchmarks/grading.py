"""What grading one submission costs, and where the time goes.

    python benchmarks/grading.py [SUBMISSION] [--course DIR] [--rounds N]

Grades one complete submission (by default the references) in process and in a confined child,
alternately in one run, and prints medians of CPU time: all processes that have a part in it. The
split comes from rounds of its own, so that the stopwatches do not slow the comparison down.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

for library in ("OMP", "OPENBLAS", "MKL"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")

from grader.batch import Grader, Job, keep_to_one_processor
from grader.reading import find
from grader.run import grade
from grader.sandbox import callee, caller, process
from grader.sandbox.inprocess import InProcess
from grader.submission import Submission

MS = 1e3


def main() -> None:
    """Measure and print."""
    arguments = _arguments()
    grader = Grader(Job(arguments.course.resolve()))
    path = arguments.submission or arguments.course / "solutions"
    submission = find([path], grader.plan.course)[0].read()
    keep_to_one_processor(os.getpid())
    with _children_counted() as children:
        rows = [_round(grader, submission, children) for _ in range(arguments.rounds + 1)][1:]
    split = [_split(grader, submission) for _ in range(max(3, arguments.rounds // 3))]
    starts = [_start(grader) for _ in range(20)]
    grader.close()
    _print(rows, split, starts, grader)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("submission", nargs="?", type=Path)
    parser.add_argument("--course", type=Path, default=Path(__file__).resolve().parent.parent)
    parser.add_argument("--rounds", type=int, default=15)
    return parser.parse_args()


def _round(grader: Grader, submission: Submission, children: list[float]) -> dict[str, float]:
    """CPU seconds of both homes, one after the other."""
    began = time.process_time()
    grade(grader.plan, submission, InProcess)
    in_process = time.process_time() - began
    children.clear()
    zygote = grader.sandbox._zygote
    before = _cpu_of(zygote._process.pid)
    began = time.process_time()
    report = grader.grade(submission)
    host = time.process_time() - began
    forking = _cpu_of(zygote._process.pid) - before
    assert report.points == report.max_points, "measure with a complete, right submission"
    return {
        "in process": in_process,
        "confined": host + sum(children) + forking,
        "grader's side": host,
        "child's side": sum(children),
    }


@contextmanager
def _children_counted() -> Iterator[list[float]]:
    """CPU seconds of each child, read just before it is ended."""
    seconds: list[float] = []
    end = process.Zygote.end

    def counted(self: Any, child: process.Child) -> int:
        seconds.append(child.cpu_seconds() or 0.0)
        return end(self, child)

    with mock.patch.object(process.Zygote, "end", counted):
        yield seconds


def _cpu_of(pid: int) -> float:
    """CPU seconds of a process and of its descendants that still live."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    own = time.clock_gettime((~pid << 3) | 2)
    return own + sum(_cpu_of(int(child)) for child in children)


def _start(grader: Grader) -> float:
    """Wall seconds from nothing to a loaded answer that returned once, and its end."""
    from grader.sandbox.calls import Call, Limits, Source

    source = Source((("one.py", "def one():\n    return 1\n"),))
    began = time.perf_counter()
    session = grader.sandbox.open({"one": source}, Limits())
    session.call(Call("one", "one", ()))
    session.close()
    return time.perf_counter() - began


def _split(grader: Grader, submission: Submission) -> dict[str, float]:
    """Seconds of each stage, in process, by stopwatch."""
    spent = dict.fromkeys(("calls", "callee", "student"), 0.0)
    reply = callee.Callee._namespace

    def timed_namespace(self: Any, exercise: str) -> Any:
        namespace = reply(self, exercise)
        if isinstance(namespace, dict):
            return _Timed(namespace, spent)
        return namespace

    began = time.perf_counter()
    with (
        mock.patch.object(callee.Callee, "_namespace", timed_namespace),
        mock.patch.object(
            callee.Callee, "respond", _watched(callee.Callee.respond, spent, "callee")
        ),
        mock.patch.object(caller.Caller, "call", _watched(caller.Caller.call, spent, "calls")),
    ):
        report = grade(grader.plan, submission, InProcess)
    graded = time.perf_counter() - began
    began = time.perf_counter()
    json.loads(report.to_json())
    return {
        "student's code": spent["student"],
        "border (both sides, without the socket)": spent["calls"] - spent["student"],
        "checks": graded - spent["calls"],
        "report as JSON": time.perf_counter() - began,
    }


class _Timed(dict[str, Any]):
    """A namespace that times the functions that are called in it."""

    def __init__(self, namespace: dict[str, Any], spent: dict[str, float]):
        super().__init__(namespace)
        self._spent = spent

    def get(self, name: str, default: Any = None) -> Any:
        found = super().get(name, default)
        return _watched(found, self._spent, "student") if callable(found) else found


def _watched(function: Callable[..., Any], spent: dict[str, float], key: str) -> Any:
    def run(*args: Any, **kwargs: Any) -> Any:
        began = time.perf_counter()
        try:
            return function(*args, **kwargs)
        finally:
            spent[key] += time.perf_counter() - began

    return run


def _print(
    rows: list[dict[str, float]], split: list[dict[str, float]], starts: list[float], grader: Grader
) -> None:
    def median(values: list[dict[str, float]], key: str) -> float:
        return statistics.median(value[key] for value in values) * MS

    tier = grader.sandbox.isolation.tier
    print(f"CPU, ms a submission (isolation {tier}, median of {len(rows)} rounds)")
    for key in rows[0]:
        print(f"  {key:<42}{median(rows, key):9.1f}")
    ratio = statistics.median((row["confined"] - 0.015) / row["in process"] for row in rows)
    print(f"  {'(confined - 15 ms) / in process':<42}{ratio:9.2f}")
    print(f"wall, ms: fork, lock in, load, one call, end {statistics.median(starts) * MS:9.1f}")
    print(f"split in process, ms (median of {len(split)})")
    for key in split[0]:
        print(f"  {key:<42}{median(split, key):9.1f}")


if __name__ == "__main__":
    main()
