"""A check can't tell where an answer runs: the same tests in every home."""

from __future__ import annotations

import numpy as np
import pytest

from grader.answer import CheckEnded
from grader.sandbox.codec import Opaque
from grader.testing import refuses, unchanged, unshared
from grader.testing.mismatch import Mismatch

ANSWER = """
import random
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np


@dataclass(slots=True)
class Cache:
    X: object


class Result(NamedTuple):
    value: float
    path: tuple


class OddError(ValueError):
    pass


def echo(*args, **kwargs):
    return [*args, kwargs]


def in_place(X):
    X += 1
    return X


def part_of(X):
    return X[1:]


def forward(X):
    return X * 2, {"X": X}


def plain_cache(X):
    return X * 2, Cache(X)


def backward(cache):
    cache = cache if isinstance(cache, dict) else {"X": cache.X}
    return cache["X"] + 1


def result():
    return Result(1.5, (0, 1))


def refuse(kind):
    raise {"value": ValueError, "type": TypeError, "odd": OddError, "exit": SystemExit,
           "assert": AssertionError, "interrupt": GeneratorExit}[kind]("no")


def later():
    raise NotImplementedError("tomorrow")


def draw(n, rng):
    return rng.permutation(n)


def draw_globally():
    return np.random.rand() + random.random()


def descend(slope, theta, steps):
    for _ in range(steps):
        theta = theta - 0.5 * slope(theta.copy())
    return theta


def catches(function):
    try:
        function(1)
    except Exception as error:
        return type(error).__name__


def ask():
    return input("name? ")


def endless(n=0):
    return endless(n + 1)


def lazy():
    return (n for n in range(3))
"""


def test_values_and_keywords_cross(home):
    answer = home(ANSWER)
    assert answer.echo(1, "a", (2.5, None), key=[b"x"]) == [1, "a", (2.5, None), {"key": [b"x"]}]


def test_what_an_answer_does_to_its_arguments_shows_only_where_it_is_watched(home):
    answer = home(ANSWER)
    X = np.zeros(3)
    assert answer.in_place(X).tolist() == [1, 1, 1]
    assert X.tolist() == [0, 0, 0]
    with pytest.raises(Mismatch, match="changed its argument X"), unchanged(X=X):
        answer.in_place(X)
    assert X.tolist() == [0, 0, 0]  # mended, so that nothing of it reaches another check


def test_shared_memory_shows_where_it_is_watched(home):
    answer = home(ANSWER)
    X = np.arange(3.0)
    with unchanged(X=X):
        result = answer.part_of(X)
    assert result.tolist() == [1, 2]
    with pytest.raises(Mismatch, match="shares memory"):
        unshared(result, X=X)
    unshared(answer.part_of(X), X=X)


def test_an_object_of_the_answers_own_can_only_be_handed_back(home):
    answer = home(ANSWER)
    _, cache = answer.plain_cache(np.ones(2))
    assert isinstance(cache, Opaque)
    assert answer.backward(cache).tolist() == [2, 2]
    assert answer.backward(cache).tolist() == [2, 2]


def test_declared_positions_stay_with_the_answer_whatever_their_type(home):
    answer = home(ANSWER, handles={"forward": [1]})
    _, cache = answer.forward(np.ones(2))
    assert isinstance(cache, Opaque)
    assert answer.backward(cache).tolist() == [2, 2]
    pairs = answer.forward.map([(np.ones(1),), (np.zeros(1),)])
    assert all(isinstance(cache, Opaque) for _, cache in pairs)


def test_a_cache_survives_what_the_caller_does_next_or_not(home):
    answer = home(ANSWER, handles={"forward": [1]})
    X = np.ones(2)
    _, cache = answer.forward.then_overwrite(X)
    assert answer.backward(cache).tolist() != [2, 2]
    assert X.tolist() == [1, 1]


def test_a_named_tuple_arrives_as_the_tuple_of_its_fields(home):
    assert home(ANSWER).result() == (1.5, (0, 1))


