"""From an exception that ended a check to words: for the student, and for staff."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from grader.answer import CheckEnded, Event
from grader.model import Outcome
from grader.sandbox.calls import Call, StudentError

HIDDEN_MESSAGES: dict[Outcome, str] = {
    "failed": "This check is hidden: its title says what it is about.",
    "todo": "Not written yet.",
    "timeout": "It took longer than the time allowed.",
    "crashed": "The program ended during this check.",
    "internal": "The grader failed here, not the answer. No point is lost.",
}
Line = Callable[[str, int], str]


@dataclass(frozen=True)
class Explanation:
    """What a check's end means: the outcome, and words for whoever reads the whole story."""

    outcome: Outcome
    text: str
    told_before: bool = False


def explain(error: BaseException, events: Sequence[Event], line: Line) -> Explanation:
    """What ended a check, with the call that led there. `line` gives a line of an answer."""
    if isinstance(error, CheckEnded):
        text = error.message if error.error is None else _place(error.message, error.error, line)
        if error.outcome in ("timeout", "crashed"):
            text = _with_call(text, events)
        return Explanation(error.outcome, text, error.told_before)
    raised = getattr(error, "student_error", None)
    if isinstance(raised, StudentError):
        text = _place(f"raised    {raised.text}", raised, line)
    elif isinstance(error, AssertionError):
        text = _assertion(error)
    elif type(error).__module__.startswith(("_pytest", "pytest")):
        text = str(error)
    else:
        text = f"The check can't use what came back: {type(error).__name__}: {error}"
        smallest = getattr(error, "smallest_input", None)
        text += f"\n{smallest}" if smallest else ""
    return Explanation("failed", _with_call(text, events))


def staff_detail(error: BaseException, events: Sequence[Event]) -> str:
    """Where the check stood, for the people who wrote it."""
    lines = traceback.format_exception(error, limit=-3)
    printed = "".join(event.result.printed for event in events)[-2000:]
    return "".join(lines)[-6000:] + (f"\nprinted by the answer:\n{printed}" if printed else "")


def _assertion(error: AssertionError) -> str:
    """An assertion's message; a bare comparison reads as expected and obtained."""
    text = str(error)
    first = text.partition("\n")[0]
    obtained, equals, expected = first.removeprefix("assert ").partition(" == ")
    if first.startswith("assert ") and equals and " == " not in expected:
        return f"expected  {expected}\nobtained  {obtained}"
    return text or "The check's assertion does not hold."


def _with_call(text: str, events: Sequence[Event]) -> str:
    if not events or "smallest failing input: " in text:
        return text
    return f"called    {shown(events[-1].call)}\n{text}"


def _place(text: str, error: StudentError, line: Line) -> str:
    """The text, followed by where in the answer it happened."""
    for frame in reversed(error.frames):
        source = line(frame.file, frame.line)
        if source:
            name = frame.file.replace("\\", "/").rpartition("/")[2]
            where = "" if frame.function == "<module>" else f", in {frame.function}"
            return f"{text}\nat        {name} line {frame.line}{where}:  {source.strip()}"
    return text


def shown(call: Call, width: int = 400) -> str:
    """A call as one would type it, shortened."""
    if call.mode == "many":
        count = len(call.arguments)
        first = ", ".join(_short(argument) for argument in call.arguments[0]) if count else ""
        return f"{call.function} with {count} inputs, such as ({first})"[:width]
    arguments = [_short(argument) for argument in call.arguments]
    arguments += [f"{name}={_short(value)}" for name, value in call.keywords.items()]
    return f"{call.function}({', '.join(arguments)})"[:width]


def _short(value: object, width: int = 160) -> str:
    if isinstance(value, np.ndarray):
        if value.size > 40:
            return f"<array {value.shape} of {value.dtype}>"
        text = np.array2string(value, separator=", ", precision=6, suppress_small=True)
        return "array(" + " ".join(text.split()) + ")"
    if isinstance(value, np.random.Generator):
        return "rng"
    if isinstance(value, np.generic):
        return repr(value.item())
    if isinstance(value, dict):
        items = [f"{_short(key)}: {_short(item)}" for key, item in list(value.items())[:8]]
        return "{" + ", ".join(items) + (", ..." if len(value) > 8 else "") + "}"
    if isinstance(value, list) and any(isinstance(item, np.ndarray) for item in value[:8]):
        return "[" + ", ".join(_short(item) for item in value[:8]) + "]"
    if callable(value):
        return f"<function {getattr(value, '__name__', '')}>"
    text = repr(value)
    return text if len(text) <= width else text[: width - 4] + " ..."
