"""The student's front end: `pytest exercises/` with a `todo` outcome, words, hints and points.

Loaded by exercises/pytest.ini; there is no entry point, so other projects' pytest runs never see
it. Answers run in this process: the debugger works, and no grade is given.
PYTEST_DONT_REWRITE: nothing is asserted here, and pytest would spend time on looking for it.
"""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Generator, Sequence
from pathlib import Path

import pytest

from grader.answer import Answer, Event
from grader.answer_folder import AnswerFolder
from grader.course import CourseError
from grader.progress import Outline, Worth, figure, is_doubtful, rows, table, worths
from grader.telling import Told, shortened, shown, tell
from grader.text import title_of

MARKS = (
    "weight(share): share of its part's points, in proportion to the other checks (default 1)",
    "errors: checks how bad input is refused",
    "draws: compares the exact order of random draws",
    "guards(reason): why a hidden check is kept that no known mistake fails",
)

_FOLDERS = pytest.StashKey[dict[Path, AnswerFolder | None]]()
_FIRST = pytest.StashKey[dict[Path, str]]()
_EVENTS = pytest.StashKey[list[Event]]()
_WORTH = pytest.StashKey[Worth]()


def pytest_configure(config: pytest.Config) -> None:
    """Make the marks known, and tell a failed check once only."""
    if getattr(config.option, "reportchars", "") == "fE":  # pytest's default
        config.option.reportchars = "E"
    config.stash[_FOLDERS] = {}
    config.stash[_FIRST] = {}
    config.pluginmanager.register(Closing(config), "dlqa-closing")
    for mark in MARKS:
        config.addinivalue_line("markers", mark)


def pytest_report_header() -> str:
    """Which backend the compiled core uses."""
    from dlqa_core import backends

    return f"dlqa: {backends.report()}"


# Before the checks run


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave the known-wrong answers of solutions/ alone, whatever they are called."""
    known_wrong = collection_path.name == "mutants" and AnswerFolder.is_one(collection_path.parent)
    return True if known_wrong else None


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Work out what each check is worth, before -k, --lf or a test's name takes any away."""
    report = yield
    folder = _folder(collector) if isinstance(collector, pytest.Module) else None
    if folder is not None and collector.path == folder.checks:
        _weigh(folder, [each for each in report.result if isinstance(each, pytest.Function)])
    return report


def pytest_collection_finish(session: pytest.Session) -> None:
    """Remember the check that speaks for its folder: the same one in each process of xdist."""
    for item in session.items:
        if "answer" in getattr(item, "fixturenames", ()):
            session.config.stash[_FIRST].setdefault(item.path.parent, item.nodeid)


@pytest.fixture
def answer(request: pytest.FixtureRequest) -> Answer:
    """The answer in the folder of the check."""
    folder = _needed_folder(request.node)
    events: list[Event] = []
    request.node.stash[_EVENTS] = events
    return Answer(folder, folder.exercise.slug, events.append)


@pytest.fixture
def reference(request: pytest.FixtureRequest) -> Answer:
    """The right answer: the one beside a hidden check, in solutions/."""
    folder = _needed_folder(request.node)
    return Answer(folder, folder.exercise.slug)


# How a check ended


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Put a check's end into words; what was not started is todo, and told once is told."""
    folder = _folder(item)
    if folder is None or not isinstance(item, pytest.Function):
        return (yield)
    _hide_ours(folder, call)
    told = _told(item, folder, call)
    if told is not None and _in_our_words(item, told):
        # What pytest would make of the traceback is not shown, and takes milliseconds.
        words = _message(item, folder, told)
        item.repr_failure = lambda *_: words  # type: ignore[method-assign]
    report = yield
    if call.when != "call":
        return report
    report.sections = [(name, shortened(text)) for name, text in report.sections]
    if told is not None:
        _mark(report, item, folder, told)
        if told.todo or told.of_file:
            call.excinfo = None  # --pdb finds nothing to look at here
    _outline(report, item, folder, told)
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
    """Show which line of the answer Ctrl-C met, not what that line was calling."""
    trace = excinfo.value.__traceback__
    while trace is not None:
        place = Path(trace.tb_frame.f_code.co_filename).parent
        if place.is_absolute() and AnswerFolder.is_one(place):
            error = excinfo.value.with_traceback(AnswerFolder(place).without_ours(trace))
            excinfo.traceback = pytest.ExceptionInfo.from_exception(error).traceback
            return
        trace = trace.tb_next


# The end of the run


