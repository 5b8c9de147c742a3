"""What a student reads of a check that did not pass: words, places, what to do next."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.answer import CheckEnded, Event
from grader.answer_folder import AnswerFolder
from grader.explain import Explanation, explain

WIDTH = 79
_FIRST_LINES, _LAST_LINES = 10, 20  # that are shown of what a check printed
# What a text is aligned with: a label of ours, or one of a comparison's, such as "  expected: ".
_LABEL = re.compile(r"(called|raised|at|expected|obtained) {2,8}|  ([a-z][^'\"{:]{,30}: )?(?! )")


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

    def message(self, title: str, file: str, check: str) -> str:
        """The whole text: the check's title, what happened, hint, where to look."""
        if self.todo:
            return self.words
        where = f"your file  {file}" + (f":{self.line}" if self.line else "")
        if self.of_file:
            title = "No check of this exercise can run before this is mended."
        else:
            where += f"\nthe check  {check}"
        hint = [wrapped(f"hint: {self.hint}")] if self.hint else []
        body = textwrap.indent("\n\n".join([self.words, *hint, where]), "    ")
        return f"{wrapped(title, WIDTH)}\n\n{body}"


def tell(
    error: BaseException, events: Sequence[Event], folder: AnswerFolder, check: str, first: bool
) -> Told:
    """Tell what ended a check. What is wrong with a file is told by the `first` check alone."""
    if _is_of_file(error, events):
        return _of_file(error, folder, first)
    told = explain(error, events, folder.line)
    if told.outcome == "todo":
        function = events[-1].call.function if events else ""
        next_step = f"write {function}" if function else told.text
        return Told(True, told.text, next_step, no_traceback=True)
    hint = folder.hint(check, list(events))
    raised = getattr(error, "student_error", None)
    ours = isinstance(error, CheckEnded) or (raised is not None and raised.exception is None)
    line = _line(told, events, folder)
    return Told(False, wrapped(told.text), hint=hint, no_traceback=ours, line=line)


def shown(path: Path, start: Path) -> str:
    """A path as one would type it in the folder `start`."""
    return path.relative_to(start).as_posix() if path.is_relative_to(start) else str(path)


def wrapped(text: str, width: int = WIDTH - 4) -> str:
    """The text with long lines broken to the width; arrays of several lines stay as they are."""
    lines = text.split("\n")
    followers = [*lines[1:], ""]
    broken = (_broken(*pair, width) for pair in zip(lines, followers, strict=True))
    return "\n".join(part for parts in broken for part in parts)


def _broken(line: str, follower: str, width: int) -> list[str]:
    label = _LABEL.match(line)
    indent = " " * (label.end() if label else 0)
    if len(line) <= width or line.startswith("   ") or (label and follower.startswith("   ")):
        return [line]
    place, separator, source = line.partition(":  ")
    if line.startswith("at  ") and separator:
        return [place, indent + source]
    return textwrap.wrap(line, width, subsequent_indent=indent, break_on_hyphens=False)


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
