"""A student's folder of one exercise, and the answer that lies in it."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from grader.answer import CheckEnded, Event
from grader.course import Exercise
from grader.sandbox.calls import Call, CallResult, Source
from grader.sandbox.inprocess import InProcess
from grader.signature import signature
from grader.text import SubmissionError, text_of


class AnswerFolder:
    """One folder with an answer and its checks: of exercises/, or of solutions/ for authors.

    It is a `Session` on that answer. The file is read at the first call, so that one that can't be
    read ends a check and breaks no fixture.
    """

    def __init__(self, folder: Path):
        self.exercise = _exercise(folder)
        self.file = folder / f"{self.exercise.slug}.py"
        self.hidden = folder != self.exercise.folder
        self.checks = (
            folder
            / (self.exercise.hidden_checks if self.hidden else self.exercise.public_checks).name
        )
        self._session: InProcess | None = None
        self._lines: list[str] = []
        self._siblings: dict[str, str] = {}

    @staticmethod
    def is_one(folder: Path) -> bool:
        """Whether an exercise lies in the folder."""
        return _toml(folder).is_file()

    def call(self, call: Call) -> CallResult:
        """Make a call on the answer. Raises CheckEnded if its file can't be read."""
        if self._session is None:
            self._session = InProcess({self.exercise.slug: self._read()})
        return self._session.call(call)

    def close(self) -> None:
        """The answer stays for the next check."""

    def share(self, part: str) -> float:
        """How many points the checks in this folder give for a part."""
        share = self.exercise.public_share
        return self.exercise.parts[part] * (1 - share if self.hidden else share)

    def line(self, file: str, number: int) -> str:
        """One line of the answer's own text."""
        own = file == str(self.file) and 0 < number <= len(self._lines)
        return self._lines[number - 1] if own else ""

    def line_of(self, function: str) -> int | None:
        """The number of the line where the answer begins to define a function, if it does."""
        definition = re.compile(rf"def\s+{re.escape(function)}\b")
        numbers = [k for k, line in enumerate(self._lines, 1) if definition.match(line)]
        return numbers[-1] if numbers else None

    def hint(self, check: str, events: list[Event]) -> str:
        """The hint for a check that saw just what a known mistake shows."""
        known = self._hints.get(check)
        return known.get(signature(events), "") if known else ""

    def without_ours(self, trace: TracebackType | None) -> TracebackType | None:
        """A traceback with the lines of the check and the answer only; None if there are none.

        A debugger then stops in the student's own function, and `up` leads to the check.
        """
        frames = []
        while trace is not None:
            if self._owns(trace.tb_frame.f_code.co_filename):
                frames.append(trace)
            trace = trace.tb_next
        kept: TracebackType | None = None
        for each in reversed(frames):
            kept = TracebackType(kept, each.tb_frame, each.tb_lasti, each.tb_lineno)
        return kept

    def _owns(self, file: str) -> bool:
        name = Path(file)
        return name.parent == self.file.parent or (
            name.name == file and name.stem in self._siblings
        )

    @functools.cached_property
    def _hints(self) -> Mapping[str, Mapping[str, str]]:
        """Hints for known mistakes, by check and by what the check saw."""
        try:
            text = (self.exercise.folder / "hints.json").read_text("utf-8")
            hints: Mapping[str, Mapping[str, str]] = json.loads(text)
        except (OSError, ValueError):
            return {}  # they only help: without them all else works
        return hints

    def _read(self) -> Source:
        name = self.file.name
        try:
            content = self.file.read_bytes()
            text = text_of(content)
        except FileNotFoundError:
            raise CheckEnded("todo", f"{name} is not there") from None
        except OSError as error:
            raise CheckEnded("failed", f"{name} can't be read: {error.strerror}") from None
        except SubmissionError as error:
            reason = f"{name} {error}{_at_line(name, content, error)}"
            raise CheckEnded("failed", reason) from None
        self._lines = text.splitlines()
        self._siblings = {
            other.stem: other.read_text("utf-8", "replace")
            for other in self.file.parent.glob("*.py")
            if other != self.file and not other.stem.startswith(("test_", "conftest"))
        }
        pieces = ((str(self.file), text),)
        return Source(pieces, False, self._siblings, self.exercise.handles)


def _at_line(name: str, content: bytes, error: SubmissionError) -> str:
    """The line whose bytes are no text, as a line to add."""
    cause = error.__context__
    start = cause.start if isinstance(cause, UnicodeDecodeError) else content.find(b"\0")
    return f"\nat        {name} line {1 + content.count(10, 0, start)}" if start >= 0 else ""


def _exercise(folder: Path) -> Exercise:
    return Exercise.read(_toml(folder), folder.parent.parent.parent)


def _toml(folder: Path) -> Path:
    """The exercise.toml that speaks of a folder of exercises/ or solutions/."""
    root = folder.parent.parent.parent
    own = root / "exercises" / folder.parent.name / folder.name / "exercise.toml"
    return own if own.is_file() else folder / "exercise.toml"