class Closing:
    """Collects what became of the checks, also from the processes of xdist, and sums it up."""

    def __init__(self, config: pytest.Config):
        self._config = config
        self._outlines: list[Outline] = []
        self._hinted: list[tuple[Outline, pytest.TestReport]] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what the table needs."""
        if hasattr(report, "dlqa"):
            outline = Outline(**report.dlqa)
            self._outlines.append(outline)
            if hasattr(report, "dlqa_without_hint"):
                self._hinted.append((outline, report))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_terminal_summary(
        self, terminalreporter: pytest.TerminalReporter
    ) -> Generator[None, None, None]:
        """The closing table, after everything else."""
        for outline, report in self._hinted:
            if is_doubtful(outline, self._outlines):
                report.longrepr = report.dlqa_without_hint
        yield
        if self._outlines:
            terminalreporter.ensure_newline()  # else it would come below the headline
            terminalreporter.section("your exercises", sep="=")
            for line, markup in table(self._outlines, max(shutil.get_terminal_size().columns, 60)):
                terminalreporter.write_line(line, **markup)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        """Points for --junitxml, as properties of the suite: of a test they would be invalid."""
        for plugin in self._config.pluginmanager.get_plugins():
            add = getattr(plugin, "add_global_property", None)
            if add is not None:
                for row in rows(self._outlines):
                    add(f"{row.name}.points", figure(row.earned))
                    add(f"{row.name}.max_points", figure(row.total))


# One check


def _weigh(folder: AnswerFolder, checks: Sequence[pytest.Function]) -> None:
    """Share out the points of each part among its checks in one file."""
    parts = [folder.exercise.part_of(check.originalname) for check in checks]
    shares = [_share(check) for check in checks]
    for check, worth in zip(checks, worths(parts, shares, folder.share), strict=True):
        check.stash[_WORTH] = worth


def _share(check: pytest.Item) -> float:
    mark = check.get_closest_marker("weight")
    return float(mark.args[0]) if mark is not None else 1.0


def _hide_ours(folder: AnswerFolder, call: pytest.CallInfo[None]) -> None:
    """Leave only the check and the answer in the traceback, for --pdb and pytest's own styles."""
    if call.excinfo is not None:
        error = call.excinfo.value
        kept = folder.without_ours(error.__traceback__)
        if kept is not None:
            call.excinfo = pytest.ExceptionInfo.from_exception(error.with_traceback(kept))


def _told(item: pytest.Item, folder: AnswerFolder, call: pytest.CallInfo[None]) -> Told | None:
    """What to tell of a check that did not pass."""
    if call.when != "call" or call.excinfo is None:
        return None
    if call.excinfo.errisinstance((pytest.skip.Exception, pytest.xfail.Exception)):
        return None
    first = item.config.stash[_FIRST].get(item.path.parent) == item.nodeid
    events = item.stash.get(_EVENTS, [])
    return tell(call.excinfo.value, events, folder, item.name, first)


def _in_our_words(item: pytest.Item, told: Told) -> bool:
    """Whether no traceback in a style of pytest's own was asked for, or there is none to show."""
    return told.no_traceback or getattr(item.config.option, "tbstyle", "auto") == "auto"


def _mark(
    report: pytest.TestReport, item: pytest.Function, folder: AnswerFolder, told: Told
) -> None:
    """Make a check of what was not started todo; keep the words without the hint."""
    if told.todo:
        report.todo = True  # type: ignore[attr-defined]
        report.outcome = "skipped"
        report.longrepr = (str(item.path), item.location[1] or 0, told.words)
    elif told.hint and _in_our_words(item, told):
        without = dataclasses.replace(told, hint="")
        report.dlqa_without_hint = _message(item, folder, without)  # type: ignore[attr-defined]


def _message(item: pytest.Function, folder: AnswerFolder, told: Told) -> str:
    start = item.config.invocation_params.dir
    check = f"{shown(item.path, start)}:{(item.location[1] or 0) + 1}"
    return told.message(title_of(item.function), shown(folder.file, start), check)


def _outline(
    report: pytest.TestReport, item: pytest.Function, folder: AnswerFolder, told: Told | None
) -> None:
    """Put into the report what the closing table needs."""
    worth = item.stash.get(_WORTH, None)
    if worth is None:
        return  # a test of the student's own
    exercise = folder.exercise
    outline = Outline(
        exercise.slug,
        f"{exercise.chapter}/{exercise.number}",
        folder.hidden,
        "todo" if told and told.todo else report.outcome,
        worth.points,
        worth.position,
        worth.of_checks,
        worth.of_points,
        (told.next_step or f"failed: {title_of(item.function)}") if told else "",
        exercise.part_of(item.originalname) or "",
        told.hint if told else "",
    )
    report.dlqa = dataclasses.asdict(outline)  # type: ignore[attr-defined]


def _needed_folder(item: pytest.Item) -> AnswerFolder:
    folder = _folder(item)
    if folder is None:
        raise pytest.UsageError(f"{item.path.parent} is no folder of an exercise")
    return folder


def _folder(node: pytest.Item | pytest.Collector) -> AnswerFolder | None:
    """The exercise that a check lies in; None for tests that lie elsewhere."""
    folders = node.config.stash[_FOLDERS]
    path = node.path.parent
    if path not in folders:
        try:
            folders[path] = AnswerFolder(path) if AnswerFolder.is_one(path) else None
        except CourseError as error:
            raise pytest.UsageError(str(error)) from None
    return folders[path]
