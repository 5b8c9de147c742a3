"""Many submissions through any `concurrent.futures.Executor`."""

from __future__ import annotations

import contextlib
import copy
import dataclasses
import functools
import math
import multiprocessing
import os
import platform
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from dataclasses import asdict, dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

from grader.course import Course, CourseError
from grader.diagnosis import Diagnosis
from grader.explain import explain
from grader.model import CheckResult, Grade, Report
from grader.plan import Plan, collect
from grader.reading import Found
from grader.run import grade, run_check
from grader.sandbox.calls import Limits, Session, Sources
from grader.sandbox.isolation import Isolation, Level, Sandbox, start
from grader.submission import Submission

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

    def __init__(self, job: Job):
        self.job = job
        self.plan = collect(Course.read(job.course), job.exercises)
        self.broken = _broken(self.plan)

    def without_sandbox(self) -> Grader:
        """The same grader for another process, which must start a sandbox of its own."""
        other = copy.copy(self)
        other._forget_sandbox()
        return other

    def _forget_sandbox(self) -> None:
        for name in ("sandbox", "diagnosis"):
            self.__dict__.pop(name, None)

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
        """The report of one submission. A fault of our own is told in it, and ends nothing."""
        made = made_with(self.plan, self.sandbox.isolation, self.job.limits)
        hints = self.diagnosis.hints
        try:
            budget = 1.5 * self.job.limits.submission
            report = grade(self.plan, submission, self.open, hints, made, self.broken, budget)
            if report.points is not None or self.broken:
                return report
            self._restart()  # the sandbox failed: a new one may not
            hints = self.diagnosis.hints
            return grade(self.plan, submission, self.open, hints, made, self.broken, budget)
        except CourseError:
            raise
        except Exception as error:
            reason = f"The grader failed on this submission: {type(error).__name__}: {error}"
            return _not_graded(self, submission.id, reason)

    def _restart(self) -> None:
        """Give up the sandbox, and what is known of the mutants in it, for a new one."""
        self.close()
        self._forget_sandbox()

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

    When a worker ends, what was under way is tried again, each submission alone in a worker of its
    own. One that ends its workers three times in all gets a report that says that the grader
    failed; the rest goes on. An executor that is passed in is not shut down.
    """
    if executor is None and (jobs == 1 or len(found) == 1):
        for each in found:
            yield grader.grade(each.read())
        return
    waiting = deque(found)
    while waiting:
        lost: list[Found] = []
        with contextlib.nullcontext(executor) if executor else _pool(grader, jobs) as workers:
            yield from _through(workers, waiting, lost, grader.job, jobs)
        for each in lost:
            yield _alone(each, grader)


def _through(
    workers: Executor, waiting: deque[Found], lost: list[Found], job: Job, jobs: int
) -> Iterator[Report]:
    """Reports through these workers, until none waits or a worker is gone: see `lost` then."""
    under_way: dict[Future[Report], Found] = {}
    while (waiting and not lost) or under_way:
        while waiting and not lost and len(under_way) < jobs * _AHEAD:
            each = waiting.popleft()
            try:
                under_way[workers.submit(_grade_here, job, each.read())] = each
            except BrokenExecutor:  # a worker ended since the last report came
                lost.append(each)
        done, _ = wait(under_way, return_when=FIRST_COMPLETED)
        for future in done:
            each = under_way.pop(future)
            try:
                yield future.result()
            except BrokenExecutor:
                lost.append(each)


def _alone(each: Found, grader: Grader) -> Report:
    """The report of a submission that was under way when a worker ended: it may be the cause."""
    for _ in range(MAX_TRIES - 1):
        with _pool(grader, 1) as workers:
            try:
                return workers.submit(_grade_here, grader.job, each.read()).result()
            except BrokenExecutor:
                continue
    return _not_graded(grader, each.id, f"The grading process ended {MAX_TRIES} times.")


def _not_graded(grader: Grader, id: str, reason: str) -> Report:
    """The report of a submission on which the grader itself failed."""
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
    _HERE["grader"] = grader.without_sandbox()
    methods = multiprocessing.get_all_start_methods()
    method = "fork" if sys.platform.startswith("linux") and "fork" in methods else "spawn"
    context = multiprocessing.get_context(method)
    return ProcessPoolExecutor(jobs, context, _settle, (context.Value("i", 0),))


def _settle(settled: Any) -> None:
    """Give this worker a processor of its own, as far as there are enough."""
    with settled.get_lock():
        number = settled.value
        settled.value += 1
    keep_to_one_processor(number)


def _grade_here(job: Job, submission: Submission) -> Report:
    """Grade in this worker, with the plan and the sandbox that it keeps."""
    grader = _HERE.get("grader")
    if grader is None or grader.job != job:
        grader = _HERE["grader"] = Grader(job)
    return grader.grade(submission)  # type: ignore[no-any-return,unused-ignore]


def keep_to_one_processor(number: int) -> None:
    """Keep this process, and the sandbox that it starts, on one processor.

    Grader and child take turns, a thousand times a submission: waking each other across processors
    costs more than the turn itself (seen: twice the CPU time a call).
    """
    if hasattr(os, "sched_setaffinity"):
        allowed = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {allowed[number % len(allowed)]})


@contextlib.contextmanager
def one_processor() -> Iterator[None]:
    """Keep this process to one processor in the block, for grading without workers."""
    before = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else None
    keep_to_one_processor(os.getpid())
    try:
        yield
    finally:
        if before is not None:
            os.sched_setaffinity(0, before)


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
