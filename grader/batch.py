"""Many submissions through any `concurrent.futures.Executor`."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import math
import multiprocessing
import os
import platform
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

from grader.course import Course
from grader.diagnosis import Diagnosis
from grader.explain import explain
from grader.model import CheckResult, Grade, Report
from grader.plan import Plan, collect
from grader.run import grade, run_check
from grader.sandbox.calls import Limits, Session, Sources
from grader.sandbox.isolation import Isolation, Level, Sandbox, start
from grader.submission import Found, Submission

MAX_TRIES = 3
_AHEAD = 4  # submissions read ahead for each worker, so that memory stays flat


@dataclass(frozen=True)
class Job:
    """How to grade: all that a worker needs to know besides the submission."""

    course: Path
    exercises: tuple[str, ...] = ()
    level: Level = "auto"
    limits: Limits = field(default_factory=Limits)


class Grader:
    """A plan and a sandbox that grade one submission after the other, in this process."""

    def __init__(self, job: Job, plan: Plan | None = None):
        self.job = job
        self.plan = plan or collect(Course.read(job.course), job.exercises)
        self.broken = _broken(self.plan)

    @functools.cached_property
    def sandbox(self) -> Sandbox:
        """Started when first needed. Raises ConfinementError if this machine can't confine."""
        return start(self.job.level, self.job.limits)

    @functools.cached_property
    def diagnosis(self) -> Diagnosis:
        """What is known of the mutants so far."""
        patient = dataclasses.replace(self.job.limits, submission=math.inf, strikes=sys.maxsize)
        return Diagnosis(self.plan, lambda sources: self.sandbox.open(sources, patient))

    def open(self, sources: Sources) -> Session:
        """A session in the sandbox."""
        return self.sandbox.open(sources, self.job.limits)

    def grade(self, submission: Submission) -> Report:
        """The report of one submission."""
        return grade(
            self.plan,
            submission,
            self.open,
            self.diagnosis.hints,
            made_with(self.plan, self.sandbox.isolation, self.job.limits),
            self.broken,
        )

    def close(self) -> None:
        """End the sandbox."""
        if "sandbox" in self.__dict__:
            self.sandbox.close()


def made_with(plan: Plan, isolation: Isolation, limits: Limits) -> dict[str, Any]:
    """With what a report was made: enough to tell why another run may differ."""
    return {
        "course": plan.course.fingerprint,
        "isolation": {"tier": isolation.tier, "layers": list(isolation.layers)},
        "limits": asdict(limits),
        "versions": dict(versions()),
    }


@functools.cache
def versions() -> tuple[tuple[str, str], ...]:
    """Versions of what can change a grade."""
    packages = ("dlqa", "numpy", "hypothesis", "pytest")
    return (
        ("python", platform.python_version()),
        *((name, metadata.version(name)) for name in packages),
    )


def grade_all(
    found: Sequence[Found], grader: Grader, jobs: int, executor: Executor | None = None
) -> Iterator[Report]:
    """Reports as they come, of `jobs` processes on this machine or of an executor's workers.

    A submission that ends its worker is tried again, three times in all; then its report says
    that the grader failed, and the rest goes on.
    """
    if executor is None and (jobs == 1 or len(found) == 1):
        for each in found:
            yield grader.grade(each.read())
        return
    tries = dict.fromkeys((each.id for each in found), 0)
    waiting = deque(found)
    while waiting:
        with executor or _pool(grader, jobs) as workers:
            yield from _through(workers, waiting, tries, grader, jobs)


def _through(
    workers: Executor,
    waiting: deque[Found],
    tries: dict[str, int],
    grader: Grader,
    jobs: int,
) -> Iterator[Report]:
    """Reports through these workers, until none waits or the workers are gone."""
    under_way: dict[Future[Report], Found] = {}
    broken = False
    while (waiting and not broken) or under_way:
        while waiting and not broken and len(under_way) < jobs * _AHEAD:
            each = waiting.popleft()
            tries[each.id] += 1
            under_way[workers.submit(_grade_here, grader.job, each.read())] = each
        done, _ = wait(under_way, return_when=FIRST_COMPLETED)
        for future in done:
            each = under_way.pop(future)
            try:
                yield future.result()
            except BrokenProcessPool:
                broken = True
                if tries[each.id] < MAX_TRIES:
                    waiting.append(each)
                else:
                    yield _lost(grader, each.id)


def _lost(grader: Grader, id: str) -> Report:
    """The report of a submission that ended its worker again and again."""
    reason = f"The grading process ended {MAX_TRIES} times."
    grades = tuple(
        Grade(
            exercise.slug,
            exercise.points,
            tuple(
                CheckResult(
                    check.name,
                    check.part,
                    check.title,
                    check.hidden,
                    check.weight,
                    "internal",
                    reason,
                )
                for check in grader.plan.checks[exercise.slug]
            ),
        )
        for exercise in grader.plan.exercises
    )
    made = {"course": grader.plan.course.fingerprint, "versions": dict(versions())}
    return Report(id, grades, made, (reason,))


_HERE: dict[str, Any] = {}


def _pool(grader: Grader, jobs: int) -> Executor:
    """Worker processes that share the plan collected here, where the system can fork."""
    _HERE["grader"] = Grader(grader.job, grader.plan)
    methods = multiprocessing.get_all_start_methods()
    method = "fork" if sys.platform.startswith("linux") and "fork" in methods else "spawn"
    return ProcessPoolExecutor(jobs, multiprocessing.get_context(method))


def _grade_here(job: Job, submission: Submission) -> Report:
    """Grade in this worker, with the plan and the sandbox that it keeps."""
    grader = _HERE.get("grader")
    if grader is None or grader.job != job:
        grader = _HERE["grader"] = Grader(job)
    if "sandbox" not in grader.__dict__:
        _HERE["processor"] = one_processor()
        _HERE["processor"].__enter__()  # for this worker's life
    return grader.grade(submission)  # type: ignore[no-any-return,unused-ignore]


@contextlib.contextmanager
def one_processor() -> Iterator[None]:
    """Keep this process, and the sandbox that it starts, on one processor.

    Grader and child take turns, thousands of times a submission: waking each other across
    processors costs more than the turn itself (seen: twice the CPU time a call).
    """
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {sorted(allowed)[os.getpid() % len(allowed)]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


def _broken(plan: Plan) -> dict[tuple[str, str], str]:
    """Checks that the reference itself fails: our fault, which must cost nobody a point.

    It also draws the examples of laws, before workers are forked.
    """
    broken = {}
    for slug, checks in plan.checks.items():
        for check in checks:
            seen = run_check(check, plan.references, plan.references)
            if seen.error is not None:
                told = explain(seen.error, seen.events, lambda _file, _line: "")
                broken[slug, check.name] = f"The reference fails this check: {told.text}"
    return broken


def default_jobs() -> int:
    """Processors that this process may use."""
    with contextlib.suppress(AttributeError):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
