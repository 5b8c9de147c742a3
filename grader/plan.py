"""All checks of a course, collected once with pytest and then called as plain functions.

pytest is the language of checks and the student's runner; starting it for each submission would
cost half a second, so the inner loop of grading never sees it.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
import io
import math
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from grader.course import Course, CourseError, Exercise
from grader.sandbox.inprocess import InProcess
from grader.testing.plain import fresh
from grader.text import title_of

_HANDLES = {"answer", "reference"}


@dataclass(frozen=True)
class Check:
    """One check, ready to be called with the handles that it asks for."""

    exercise: str
    part: str
    name: str
    title: str
    hidden: bool
    weight: float  # in points
    run: Callable[..., None] = field(repr=False)
    handles: frozenset[str]
    marks: dict[str, tuple[Any, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """A course with the checks of the exercises that are to be graded."""

    course: Course
    exercises: tuple[Exercise, ...]
    checks: dict[str, tuple[Check, ...]]

    @functools.cached_property
    def references(self) -> InProcess:
        """The right answers, in this process: only the grader's own code runs in them."""
        sources = {each.slug: each.source(each.reference) for each in self.exercises}
        return InProcess(sources)


def collect(course: Course, slugs: Sequence[str] = ()) -> Plan:
    """The plan for these exercises of a course, all of them if none is given.

    Raises CourseError if a file of checks does not load, a check asks for a fixture that a
    check can't have, or belongs to no part.
    """
    exercises = course.select(slugs)
    files = {}
    for exercise in exercises:
        for hidden, file in ((False, exercise.public_checks), (True, exercise.hidden_checks)):
            if file.is_file():
                files[file.resolve()] = (exercise, hidden)
    items = _items(course.root, list(files))
    found: dict[str, list[_Found]] = {exercise.slug: [] for exercise in exercises}
    for item in items:
        exercise, hidden = files[Path(item.path).resolve()]
        found[exercise.slug].append(_found(item, exercise, hidden))
    checks = {each.slug: _weighed(each, found[each.slug]) for each in exercises}
    return Plan(course, exercises, checks)


@dataclass(frozen=True)
class _Found:
    name: str
    part: str
    title: str
    hidden: bool
    share: float
    run: Callable[..., None]
    handles: frozenset[str]
    marks: dict[str, tuple[Any, ...]]


def _found(item: pytest.Function, exercise: Exercise, hidden: bool) -> _Found:
    where = f"{item.path}: {item.name}"
    if item.cls is not None:
        raise CourseError(f"{where}: a check is a function, not a method of {item.cls.__name__}")
    parameters = dict(item.callspec.params) if hasattr(item, "callspec") else {}
    handles = frozenset(item.fixturenames) - set(parameters)
    allowed = _HANDLES if hidden else {"answer"}
    unknown = handles - allowed
    if unknown:
        asked = [*inspect.signature(item.function).parameters, *item.fixturenames]
        name = next(each for each in asked if each in unknown)  # not what a fixture asks for itself
        raise CourseError(
            f"{where} asks for {name!r}; a check may only ask for {' and '.join(sorted(allowed))}"
            + ("" if hidden else " (reference is for hidden checks)")
        )
    part = exercise.part_of(item.originalname)
    if part is None:
        parts = ", ".join(exercise.parts)
        raise CourseError(f"{where}: start its name with test_ and one of the parts {parts}")
    title = title_of(item.function)
    if not title:
        raise CourseError(f"{where}: give it a docstring; its first line is what a student reads")
    marks = {mark.name: mark.args for mark in reversed(list(item.iter_markers()))}  # nearest wins
    share = _share(marks.get("weight", (1,)), where)
    run = _with_copies(item.function, parameters) if parameters else item.function
    return _Found(item.name, part, title, hidden, share, run, handles, marks)


def _share(weight: tuple[Any, ...], where: str) -> float:
    value = weight[0] if len(weight) == 1 else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < math.inf:
        shown = ", ".join(map(repr, weight))
        raise CourseError(f"{where}: its mark is weight({shown}); write a number above 0")
    return float(value)


def _with_copies(function: Callable[..., None], parameters: dict[str, Any]) -> Callable[..., None]:
    """The check with values of its own each time, which no run can spoil for the next."""

    def run(**handles: Any) -> None:
        function(**handles, **fresh(parameters))

    return run


def _weighed(exercise: Exercise, found: list[_Found]) -> tuple[Check, ...]:
    """The checks with their weights in points: what is public, then what is hidden."""
    checks = []
    for each in sorted(found, key=lambda each: each.hidden):
        group = [other for other in found if other.part == each.part]
        same = sum(other.share for other in group if other.hidden == each.hidden)
        both = {other.hidden for other in group} == {True, False}
        share = exercise.public_share if not each.hidden else 1 - exercise.public_share
        weight = exercise.parts[each.part] * (share if both else 1) * each.share / same
        checks.append(
            Check(
                exercise.slug,
                each.part,
                each.name,
                each.title,
                each.hidden,
                round(weight, 9),
                each.run,
                each.handles,
                each.marks,
            )
        )
    return tuple(checks)


class _Collector:
    """A pytest plugin that keeps what was collected and runs nothing."""

    def __init__(self) -> None:
        self.items: list[pytest.Function] = []
        self.errors: list[str] = []

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        self.items = [item for item in items if isinstance(item, pytest.Function)]

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.errors.append(report.longreprtext)

    def pytest_runtestloop(self) -> bool:
        return True

    @pytest.fixture
    def answer(self) -> None:
        """Only its name matters here."""

    @pytest.fixture
    def reference(self) -> None:
        """Only its name matters here."""


def _items(root: Path, files: list[Path]) -> list[pytest.Function]:
    if not files:
        return []
    collector = _Collector()
    arguments = [
        *("-c", os.devnull, "--rootdir", str(root), "--import-mode=importlib"),
        *("-p", "no:cacheprovider", "-p", "no:terminal", "-W", "ignore"),
        *(str(file) for file in files),
    ]
    output = io.StringIO()
    with _environment(), contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
        code = pytest.main(arguments, plugins=[collector])
    _forget(files)
    if collector.errors:
        raise CourseError(f"the checks do not load:\n{collector.errors[0]}")
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise CourseError(f"pytest could not collect the checks:\n{output.getvalue()[-2000:]}")
    return collector.items


def _forget(files: list[Path]) -> None:
    """Take modules of checks out of the list of modules that are loaded.

    pytest names them by their place in the course and takes what has that name already: another
    course, or this one after an edit, would get the old checks.
    """
    places = {str(file) for file in files}
    for name, module in list(sys.modules.items()):
        if getattr(module, "__file__", None) in places:
            del sys.modules[name]


@contextlib.contextmanager
def _environment() -> Iterator[None]:
    """pytest as it comes: options and plugins of the user's own have no part in grading."""
    kept = {name: os.environ.pop(name, None) for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS")}
    kept["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = os.environ.get("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    try:
        yield
    finally:
        for name, value in kept.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
