"""From what ended a check to words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from grader.answer import CheckEnded, Event
from grader.explain import explain, shown, staff_detail
from grader.sandbox.calls import Call, CallResult, Frame, StudentError
from grader.sandbox.codec import Opaque


def event(*arguments: Any, printed: str = "", **keywords: Any) -> Event:
    return Event(Call("x", "f", arguments, keywords), CallResult("value", printed=printed))


def line(file: str, number: int) -> str:
    return f"    line {number}" if file == "dir/x.py" else ""


def named() -> None:
    """A function to pass."""


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (Call("x", "f", ()), "f()"),
        (Call("x", "f", ("gate", 1.5), {"k": None}), "f('gate', 1.5, k=None)"),
        (Call("x", "f", (np.float64(1.5), np.int64(3), np.bool_(True))), "f(1.5, 3, True)"),
        (
            Call("x", "f", (np.array([[1.0, 2.5], [0.0, 3.0]]),)),
            "f(array([[1. , 2.5], [0. , 3. ]]))",
        ),
        (Call("x", "f", (np.zeros((7, 8)),)), "f(<array (7, 8) of float64>)"),
        (Call("x", "f", (np.random.default_rng(0),)), "f(rng)"),
        (Call("x", "f", ({"W": np.array([1])},)), "f({'W': array([1])})"),
        (
            Call("x", "f", (dict.fromkeys(range(9)),)),
            "f({" + ", ".join(f"{k}: None" for k in range(8)) + ", ...})",
        ),
        (Call("x", "f", ([np.array([1]), 2],)), "f([array([1]), 2])"),
        (Call("x", "f", (named,)), "f(<function named>)"),
        (Call("x", "f", [("a", "b")], mode="many"), "f('a', 'b')"),
        (Call("x", "f", (Opaque(1, "Cache"),)), "f(<your Cache>)"),
        (
            Call("x", "f", [("a", "b"), ("c", "d")], mode="many"),
            "f with 2 inputs, such as ('a', 'b')",
        ),
        (Call("x", "f", [], mode="many"), "f with 0 inputs, such as ()"),
    ],
)
def test_a_call_is_shown_as_one_would_type_it(call: Call, text: str) -> None:
    assert shown(call) == text


def test_long_calls_are_shortened() -> None:
    assert shown(Call("x", "f", ("a" * 999,))).endswith(" ...)")
    assert len(shown(Call("x", "f", ("a" * 999,)))) < 170
    assert len(shown(Call("x", "f", ("a" * 150,) * 9))) == 400


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (AssertionError("assert 3 == 4\n +  where"), "expected  4\nobtained  3"),
        (AssertionError("assert (1 == 2) == (3 == 4)"), "assert (1 == 2) == (3 == 4)"),
        (AssertionError("plain words"), "plain words"),
        (AssertionError(""), "The check's assertion does not hold."),
        (KeyError("k"), "The check can't use what came back: KeyError: 'k'"),
    ],
)
def test_a_failure_in_words(error: Exception, text: str) -> None:
    told = explain(error, [event(1)], line)
    assert (told.outcome, told.text) == ("failed", f"called    f(1)\n{text}")
    assert explain(error, [], line).text == text


@pytest.mark.parametrize("words", ["no", "no\nsmallest failing input: a=1"])
def test_the_smallest_failing_input_is_shown_in_place_of_the_call(words: str) -> None:
    error = AssertionError(words)
    error.smallest_input = "a=1"  # type: ignore[attr-defined]
    told = explain(error, [event(999)], line)
    assert told.text == "no\nsmallest failing input: a=1"


def test_what_an_answer_prints_does_not_hide_the_call() -> None:
    told = explain(AssertionError("smallest failing input: forged"), [event(999)], line)
    assert told.text == "called    f(999)\nsmallest failing input: forged"


def test_the_place_is_the_innermost_line_of_the_answers_own() -> None:
    frames = (Frame("dir/x.py", 3, "f"), Frame("dir/x.py", 7, "g"), Frame("lib.py", 9, "h"))
    error = ValueError("bad")
    error.student_error = StudentError(("ValueError",), "bad", frames)  # type: ignore[attr-defined]
    told = explain(error, [event(1)], line)
    assert (
        told.text
        == "called    f(1)\nraised    ValueError: bad\nat        x.py line 7, in g:  line 7"
    )


@pytest.mark.parametrize("outcome", ["timeout", "crashed", "todo", "internal", "failed"])
def test_what_ended_a_check_keeps_its_outcome(outcome: Any) -> None:
    told = explain(CheckEnded(outcome, "words"), [event(1)], line)
    assert told.outcome == outcome
    calls = outcome in ("timeout", "crashed")
    assert told.text == ("called    f(1)\nwords" if calls else "words")


def test_staff_see_what_was_printed() -> None:
    try:
        raise ValueError("here")
    except ValueError as error:
        detail = staff_detail(error, [event(1, printed="hello\n")])
    assert "ValueError: here" in detail
    assert detail.endswith("printed by the answer:\nhello\n")
    assert "printed" not in staff_detail(ValueError("x"), [event(1)])


def test_staff_details_are_bounded() -> None:
    detail = staff_detail(ValueError("x" * 99_999), [event(1, printed="y" * 99_999)])
    assert len(detail) < 9_000
