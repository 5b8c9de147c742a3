"""From an exception that ended a check to words: for the student, and for staff."""

from __future__ import annotations

import dataclasses
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from grader.answer import CheckEnded, Event
from grader.sandbox.calls import Call, Frame, StudentError
from grader.sandbox.codec import Opaque

if TYPE_CHECKING:
    from grader.model import Outcome

HIDDEN_MESSAGES: dict[Outcome, str] = {
    "failed": "This check is hidden: its title says what it is about.",
    "todo": "Not written yet.",
    "timeout": "It took longer than the time allowed.",
    "crashed": "The program ended during this check.",
    "internal": "The grader failed here, not the answer. No point is lost.",
}
Line = Callable[[str, int], str]

_LONGEST_ERROR = 600
_LABEL = " " * 10  # as wide as "called    " and the other labels


@dataclass(frozen=True)
class Explanation:
    """What a check's end means: the outcome, and words for whoever reads the whole story.

    `place` is the line of the answer that raised, if one did.
    """

    outcome: Outcome
    text: str
    told_before: bool = False
    place: Frame | None = None


def explain(error: BaseException, events: Sequence[Event], line: Line) -> Explanation:
    """What ended a check, with the call that led there. `line` gives a line of an answer."""
    if isinstance(error, CheckEnded):
        return _ended(error, events, line)
    raised = getattr(error, "student_error", None)
    place = None
    if isinstance(raised, StudentError):
        place = place_of(raised, line)
        text = f"raised    {_clipped(raised.text)}" + _at(raised, place, line)
    elif isinstance(error, AssertionError):
        text = _assertion(error)
    elif any(each.__module__.startswith("_pytest") for each in type(error).__mro__):
        text = str(error)
    else:
        text = f"The check can't use what came back: {type(error).__name__}: {error}"
    return Explanation("failed", _with_input(text, error, events), place=place)


def place_of(error: StudentError, line: Line) -> Frame | None:
    """The innermost line of the answer's own that an error went through."""
    own = (frame for frame in reversed(error.frames) if line(frame.file, frame.line))
    return next(own, None)


def staff_detail(error: BaseException, events: Sequence[Event]) -> str:
    """Where the check stood, for the people who wrote it."""
    lines = traceback.format_exception(error, limit=-3)
    printed = "".join(event.result.printed for event in events)[-2000:]
    return "".join(lines)[-6000:] + (f"\nprinted by the answer:\n{printed}" if printed else "")


def _ended(error: CheckEnded, events: Sequence[Event], line: Line) -> Explanation:
    text, place = error.message, None
    if error.error is not None:
        place = place_of(error.error, line)
        text = _clipped(text) + _at(error.error, place, line)
    elif error.outcome in ("timeout", "crashed"):
        text = _with_call(text, events)
    return Explanation(error.outcome, text, error.told_before, place)


def _assertion(error: AssertionError) -> str:
    """An assertion's message; a bare comparison reads as expected and obtained."""
    text = str(error)
    if type(error) is AssertionError and not text.startswith("assert "):
        text = text.partition("\nassert ")[0]  # pytest adds the expression to the check's words
    first = text.partition("\n")[0]
    obtained, equals, expected = first.removeprefix("assert ").partition(" == ")
    if first.startswith("assert ") and equals and " == " not in expected:
        return f"expected  {expected}\nobtained  {obtained}"
    return text or "The check's assertion does not hold."


def _with_input(text: str, error: BaseException, events: Sequence[Event]) -> str:
    """The text with the smallest input that breaks a law, else with the last call made."""
    smallest = getattr(error, "smallest_input", None)
    if smallest is None:
        return _with_call(text, events)
    line = f"smallest failing input: {smallest}"
    return text if line in text else f"{text}\n{line}"


def _with_call(text: str, events: Sequence[Event]) -> str:
    if not events:
        return text
    lines = [each for each in text.split("\n") if not each.startswith("  called with: ")]
    return "\n".join([f"called    {shown(_the_one(events[-1]))}", *lines])


def _the_one(event: Event) -> Call:
    """The call of an event; of many made at once, the one that raised."""
    call, index = event.call, event.result.index
    if index is None or index >= len(call.arguments):
        return call
    return dataclasses.replace(call, mode="once", arguments=call.arguments[index])


def _at(error: StudentError, place: Frame | None, line: Line) -> str:
    """Where in the answer it happened, as a line to add."""
    if place is None:
        return ""
    name = place.file.replace("\\", "/").rpartition("/")[2]
    where = "" if place.function == "<module>" else f", in {place.function}"
    source = line(place.file, place.line)
    pointer = _pointer(error, place, source)
    if pointer:
        return f"\nat        {name} line {place.line}{where}\n{pointer}"
    return f"\nat        {name} line {place.line}{where}:  {source.strip()[:200]}"


def _pointer(error: StudentError, place: Frame, source: str) -> str:
    """The line of a syntax error with a mark below the place, where the error itself is here."""
    syntax = error.exception
    if not isinstance(syntax, SyntaxError) or syntax.filename != place.file:
        return ""
    if not syntax.offset or syntax.lineno != place.line:
        return ""
    column = min(syntax.offset - 1, len(source.rstrip()))
    indent = len(source) - len(source.lstrip())
    shown_source = source.strip().replace("\t", " ")
    return f"{_LABEL}{shown_source}\n{_LABEL}{' ' * max(column - indent, 0)}^"


def _clipped(text: str) -> str:
    return text if len(text) <= _LONGEST_ERROR else text[: _LONGEST_ERROR - 4] + " ..."


def shown(call: Call, width: int = 400) -> str:
    """A call as one would type it, shortened."""
    many = call.mode == "many"
    positional = call.arguments[0] if many and call.arguments else call.arguments
    arguments = [_short(argument) for argument in positional]
    arguments += [f"{name}={_short(value)}" for name, value in call.keywords.items()]
    if many and len(call.arguments) != 1:
        count = len(call.arguments)
        text = f"{call.function} with {count} inputs, such as ({', '.join(arguments)})"
    else:
        text = f"{call.function}({', '.join(arguments)})"
    return text if len(text) <= width else text[: width - 4] + " ..."


def _short(value: object, width: int = 160) -> str:
    if isinstance(value, np.ndarray):
        if value.size > 40:
            return f"<array {value.shape} of {value.dtype}>"
        text = np.array2string(value, separator=", ", precision=6, suppress_small=True)
        return "array(" + " ".join(text.split()).replace("[ ", "[") + ")"
    if isinstance(value, np.random.Generator):
        return "rng"
    if isinstance(value, np.generic):
        return repr(value.item())
    if isinstance(value, Opaque):
        return f"<your {value.kind}>"
    if isinstance(value, dict):
        items = [f"{_short(key)}: {_short(item)}" for key, item in list(value.items())[:8]]
        return "{" + ", ".join(items) + (", ..." if len(value) > 8 else "") + "}"
    if isinstance(value, list) and any(isinstance(item, np.ndarray) for item in value[:8]):
        return "[" + ", ".join(_short(item) for item in value[:8]) + "]"
    if callable(value):
        name = getattr(value, "__name__", "<lambda>")
        return "<function>" if name == "<lambda>" else f"<function {name}>"
    text = repr(value)
    return text if len(text) <= width else text[: width - 4] + " ..."
