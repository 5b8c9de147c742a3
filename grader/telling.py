"""What a student reads of a check that did not pass: words, places, what to do next."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from grader.answer import CheckEnded, Event
from grader.answer_folder import AnswerFolder
from grader.explain import Explanation, explain

WIDTH = 79
_FIRST_LINES, _LAST_LINES = 10, 20  # that are shown of what a check printed
_LABELS = ("called    ", "raised    ", "at        ", "expected  ", "obtained  ")


@dataclass(frozen=True)
class Told:
    """How a check ended that did not pass.

    `of_file` says that the answer's file is to blame and no function in it; `no_traceback` that
    a traceback would show our own code only. `line` is the line of the answer to look at.
    """

    todo: bool
    words: str
    next_step: str = ""
    hint: str = ""
    of_file: bool = False
    no_traceback: bool = False
    line: int | None = None


def tell(
    error: BaseException, events: Sequence[Event], folder: AnswerFolder, check: str, first: bool
) -> Told:
    """Tell what ended a check. What is wrong with a file is told by the `first` check alone."""
    if _is_of_file(error, events):
        return _of_file(error, folder, first)
    told = explain(error, _narrowed(events, folder), folder.line)
    if told.outcome == "todo":
        function = events[-1].call.function if events else ""
        return Told(True, told.text, f"write {function}" if function else told.text)
    hint = folder.hint(check, list(events))
    raised = getattr(error, "student_error", None)
    ours = isinstance(error, CheckEnded) or (raised is not None and raised.exception is None)
    line = _line(told, events, folder)
    return Told(False, wrapped(told.text), hint=hint, no_traceback=ours, line=line)


def wrapped(text: str, width: int = WIDTH - 4) -> str:
    """The text with its sentences and calls broken to the width; what is aligned stays as it is."""
    lines: list[str] = []
    for line in text.split("\n"):
        label = next((label for label in _LABELS if line.startswith(label)), "")
        if len(line) <= width or (line[:1] == " " and not label):
            lines.append(line)
            continue
        lines += textwrap.wrap(
            line,
            width,
            subsequent_indent=" " * len(label),
            break_long_words=False,
            break_on_hyphens=False,
            drop_whitespace=True,
        )
    return "\n".join(lines)


def shortened(printed: str) -> str:
    """What was printed, without the middle if it is long."""
    lines = printed.splitlines()
    left_out = len(lines) - _FIRST_LINES - _LAST_LINES
    if left_out > 1:
        lines[_FIRST_LINES:-_LAST_LINES] = [f"... ({left_out} lines left out; -s shows all)"]
    return "".join(f"{line[:300]}{' ...' if len(line) > 300 else ''}\n" for line in lines)


def _is_of_file(error: BaseException, events: Sequence[Event]) -> bool:
    """Whether the answer did not even load."""
    if not isinstance(error, CheckEnded) or error.outcome != "failed":
        return False
    return not events or events[-1].result.kind == "unloaded"


def _of_file(error: BaseException, folder: AnswerFolder, first: bool) -> Told:
    told = explain(error, (), folder.line)
    name = folder.file.name
    reason = told.text.partition("\n")[0]
    line = told.place.line if told.place else None
    brief = reason.removeprefix(name).removeprefix(" does not load: ").strip()
    return Told(
        todo=not first,
        words=wrapped(told.text) if first else reason,
        next_step=f"mend {name}" + (f", line {line}" if line else "") + f": {brief}",
        of_file=True,
        no_traceback=True,
        line=line,
    )


def _line(told: Explanation, events: Sequence[Event], folder: AnswerFolder) -> int | None:
    if told.place is not None and told.place.file == str(folder.file):
        return told.place.line
    return folder.line_of(events[-1].call.function) if events else None


def _narrowed(events: Sequence[Event], folder: AnswerFolder) -> Sequence[Event]:
    """The events, with the one call that raised in the place of many that were made at once."""
    if not events or events[-1].call.mode != "many" or events[-1].result.kind != "raised":
        return events
    *before, last = events
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        for arguments in last.call.arguments:
            call = dataclasses.replace(last.call, mode="once", arguments=arguments)
            result = folder.call(call)
            if result.kind == "raised" and result.error and last.result.error:
                same = result.error.names == last.result.error.names
                return [*before, Event(call, result)] if same else events
    return events
