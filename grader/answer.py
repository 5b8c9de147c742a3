"""The handle `answer` that checks talk to: `answer.levenshtein("gate", "late")`.

A check can't tell where the answer runs. What the answer can't help (its file does not load, it
was not started, its time is up) ends the check at once: those are `CheckEnded`, which no `except
Exception` and no property-based search swallows.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal

from grader.sandbox.caller import builtin_exception
from grader.sandbox.calls import Call, CallResult, Mode, Session, StudentError
from grader.testing.calls import WATCHED

Outcome = Literal["failed", "todo", "timeout", "crashed", "internal"]


class CheckEnded(BaseException):
    """The answer can't go on with this check; `outcome` and `message` say why."""

    def __init__(
        self,
        outcome: Outcome,
        message: str,
        error: StudentError | None = None,
        *,
        told_before: bool = False,
    ):
        super().__init__(message)
        self.outcome = outcome
        self.message = message
        self.error = error
        self.told_before = told_before


@dataclasses.dataclass(frozen=True, slots=True)
class Event:
    """One call that a check made, and what came of it."""

    call: Call
    result: CallResult


class Answer:
    """One exercise's answer, seen through a session.

    `record` is told of every call; `deadline` is for calls that name no other, in seconds.
    """

    def __init__(
        self,
        session: Session,
        exercise: str,
        record: Callable[[Event], None] | None = None,
        deadline: float | None = None,
    ):
        self._session = session
        self._exercise = exercise
        self._record = record
        self._deadline = deadline

    def __getattr__(self, name: str) -> Function:
        if name.startswith("_"):
            raise AttributeError(name)
        return Function(self, name, self._deadline)

    def __repr__(self) -> str:
        return f"<answer to {self._exercise}>"

    @contextlib.contextmanager
    def _pause_recording(self) -> Iterator[None]:
        """Calls that only look for a smaller example are no part of what was seen."""
        record, self._record = self._record, None
        try:
            yield
        finally:
            self._record = record

    def _make(self, call: Call) -> CallResult:
        result = self._session.call(call)
        if self._record is not None:
            self._record(Event(call, result))
        return result


class Function:
    """One function of an answer."""

    __slots__ = ("_answer", "_deadline", "_name")

    def __init__(self, answer: Answer, name: str, deadline: float | None = None):
        self._answer = answer
        self._name = name
        self._deadline = deadline

    def __repr__(self) -> str:
        return f"your {self._name}"

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """Call it: what it returns is returned, what it raises is raised."""
        return self._value(self._made(arguments, keywords))

    def within(self, seconds: float) -> Function:
        """The same function with another deadline a call."""
        return Function(self._answer, self._name, seconds)

    def map(self, calls: Sequence[tuple[Any, ...]]) -> list[Any]:
        """Results of many calls, made in one crossing; the first exception is raised.

        Changes to arguments, and results that share their memory, are not told.
        """
        values: list[Any] = self._value(self._made(list(calls), {}, "many"))
        return values

    def touches_global_random(self, *arguments: Any, **keywords: Any) -> bool:
        """Make the call; true if NumPy's or Python's global random state is another after it."""
        result = self._made(arguments, keywords, "watch")
        self._value(result)
        return result.randomness_used

    def then_overwrite(self, *arguments: Any, **keywords: Any) -> Any:
        """Make the call; then write other numbers over the arrays that the answer was given.

        The check's own arrays stay as they are. For a cache that must survive what its caller
        does next.
        """
        return self._value(self._made(arguments, keywords, "overwrite"))

    def _value(self, result: CallResult) -> Any:
        return _value(result, self._answer._exercise, self._name)

    def _made(
        self, arguments: Sequence[Any], keywords: dict[str, Any], mode: Mode = "once"
    ) -> CallResult:
        exercise = self._answer._exercise
        return self._answer._make(
            Call(exercise, self._name, arguments, keywords, mode, self._deadline, WATCHED.get())
        )


def _value(result: CallResult, exercise: str, name: str) -> Any:
    """The value of a call, or the exception that stands for what went wrong."""
    if result.kind == "value":
        return result.value
    if result.kind == "raised":
        assert result.error is not None
        raise _exception(result.error)
    raise _ended(result, exercise, name)


def _exception(error: StudentError) -> Exception:
    exception = error.exception or builtin_exception(error.names)(error.message)
    exception.student_error = error  # type: ignore[attr-defined]
    return exception


def _ended(result: CallResult, exercise: str, name: str) -> CheckEnded:
    if result.kind == "unloaded":
        assert result.error is not None
        message = f"{result.file or exercise + '.py'} does not load: {result.error.text}"
        return CheckEnded("failed", message, result.error, told_before=result.told_before)
    if result.kind == "missing":
        message = f"{result.file or exercise + '.py'} has no function {name}. {result.message}"
        return CheckEnded("failed", message.strip())
    if result.kind == "unsendable":
        return CheckEnded("failed", f"What {name} returned can't be judged: {result.message}.")
    if result.kind == "todo":
        return CheckEnded("todo", result.message or f"{name} is not written yet.")
    messages = {
        "timeout": f"{name} took longer than the time allowed.",
        "crashed": f"The program ended while {name} ran.",
        "internal": "The grader failed, not the answer.",
    }
    outcome: Outcome = result.kind  # type: ignore[assignment]
    return CheckEnded(outcome, result.message or messages[outcome], told_before=result.told_before)