@pytest.mark.parametrize(
    "kind, error", [("value", ValueError), ("type", TypeError), ("odd", ValueError),
                    ("assert", AssertionError), ("exit", RuntimeError),
                    ("interrupt", RuntimeError)]
)  # fmt: skip
def test_exceptions_arrive_as_the_same_built_in_type(home, kind, error):
    caught = refuses(error, home(ANSWER).refuse, kind)
    assert str(caught) == "no"
    assert caught.student_error.frames[-1].function == "refuse"


def test_not_implemented_ends_the_check_as_todo(home):
    with pytest.raises(CheckEnded) as ended:
        home(ANSWER).later()
    assert ended.value.outcome == "todo"


def test_a_generator_is_left_where_the_answer_left_it(home):
    rng, same = np.random.default_rng(3), np.random.default_rng(3)
    assert home(ANSWER).draw(6, rng).tolist() == same.permutation(6).tolist()
    assert rng.random() == same.random()


def test_the_use_of_global_randomness_is_told(home):
    answer = home(ANSWER)
    assert answer.draw_globally.touches_global_random() is True
    assert answer.draw.touches_global_random(3, np.random.default_rng(0)) is False


def test_a_function_of_the_checks_is_called_back(home):
    seen = []

    def slope(theta):
        seen.append(theta.copy())
        theta[:] = 99  # the answer passed a copy, which we may overwrite
        return 2 * seen[-1]

    result = home(ANSWER).descend(slope, np.array([8.0]), 2)
    assert result.tolist() == [0.0]
    assert [theta.tolist() for theta in seen] == [[8.0], [0.0]]


def test_an_error_in_a_function_of_the_checks_is_the_checks_own(home):
    def broken(_):
        raise KeyError("ours")

    with pytest.raises(KeyError, match="ours"):
        home(ANSWER).catches(broken)


def test_many_calls_in_one_crossing(home):
    answer = home(ANSWER)
    assert answer.echo.map([(1,), (2, 3)]) == [[1, {}], [2, 3, {}]]
    with pytest.raises(ValueError, match="no"):
        answer.refuse.map([("value",), ("type",)])


def test_nobody_answers_a_question(home):
    with pytest.raises(EOFError):
        home(ANSWER).ask()


def test_endless_recursion_is_a_recursion_error(home):
    with pytest.raises(RecursionError):
        home(ANSWER).endless()


def test_what_is_no_plain_value_stays_a_handle(home):
    assert home(ANSWER).lazy().kind == "generator"


def test_a_missing_function_ends_the_check_with_the_names_there_are(home):
    with pytest.raises(CheckEnded, match="has no function nothing") as ended:
        home("def something(): pass\n").nothing()
    assert ended.value.outcome == "failed"
    assert "something" in ended.value.message


@pytest.mark.parametrize(
    "text, told",
    [
        ("def f(:\n    pass\n", "SyntaxError"),
        ("import no_such_module\n", "No module named"),
        ("x = 1 / 0\n", "ZeroDivisionError"),
        ("import sys\nsys.exit(3)\n", "SystemExit"),
        ("def f():\n  x = 1\n\ty = 2\n", "TabError"),
    ],
)
def test_a_file_that_does_not_load_is_told_at_the_first_call_and_once(home, text, told):
    answer = home(text)
    with pytest.raises(CheckEnded) as first:
        answer.f()
    with pytest.raises(CheckEnded) as second:
        answer.f()
    assert told in first.value.message
    assert (first.value.outcome, second.value.outcome) == ("failed", "failed")
    assert (first.value.told_before, second.value.told_before) == (False, True)


def test_questions_and_prints_at_import_do_no_harm(home):
    assert home("name = input('who? ')\nprint(name)\ndef f():\n    return name\n").f() == ""


def test_siblings_can_be_imported(home):
    answer = home(
        "from helper import one\ndef f():\n    return one\n", siblings={"helper": "one = 1"}
    )
    assert answer.f() == 1


def test_cells_go_on_after_one_that_fails(home):
    text = "1 / 0\n"
    answer = home(text, keep_going=True)
    with pytest.raises(CheckEnded, match="ZeroDivisionError"):
        answer.f()
