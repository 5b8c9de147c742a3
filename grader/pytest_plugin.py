"""The student's front end: `pytest exercises/` with a `todo` outcome, words, hints and points.

Loaded by exercises/pytest.ini; there is no entry point, so other projects' pytest runs never see
it. Answers run in this process: the debugger works, and no grade is given.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest

from grader.answer import Answer, CheckEnded
from grader.course import CourseError, Exercise
from grader.explain import explain
from grader.plan import title_of
from grader.run import Seen
from grader.sandbox.calls import Source
from grader.sandbox.inprocess import InProcess
from grader.signature import signature
from grader.submission import SubmissionError, text_of

MARKS = (
    "weight(share): share of its part's points, in proportion to the other checks (default 1)",
    "errors: checks how bad input is refused",
    "draws: compares the exact order of random draws",
    "guards(reason): why a hidden check is kept that no known mistake fails",
)


@dataclass(frozen=True)
class Outline:
    """What the closing table needs to know of one check. Plain data: it crosses to xdist."""

    exercise: str
    number: str
    title: str
    weight: float
    outcome: str
    next_step: str = ""


class AnswerFolder:
    """One exercise's folder with the answer that lies in it."""

    def __init__(self, folder: Path):
        self.exercise = _exercise(folder)
        self.file = folder / f"{self.exercise.slug}.py"
        self._session: InProcess | None = None
        self._source: Source | None = None

    def open(self) -> InProcess:
        """A session on the answer. Raises CheckEnded if its file can't be read."""
        if self._session is None:
            self._session = InProcess({self.exercise.slug: self._read()})
        return self._session

    def line(self, file: str, number: int) -> str:
        """One line of the answer's own text."""
        if self._source is None or file != str(self.file):
            return ""
        lines = self._source.pieces[0][1].splitlines()
        return lines[number - 1] if 0 < number <= len(lines) else ""

    @functools.cached_property
    def hints(self) -> Mapping[str, Mapping[str, str]]:
        """Hints for known mistakes, by check and by what the check saw."""
        file = self.exercise.folder / "hints.json"
        if not file.is_file():
            return {}
        hints: Mapping[str, Mapping[str, str]] = json.loads(file.read_text("utf-8"))
        return hints

    def _read(self) -> Source:
        try:
            text = text_of(self.file.read_bytes())
        except FileNotFoundError:
            raise CheckEnded("todo", f"{self.file.name} is not there.") from None
        except SubmissionError as error:
            raise CheckEnded("failed", f"{self.file.name} {error}") from None
        siblings = {
            other.stem: other.read_text("utf-8", "replace")
            for other in self.file.parent.glob("*.py")
            if other != self.file and not other.stem.startswith(("test_", "conftest"))
        }
        self._source = Source(((str(self.file), text),), False, siblings, self.exercise.handles)
        return self._source


_FOLDERS = pytest.StashKey[dict[Path, AnswerFolder]]()
_SEEN = pytest.StashKey[Seen]()
_WEIGHTS = pytest.StashKey[float]()


def pytest_configure(config: pytest.Config) -> None:
    """Make the marks known."""
    config.stash[_FOLDERS] = {}
    for mark in MARKS:
        config.addinivalue_line("markers", mark)


def pytest_report_header() -> str:
    """Which backend the compiled core uses."""
    from dlqa_core import backends

    return f"dlqa: {backends.report()}"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Work out what each check is worth, before -k takes any away."""
    parts: dict[tuple[Path, str | None], float] = {}
    for item in items:
        parts[_part(item)] = parts.get(_part(item), 0.0) + _share(item)
    for item in items:
        folder, part = _part(item)
        exercise = _folder(item).exercise
        points = exercise.parts.get(part or "", 0.0) * exercise.public_share
        item.stash[_WEIGHTS] = points * _share(item) / parts[folder, part]


@pytest.fixture
def answer(request: pytest.FixtureRequest) -> Answer:
    """The answer in the folder of the check."""
    return _open(request.node)


@pytest.fixture
def reference(request: pytest.FixtureRequest) -> Answer:
    """The right answer: the one beside a hidden check, in solutions/."""
    return Answer(_folder(request.node).open(), _folder(request.node).exercise.slug)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[Any]:
    """Put a check's end into words; what was not started is todo, and told once is told."""
    report: pytest.TestReport = yield
    excinfo = call.excinfo
    if call.when == "setup" and excinfo is not None and isinstance(excinfo.value, CheckEnded):
        report.when = "call"  # the answer's file can't be read: that is no error of the check
    if report.when != "call" or not isinstance(item, pytest.Function):
        return report
    if excinfo is not None and not excinfo.errisinstance(pytest.skip.Exception):
        _explain(report, item, excinfo.value)
    _outline(report, item)
    return report


