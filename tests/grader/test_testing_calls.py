"""`refuses`, `unchanged` and `unshared`."""

import numpy as np
import pytest

from grader.testing import Mismatch, refuses, unchanged, unshared


def raising(error):
    def function(*_args, **_kwargs):
        raise error

    return function


def refusal(*args, **kwargs):
    with pytest.raises(Mismatch) as caught:
        refuses(*args, **kwargs)
    return caught.value


def test_refuses_accepts_the_named_error_and_returns_it():
    error = ValueError("bad")
    assert refuses(ValueError, raising(error), 1, x=2) is error
    assert refuses((TypeError, ValueError), raising(error)) is error
    assert isinstance(refuses(LookupError, raising(KeyError("k"))), KeyError)


def test_refuses_tells_what_was_returned_and_with_what_it_was_called():
    error = refusal(ValueError, lambda *_, **__: [1, 2], "a", learning_rate=-1)
    assert str(error).split("\n") == [
        "the call should have been refused",
        "  called with: 'a', learning_rate=-1",
        "  expected: raises ValueError",
        "  obtained: returned [1, 2]",
    ]
    assert error.got == [1, 2]


def test_refuses_tells_what_was_raised_instead():
    error = refusal((TypeError, ValueError), raising(KeyError("b")))
    assert "expected: raises TypeError or ValueError" in str(error)
    assert "obtained: raised KeyError: 'b'" in str(error)
    assert "called with: no arguments" in str(error)
    assert len(str(refusal(ValueError, raising(KeyError("x" * 9_000))))) < 400


def test_refuses_says_none_plainly():
    assert "obtained: returned None" in str(refusal(ValueError, lambda: None))


def test_refuses_lets_todo_and_interruptions_through():
    with pytest.raises(NotImplementedError):
        refuses(RuntimeError, raising(NotImplementedError()))
    with pytest.raises(KeyboardInterrupt):
        refuses(ValueError, raising(KeyboardInterrupt()))


def fill(array):
    array[...] = 7


@pytest.mark.parametrize(
    "value, change",
    [
        (np.zeros((2, 2)), fill),
        (np.array(1.0), fill),
        ([1, 2], lambda value: value.append(3)),
        ([1, [2]], lambda value: value[1].append(3)),
        ({"a": np.zeros(2)}, lambda value: fill(value["a"])),
        ({"a": 1}, lambda value: value.pop("a")),
        ({1}, lambda value: value.add(2)),
        (([1],), lambda value: value[0].clear()),
        ([(1, 2)], lambda value: value.__setitem__(0, [1, 2])),
        (np.random.default_rng(1), lambda value: value.random()),
        ([np.random.Generator(np.random.MT19937(1))], lambda value: value[0].random()),
    ],
)
def test_unchanged_names_the_argument_that_changed(value, change):
    same = np.ones(3)
    with unchanged(X=same, value=value):
        pass
    with pytest.raises(Mismatch) as caught, unchanged(X=same, value=value):
        change(value)
    assert str(caught.value).startswith("the call changed its argument value")
    assert caught.value.what == "the argument value"


def test_unchanged_shows_before_after_and_the_place():
    matrix = np.array([[1.0, 2.0], [3.0, 4.0]])
    with pytest.raises(Mismatch) as caught, unchanged(W=matrix):
        matrix[1, 0] = 9
    assert str(caught.value).split("\n") == [
        "the call changed its argument W",
        "  before: [[1. 2.]",
        "           [3. 4.]]",
        "  after: [[1. 2.]",
        "          [9. 4.]]",
        "  first change at [1, 0]",
    ]


def test_unchanged_says_of_a_generator_that_it_was_drawn_from():
    rng = np.random.default_rng(1)
    with pytest.raises(Mismatch, match="random numbers were drawn from it"), unchanged(rng=rng):
        rng.random()


def test_unchanged_counts_nan_and_functions_as_unchanged():
    with unchanged(X=np.array([np.nan]), f=print, none=None, text="abc"):
        pass


def test_unchanged_lets_an_exception_through():
    value = [1]
    with pytest.raises(KeyError), unchanged(value=value):
        value.append(2)
        raise KeyError


def test_unshared_accepts_copies_and_neighbours():
    X = np.arange(6.0)
    unshared(X.copy(), X=X)
    unshared((X + 1, [None, "a", 3]), X=X, rate=0.1)
    unshared(X[::2], odd=X[1::2])
    unshared([], X=[])
    unshared((), X=())


@pytest.mark.parametrize(
    "result, words",
    [
        (lambda X, d: X, "the result is the very object X"),
        (lambda X, d: X[1:], "the result shares memory with X"),
        (lambda X, d: {"W": X.reshape(2, 3)}, "the result['W'] shares memory with X"),
        (lambda X, d: (1, [X.T]), "the result[1][0] is the very object X|shares memory with X"),
        (lambda X, d: d, "the result is the very object d"),
        (lambda X, d: [d["list"]], r"the result[0] is the very object d['list']"),
        (lambda X, d: d["list"][0][:1], "the result shares memory with d['list'][0]"),
    ],
)
def test_unshared_names_both_sides(result, words):
    X, d = np.arange(6.0), {"list": [np.zeros(3)]}
    with pytest.raises(Mismatch) as caught:
        unshared(result(X, d), X=X, d=d)
    assert any(word in str(caught.value) for word in words.split("|"))
    assert "return a copy" in str(caught.value)


def test_unshared_decides_by_the_bounds_where_strides_are_too_odd():
    base = np.zeros(4_000_000, dtype=np.int8)
    as_strided = np.lib.stride_tricks.as_strided
    one = as_strided(base, (41, 43, 47, 53), (1009, 2003, 3001, 4001))
    other = as_strided(base[1:], (53, 47, 43, 41), (997, 1999, 2999, 3989))
    with pytest.raises(Mismatch):
        unshared(one, X=other)
