"""Signatures of what a check saw: alike but for rounding, different for all that counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.answer import Event
from grader.sandbox.calls import Call, CallResult, StudentError
from grader.sandbox.codec import Opaque
from grader.signature import signature


def event(
    value: Any, *arguments: Any, keywords: Mapping[str, Any] | None = None, **more: Any
) -> Event:
    return Event(Call("x", "f", arguments, keywords or {}), CallResult("value", value, **more))


def sign(value: Any, *arguments: Any, **more: Any) -> str:
    return signature([event(value, *arguments, **more)])


VALUES = [
    None,
    True,
    1,
    2,
    -1,
    1.5,
    float("nan"),
    float("inf"),
    float("-inf"),
    1 + 2j,
    10**20,
    10**20 + 1,
    "1",
    "",
    b"1",
    [1],
    [1, 2],
    [2, 1],
    [],
    {1},
    {1, 2},
    {1: 2},
    {2: 1},
    {},
    np.array([1.0, 2.0]),
    np.array([[1.0, 2.0]]),
    np.array([[1.0], [2.0]]),
    np.array([1.0, np.nan]),
    np.array([1.0, np.inf]),
    np.array([True, False]),
    np.array([1 + 2j, 2]),
    np.array([]),
    np.array(1.0),
]


def test_different_values_have_different_signatures() -> None:
    assert len({sign(value) for value in VALUES}) == len(VALUES)


def test_equal_values_of_other_types_are_alike() -> None:
    assert sign(1) == sign(1.0) == sign(np.int64(1)) == sign(np.float32(1))
    assert sign(np.array([1, 2])) == sign(np.array([1.0, 2.0], np.float32))
    assert sign(np.float64(0.5)) == sign(0.5)
    assert sign({"a": 1, "b": 2}) == sign({"b": 2, "a": 1})
    assert sign({3, 1, 2}) == sign({1, 2, 3})


finite = st.floats(-1e6, 1e6).filter(lambda value: value == 0 or abs(value) > 1e-6)


@given(value=finite, noise=st.floats(-1, 1))
def test_rounding_in_the_last_digits_does_not_count(value: float, noise: float) -> None:
    noisy = value * (1 + noise * 4e-16)
    assert sign(noisy) == sign(value)
    assert sign(np.array([noisy, 1.0])) == sign(np.array([value, 1.0]))


@given(value=finite)
def test_a_difference_that_a_check_would_see_counts(value: float) -> None:
    other = value * 1.001 + 1e-5
    assert sign(other) != sign(value)
    assert sign(np.array([other])) != sign(np.array([value]))


def test_dust_is_zero() -> None:
    assert sign(1e-17) == sign(0.0) == sign(-0.0) == sign(0)
    assert sign(np.array([1e-17, -0.0])) == sign(np.array([0.0, 0.0]))


@pytest.mark.parametrize(
    "value",
    [10**6000, -(10**6000), [10**6000], {10**6000: 1}, 1.7e308, np.array([1.7e308])],
    ids=["huge", "negative", "in a list", "as a key", "float", "array"],
)
def test_huge_numbers_have_a_signature(value: Any) -> None:
    assert sign(value) == sign(value)
    assert sign(value) != sign(1)


def test_what_an_answer_keeps_to_itself_is_one() -> None:
    assert sign(Opaque(1, "Cache")) == sign(Opaque(2, "Model")) != sign(None)


def test_states_of_generators_count() -> None:
    one, other = np.random.default_rng(1), np.random.default_rng(1)
    assert sign(None, one) == sign(None, other)
    other.random()
    assert sign(None, one) != sign(None, other)


def test_everything_that_a_check_saw_counts() -> None:
    array = np.arange(3.0)
    errors = [
        CallResult("raised", error=StudentError((name, "Exception"), message))
        for name, message in (("ValueError", "a"), ("TypeError", "a"))
    ]
    seen = [
        [],
        [event(1)],
        [event(1), event(1)],
        [event(1, 2)],
        [event(1, keywords={"a": 3})],
        [event(1, randomness_used=True)],
        [event(array[:2], array)],
        [event(array[:2].copy(), array)],
        [event([array[:2]], [array])],
        [event([array[:2].copy()], [array])],
        [event({"a": array[:2]}, {"a": array})],
        [Event(Call("x", "g", ()), CallResult("value", 1))],
        [Event(Call("x", "f", ()), CallResult("timeout"))],
        *([Event(Call("x", "f", ()), error)] for error in errors),
    ]
    assert len({signature(each) for each in seen}) == len(seen)


def test_words_of_exceptions_and_seconds_do_not_count() -> None:
    one, other = (
        Event(
            Call("x", "f", ()),
            CallResult("raised", error=StudentError(("ValueError",), text), seconds=len(text)),
        )
        for text in ("a", "other words")
    )
    assert signature([one]) == signature([other])