def pytest_report_teststatus(
    report: pytest.TestReport | pytest.CollectReport,
) -> tuple[str, str, str] | None:
    """A check of what was not started counts as todo."""
    if getattr(report, "todo", False):
        return "todo", "t", "TODO"
    return None


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The closing table: exercise, checks, points, what to look at next."""
    outlines = [
        Outline(**report.dlqa)
        for reports in terminalreporter.stats.values()
        for report in reports
        if hasattr(report, "dlqa")
    ]
    if not outlines:
        return
    terminalreporter.section("your exercises")
    for line, markup in _table(outlines):
        terminalreporter.write_line(line, **markup)


def _open(item: pytest.Item) -> Answer:
    folder = _folder(item)
    seen = item.stash.setdefault(_SEEN, Seen(None))  # type: ignore[arg-type]
    return Answer(folder.open(), folder.exercise.slug, seen.events.append)


def _explain(report: pytest.TestReport, item: pytest.Function, error: BaseException) -> None:
    folder = _folder(item)
    events = item.stash[_SEEN].events if _SEEN in item.stash else []
    told = explain(error, events, folder.line)
    if told.outcome == "todo" or told.told_before:
        report.todo = True
        report.outcome = "skipped"
        report.longrepr = (str(item.path), item.location[1] or 0, told.text)
        return
    report.outcome = "failed"
    if item.config.option.tbstyle != "auto":
        return
    hint = folder.hints.get(item.name, {}).get(signature(events), "")
    where = [f"your file  {_shown(folder.file, item)}"]
    where.append(f"the check  {_shown(item.path, item)}:{(item.location[1] or 0) + 1}")
    blocks = [title_of(item.function), told.text]
    blocks += [f"hint: {hint}"] if hint else []
    blocks.append("\n".join(where))
    indented = "\n\n".join(blocks).replace("\n", "\n    ").replace("\n    \n", "\n\n")
    report.longrepr = indented


def _outline(report: pytest.TestReport, item: pytest.Function) -> None:
    exercise = _folder(item).exercise
    todo = getattr(report, "todo", False)
    outcome = "todo" if todo else report.outcome
    calls = item.stash[_SEEN].events if _SEEN in item.stash else []
    part = calls[-1].call.function if calls else exercise.slug
    outline = Outline(
        exercise.slug,
        f"{exercise.chapter}/{exercise.number}",
        title_of(item.function),
        item.stash.get(_WEIGHTS, 0.0),
        outcome,
        f"write {part}" if todo else title_of(item.function),
    )
    report.dlqa = asdict(outline)


def _table(outlines: list[Outline]) -> Iterator[tuple[str, dict[str, bool]]]:
    exercises: dict[tuple[str, str], list[Outline]] = {}
    for outline in outlines:
        exercises.setdefault((outline.number, outline.exercise), []).append(outline)
    width = max(len(slug) for _, slug in exercises)
    yield f"{'exercise':<{width}}  checks    points    next", {"bold": True}
    for (_, slug), checks in sorted(exercises.items()):
        yield _row(slug, checks, width)
    earned = sum(each.weight for each in outlines if each.outcome == "passed")
    total = sum(each.weight for each in outlines)
    yield (
        f"{_points(earned)} of {_points(total)} points of the public checks; "
        "hidden checks give the rest when your work is graded.",
        {},
    )


def _row(slug: str, checks: list[Outline], width: int) -> tuple[str, dict[str, bool]]:
    passed = [each for each in checks if each.outcome == "passed"]
    failed = [each for each in checks if each.outcome == "failed"]
    todo = [each for each in checks if each.outcome == "todo"]
    count = f"{len(passed)} of {len(checks)}" if len(todo) < len(checks) else "todo"
    total = _points(sum(each.weight for each in checks))
    points = f"{_points(sum(each.weight for each in passed))} of {total}"
    following = [*failed, *todo]
    next_step = following[0].next_step if following else "all public checks pass"
    colour = "red" if failed else "green" if not following else "yellow"
    return f"{slug:<{width}}  {count:<8}  {points:<8}  {next_step}", {colour: True}


def _points(points: float) -> str:
    return f"{round(points, 2):g}"


def _shown(path: Path, item: pytest.Item) -> str:
    start = item.config.invocation_params.dir
    return path.relative_to(start).as_posix() if path.is_relative_to(start) else str(path)


def _part(item: pytest.Item) -> tuple[Path, str | None]:
    folder = _folder(item)
    name = getattr(item, "originalname", item.name)
    return item.path.parent, folder.exercise.part_of(name)


def _share(item: pytest.Item) -> float:
    mark = item.get_closest_marker("weight")
    return float(mark.args[0]) if mark is not None else 1.0


def _folder(item: pytest.Item) -> AnswerFolder:
    folders = item.config.stash[_FOLDERS]
    path = item.path.parent
    if path not in folders:
        try:
            folders[path] = AnswerFolder(path)
        except CourseError as error:
            raise pytest.UsageError(str(error)) from None
    return folders[path]


def _exercise(folder: Path) -> Exercise:
    """The exercise of a folder of exercises/ or solutions/."""
    root = folder.parent.parent.parent
    own = root / "exercises" / folder.parent.name / folder.name / "exercise.toml"
    return Exercise.read(own if own.is_file() else folder / "exercise.toml", root)
