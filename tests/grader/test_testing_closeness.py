"""`close`: what it accepts, what it refuses, and what it says."""

import warnings
from collections import defaultdict
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.testing import Mismatch, close

quick = settings(max_examples=30, deadline=None, database=None, derandomize=True)
floats = st.floats(allow_nan=True, allow_infinity=True)


class Trap:
    """Fails the test if any of its methods runs."""

    def _sprung(self, *_args, **_kwargs):
        raise RuntimeError("a method of the answer's object was called")

    __eq__ = __len__ = __iter__ = __getitem__ = __float__ = __array__ = __bool__ = _sprung
    __repr__ = __str__ = __sub__ = __rsub__ = __index__ = __hash__ = _sprung


class TrapList(list):
    __iter__ = __len__ = __getitem__ = __eq__ = __repr__ = Trap._sprung
    __hash__ = None


def failure(got, want, **options):
    with warnings.catch_warnings(), pytest.raises(Mismatch) as caught:
        warnings.simplefilter("error")
        close(got, want, **options)
    assert str(caught.value).count("\n") < 20
    return caught.value


@pytest.mark.parametrize(
    "got, want",
    [
        (1, 1.0),
        (np.float32(0.5), 0.5),
        (np.array(2.0), 2),
        (2, np.array(2.0)),
        ([1, 2], np.array([1.0, 2.0])),
        ((1, 2), [1, 2]),
        ([np.array([1.0, 2.0]), [3, 4]], [[1, 2], [3, 4]]),
        (True, 1),
        (np.array([True, False]), [1.0, 0.0]),
        (1 + 1j, np.complex128(1 + 1j)),
        (np.inf, np.inf),
        ([np.nan, -np.inf], [np.nan, -np.inf]),
        ([], []),
        (np.zeros((0, 3)), np.zeros((0, 3))),
        (1 + 0.9e-7, 1),
        (0.9e-9, 0.0),
        (2**70, 2.0**70),
        ({"a": 1, "b": [1, 2]}, {"b": np.array([1, 2]), "a": 1.0}),
        ([np.ones(2), np.ones((2, 2)), None, "a"], (np.ones(2), np.ones((2, 2)), None, "a")),
        (defaultdict(int, a=1), {"a": 1}),
        (np.array([1.0, 2.0]).view(np.recarray), [1, 2]),
    ],
)
def test_accepts(got, want):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        close(got, want)


@pytest.mark.parametrize(
    "got, want",
    [
        (1 + 1.2e-7, 1),
        (1.2e-9, 0.0),
        (np.nan, 1.0),
        (1.0, np.nan),
        (5.0, np.inf),
        (-np.inf, np.inf),
        (np.inf, 1e308),
        (1e308, -1e308),
        ([1, 2], [1, 2, 3]),
        ([1], 1),
        (1, [1]),
        (1 + 1e-3j, 1),
        ([1, np.nan], [1, 2]),
        ({"a": 1}, {"a": 2}),
    ],
)
def test_refuses_without_a_warning(got, want):
    failure(got, want)


@quick
@given(st.lists(floats), st.integers(-3, 3))
def test_every_array_is_close_to_itself_and_to_nothing_shifted(values, shift):
    want = np.array([value for value in values if not abs(value) > 1e6])
    close(want.tolist(), want)
    finite = np.isfinite(want)
    if shift and finite.any():
        failure(np.where(finite, want + shift, want), want)


@quick
@given(floats, floats)
def test_agrees_with_numpy_on_numbers(got, want):
    try:
        close(got, want)
        accepted = True
    except Mismatch:
        accepted = False
    assert accepted == bool(np.isclose(got, want, rtol=1e-7, atol=1e-9, equal_nan=True))


@pytest.mark.parametrize(
    "got, words",
    [
        (None, "nothing (None): is a return missing?"),
        ("text", "a str, expected numbers"),
        (b"bytes", "a bytes, expected numbers"),
        ({"a": 1}, "a dict, expected numbers"),
        ({1, 2}, "a set, expected numbers"),
        ([[1, 2], [3]], "unequal length"),
        ([1, "a"], "a str inside a list, expected numbers"),
        ([1, None], "None inside a list, expected numbers"),
        ([[1, 2], [3, Fraction(1, 2)]], "a Fraction inside a list"),
        (np.array(["a"]), "an array of dtype <U1"),
        (np.array([object()]), "an array of dtype object"),
        (np.array(["2020-01-01"], dtype="datetime64[D]"), "dtype datetime64"),
        (Trap(), "a Trap, expected numbers"),
        ([1.0, Trap()], "a Trap inside a list"),
        (10**400, "an integer too large"),
        (lambda: 1, "a function"),
    ],
)
@pytest.mark.parametrize("want", [[1.0, 2.0], 3])
def test_says_what_was_obtained_in_place_of_numbers(got, words, want):
    error = failure(got, want)
    assert words in str(error)
    assert error.slip is None


