"""The student's front end: `pytest exercises/` with a `todo` outcome, words, hints and points.

Loaded by exercises/pytest.ini; there is no entry point, so other projects' pytest runs never see
it. Answers run in this process: the debugger works, and no grade is given.
PYTEST_DONT_REWRITE: there are no assertions here, and looking for them takes time.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import shutil
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.answer import Answer, CheckEnded, Event
from grader.answer_folder import AnswerFolder
from grader.course import CourseError
from grader.explain import Explanation, explain
from grader.progress import Outline, figure, rows, table
from grader.text import title_of

MARKS = (
    "weight(share): share of its part's points, in proportion to the other checks (default 1)",
    "errors: checks how bad input is refused",
    "draws: compares the exact order of random draws",
    "guards(reason): why a hidden check is kept that no known mistake fails",
)
_PRINTED_HEAD, _PRINTED_TAIL = 10, 20  # lines of what a failed check printed
_WIDTH = 79


@dataclasses.dataclass(frozen=True)
class Worth:
    """What a check is worth, and how many checks and points its file has."""

    points: float
    of_checks: int
    of_points: float


_FOLDERS = pytest.StashKey[dict[Path, AnswerFolder | None]]()
_FIRST = pytest.StashKey[dict[Path, str]]()
_OUTLINES = pytest.StashKey[list[Outline]]()
_EVENTS = pytest.StashKey[list[Event]]()
_WORTH = pytest.StashKey[Worth]()


def pytest_configure(config: pytest.Config) -> None:
    """Make the marks known."""
    config.stash[_FOLDERS] = {}
    config.stash[_FIRST] = {}
    config.stash[_OUTLINES] = []
    for mark in MARKS:
        config.addinivalue_line("markers", mark)


def pytest_report_header() -> str:
    """Which backend the compiled core uses."""
    from dlqa_core import backends

    return f"dlqa: {backends.report()}"


# Before the checks run


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Iterator[Any]:
    """Work out what each check is worth, before -k, --lf or a test's name takes any away."""
    report: pytest.CollectReport = yield
    if isinstance(collector, pytest.Module) and report.passed:
        checks = [each for each in report.result if isinstance(each, pytest.Function)]
        folder = _folder(collector)
        if folder is not None and checks and collector.path == folder.checks:
            _weigh(folder, checks)
    return report


def pytest_collection_finish(session: pytest.Session) -> None:
    """Remember the check that speaks for its file, the same one in each process of xdist."""
    for item in session.items:
        session.config.stash[_FIRST].setdefault(item.path.parent, item.nodeid)


@pytest.fixture
def answer(request: pytest.FixtureRequest) -> Answer:
    """The answer in the folder of the check."""
    events: list[Event] = []
    request.node.stash[_EVENTS] = events
    folder = _required_folder(request.node)
    return Answer(folder.open(), folder.exercise.slug, events.append)


@pytest.fixture
def reference(request: pytest.FixtureRequest) -> Answer:
    """The right answer: the one beside a hidden check, in solutions/."""
    folder = _required_folder(request.node)
    return Answer(folder.open(), folder.exercise.slug)


# A check's end


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Iterator[Any]:
    """Put a check's end into words; what was not started is todo, and told once is told."""
    folder = _folder(item) if isinstance(item, pytest.Function) else None
    if folder is not None:
        _leave_ours_out(folder, call)
    report: pytest.TestReport = yield
    if folder is None:
        return report
    excinfo = call.excinfo
    if call.when == "setup" and excinfo is not None and isinstance(excinfo.value, CheckEnded):
        report.when = "call"  # the answer's file can't be read: that is no error of the check
    if report.when != "call":
        return report
    told = None
    if excinfo is not None and not excinfo.errisinstance(pytest.skip.Exception):
        told = _explain(report, item, folder, excinfo.value)
    _outline(report, item, folder, told)
    report.sections = [(name, _shortened(text)) for name, text in report.sections]
    return report


def pytest_report_teststatus(
    report: pytest.TestReport | pytest.CollectReport,
) -> tuple[str, str, str] | None:
    """A check of what was not started counts as todo."""
    if getattr(report, "todo", False):
        return "todo", "t", "TODO"
    return None


@pytest.hookimpl(tryfirst=True)
def pytest_keyboard_interrupt(excinfo: pytest.ExceptionInfo[BaseException]) -> None:
    """Ctrl-C in an endless loop: show the student's line, not one of the machinery below it."""
    trace = excinfo.value.__traceback__
    while trace is not None:
        folder = Path(trace.tb_frame.f_code.co_filename).parent
        if AnswerFolder.is_one(folder):
            kept = AnswerFolder(folder).without_ours(trace)
            excinfo._excinfo = (excinfo.type, excinfo.value, kept)
            return
        trace = trace.tb_next


# The end of the run


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Collect outlines, here or from the processes of xdist."""
