"""The handle `answer` of the checks: values, exceptions, and what ends a check at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from grader.answer import Answer, CheckEnded, Event
from grader.sandbox.calls import Call, CallResult, Source
from grader.sandbox.inprocess import InProcess

TEXT = """
import random

class OddError(ValueError):
    pass

def same(x=0, *rest, **more):
    return (x, *rest, more) if rest or more else x

def fails(x):
    raise OddError("odd")

def not_yet():
    raise NotImplementedError("soon")

def draws():
    return random.random() < 2

def fills(cache):
    return cache

def returns_a_function():
    return [lambda: 1] * 5000
"""


@pytest.fixture
def events() -> list[Event]:
    return []


@pytest.fixture
def answer(events: list[Event]) -> Answer:
    session = InProcess({"x": Source((("x.py", TEXT),))})
    return Answer(session, "x", events.append)


def test_values_and_exceptions_come_back(answer: Answer) -> None:
    assert answer.same(3) == 3
    assert answer.same(3, 4, b=5) == (3, 4, {"b": 5})
    assert answer.same.map([(1,), (2,)]) == [1, 2]
    with pytest.raises(ValueError, match="odd") as raised:
        answer.fails(1)
    assert raised.value.student_error.names[0] == "OddError"  # type: ignore[attr-defined]
    with pytest.raises(ValueError):
        answer.fails.map([(1,)])


def test_every_call_is_recorded_with_its_result(answer: Answer, events: list[Event]) -> None:
    answer.same(3)
    with pytest.raises(ValueError):
        answer.fails(1)
    assert [event.call.function for event in events] == ["same", "fails"]
    assert [event.result.kind for event in events] == ["value", "raised"]
    with answer._pause_recording():
        answer.same(4)
    assert len(events) == 2


def test_global_randomness_is_told(answer: Answer) -> None:
    assert answer.draws.touches_global_random()
    assert not answer.same.touches_global_random(1)


def test_overwriting_leaves_the_checks_own_arrays_alone(answer: Answer) -> None:
    array = np.arange(3.0)
    assert (answer.fills.then_overwrite(array) == [0, 1, 2]).all()
    assert (array == [0, 1, 2]).all()


def test_a_missing_function_names_what_there_is(answer: Answer) -> None:
    with pytest.raises(CheckEnded) as raised:
        answer.sam(1)
    assert raised.value.outcome == "failed"
    assert raised.value.message.startswith("x.py has no function sam. It has: ")
    assert "same" in raised.value.message


def test_what_is_not_written_yet_is_todo(answer: Answer) -> None:
    with pytest.raises(CheckEnded) as raised:
        answer.not_yet()
    assert (raised.value.outcome, raised.value.message) == ("todo", "soon")


def test_what_can_not_cross_is_told(answer: Answer) -> None:
    with pytest.raises(CheckEnded) as raised:
        answer.returns_a_function()
    assert raised.value.outcome == "failed"
    assert raised.value.message.startswith("What returns_a_function returned can't be judged")


def test_a_file_that_does_not_load_is_told_in_full_once() -> None:
    answer = Answer(InProcess({"x": Source((("x.py", "1 / 0"),))}), "x")
    with pytest.raises(CheckEnded) as raised:
        answer.same(1)
    assert raised.value.message == "x.py does not load: ZeroDivisionError: division by zero"
    assert raised.value.error is not None
    assert not raised.value.told_before
    with pytest.raises(CheckEnded) as raised:
        answer.same(1)
    assert raised.value.told_before


class Fixed:
    """A session whose every call has one result: for what only a dying child gives."""

    def __init__(self, result: CallResult):
        self.result = result
        self.calls: list[Call] = []

    def call(self, call: Call) -> CallResult:
        self.calls.append(call)
        return self.result

    def close(self) -> None:
        pass


@pytest.mark.parametrize(
    ("result", "outcome", "message"),
    [
        (CallResult("timeout"), "timeout", "f took longer than the time allowed."),
        (CallResult("crashed"), "crashed", "The program ended while f ran."),
        (CallResult("crashed", message="It burnt."), "crashed", "It burnt."),
        (CallResult("internal"), "internal", "The grader failed, not the answer."),
        (CallResult("todo"), "todo", "f is not written yet."),
        (CallResult("missing"), "failed", "x.py has no function f."),
    ],
)
def test_what_ends_a_check(result: CallResult, outcome: str, message: str) -> None:
    with pytest.raises(CheckEnded) as raised:
        Answer(Fixed(result), "x").f()
    assert (raised.value.outcome, raised.value.message) == (outcome, message)
    assert not isinstance(raised.value, Exception)  # no `except Exception` may swallow it


def test_deadlines_go_with_the_call() -> None:
    session = Fixed(CallResult("value", 1))
    Answer(session, "x").f()
    Answer(session, "x", deadline=5.0).f()
    Answer(session, "x", deadline=5.0).f.within(9.0)()
    assert [call.deadline for call in session.calls] == [None, 5.0, 9.0]


@pytest.mark.parametrize("name", ["_hidden", "__wrapped__", "__iter__"])
def test_private_names_are_no_functions(answer: Answer, name: str) -> None:
    assert not hasattr(answer, name)


def test_handles_are_shown_in_words(answer: Answer) -> None:
    assert repr(answer) == "<answer to x>"
    assert repr(answer.same) == "your same"


def test_a_function_goes_by_name_into_messages(answer: Answer) -> None:
    function: Callable[..., object] = answer.same
    assert callable(function)