def test_no_method_of_a_subclass_is_called():
    close(TrapList([1.0, 2.0]), [1, 2])
    assert "obtained: [1. 3.]" in str(failure(TrapList([1.0, 3.0]), [1, 2]))


def test_endlessly_nested_lists_are_refused():
    endless = []
    endless.append(endless)
    assert "nested too deeply" in str(failure(endless, [1.0]))


def test_an_opaque_handle_is_called_by_the_class_of_the_object_behind_it():
    handle = type("Opaque", (), {"__module__": "grader.sandbox.codec"})()
    handle.kind = "Model"
    assert "an object of type Model, expected numbers" in str(failure(handle, 1.0))


def test_message_has_expected_obtained_place_and_slip():
    error = failure([1.0, -2.0], [-1.0, 2.0], what="the gradient")
    assert str(error).split("\n") == [
        "the gradient is not what was expected",
        "  expected: [-1.  2.]",
        "  obtained: [ 1. -2.]",
        "  2 of 2 differ",
        "  largest difference: at [1], expected 2.0, obtained -2.0 (off by 4)",
        "  the sign is flipped",
    ]
    assert error.what == "the gradient"
    assert error.slip == "the sign is flipped"
    np.testing.assert_array_equal(error.got, [1.0, -2.0])
    np.testing.assert_array_equal(error.want, [-1.0, 2.0])


def test_message_of_numbers_is_short():
    assert str(failure(5, 4.0)).split("\n") == [
        "the result is not what was expected",
        "  expected: 4.0",
        "  obtained: 5",
        "  off by 1",
    ]


def test_a_stray_nan_is_the_largest_difference():
    error = failure([[9.0, 1.0], [np.nan, 2.0]], [[1.0, 1.0], [1.0, 2.0]])
    assert "2 of 4 differ" in str(error)
    assert "at [1, 0], expected 1.0, obtained nan (not a finite distance)" in str(error)


def test_message_of_a_wrong_shape_tells_both():
    error = failure(np.arange(9.0).reshape(3, 3), np.zeros(3) + 7)
    assert "the result has the wrong shape" in str(error)
    assert "expected shape (3,): [7. 7. 7.]" in str(error)
    assert "obtained shape (3, 3): [[0. 1. 2.]" in str(error)
    assert error.slip == "looks broadcast: shape (3, 3) where (3,) was expected"


def test_factors_are_named():
    error = failure(np.array([4.0, 8.0]), [1.0, 2.0], factors={"N": 4})
    assert error.slip == "too large by the factor N = 4"
    assert str(error).endswith(error.slip)


def test_keys_of_a_dict_must_agree():
    error = failure({"a": 1, "c": 2}, {"a": 1, "b": 2})
    assert "missing: 'b'; not expected: 'c'" in str(error)
    assert "expected the keys: 'a', 'b'" in str(error)


def test_something_else_than_a_dict_is_named():
    assert "expected a dict, obtained a list" in str(failure([1], {"a": 1}))
    assert "is a return missing?" in str(failure(None, {"a": 1}))


def test_an_entry_of_a_dict_is_named():
    error = failure({"W": [2.0, 4.0], "b": 1}, {"W": [1.0, 2.0], "b": 1}, what="the step")
    assert str(error).startswith("the step['W'] is not what was expected")
    assert error.slip == "twice too large: off by the constant factor 2"


def test_entries_of_ragged_sequences_are_compared_one_by_one():
    want = (np.ones(2), np.ones((2, 2)))
    assert str(failure((np.ones(2), np.zeros((2, 2))), want)).startswith("the result[1] is not")
    assert "obtained: a tuple of length 1" in str(failure((np.ones(2),), want))
    assert "obtained: nothing (None)" in str(failure(None, want))
    assert "obtained: an int" in str(failure(3, want))


def test_parts_that_are_no_numbers_must_be_equal():
    assert "the result[1] is not what" in str(failure((np.ones(2), 3), (np.ones(2), None)))
    assert "expected: 'a'" in str(failure("b", "a"))


def test_an_expectation_that_cannot_be_compared_is_the_fault_of_the_check():
    with pytest.raises(TypeError, match="a Trap cannot be compared"):
        close(1.0, Trap())


@pytest.mark.parametrize("shape", [(50,), (8, 8), (3, 4, 5, 6), (1000, 1000), (200, 3)])
def test_large_arrays_are_abbreviated(shape):
    lines = str(failure(np.ones(shape), np.zeros(shape))).split("\n")
    assert len(lines) <= 19
    assert max(map(len, lines)) <= 100


def test_a_named_tuple_reads_as_a_tuple():
    class Pair(NamedTuple):
        left: np.ndarray
        right: None

    close((np.ones(2), None), Pair(np.ones(2), None))


def test_results_are_not_touched():
    got, want = np.array([1.0, 2.0]), np.array([1.0, 2.0])
    got.flags.writeable = want.flags.writeable = False
    close(got, want)
    failure(got, want * 2)
