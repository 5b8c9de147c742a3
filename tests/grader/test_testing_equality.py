"""`equal`: exact comparison with the path of the first difference."""

import copy

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.testing import Mismatch, equal

quick = settings(max_examples=30, deadline=None, database=None, derandomize=True)
leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text("abc", max_size=3)
trees = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text("abc", max_size=2), inner, max_size=3)
    ),
    max_leaves=8,
)


def failure(got, want, **options):
    with pytest.raises(Mismatch) as caught:
        equal(got, want, **options)
    return caught.value


@quick
@given(trees)
def test_everything_equals_its_copy(tree):
    equal(copy.deepcopy(tree), tree)
    equal(copy.deepcopy(tree), tree, strict=True)


@quick
@given(trees, trees)
def test_is_symmetric(left, right):
    def accepts(got, want):
        try:
            equal(got, want)
        except Mismatch:
            return False
        return True

    assert accepts(left, right) == accepts(right, left)


@pytest.mark.parametrize(
    "got, want",
    [
        (1, 1.0),
        (np.int64(1), 1),
        (1.0, np.uint8(1)),
        (np.array(3), 3),
        (3, np.array(3)),
        (float("nan"), np.nan),
        (np.bool_(True), True),
        ([1, (2, 3)], (1, [2, 3])),
        (np.array([1.0, 2.0]), np.array([1, 2])),
        ([1, 2], np.array([1, 2])),
        (np.array([np.nan, 1]), np.array([np.nan, 1])),
        (np.array([True]), np.array([True])),
        ({(0, 1): 2}, {(np.int64(0), 1): 2}),
        ({"b": 1, "a": 2}, {"a": 2, "b": 1}),
        ({1, 2}, frozenset({2, 1})),
        (np.str_("a"), "a"),
        (b"x", b"x"),
        (None, None),
        (np.zeros((0, 2)), np.zeros((0, 2))),
        ([np.array([1]), np.array([1, 2])], [np.array([1]), np.array([1, 2])]),
    ],
)
def test_accepts(got, want):
    equal(got, want)


@pytest.mark.parametrize(
    "got, want",
    [
        (True, 1),
        (1, True),
        (0, False),
        (None, False),
        (None, 0),
        ("1", 1),
        (1, "1"),
        (b"a", "a"),
        (1.0000001, 1),
        (2**60 + 1, float(2**60)),
        (np.array([1, 2]), [1, 2]),
        ([1, 2], 1),
        ([1], 1),
        ("ab", ["a", "b"]),
        (np.array([1, 0]), np.array([True, False])),
        (np.array([True, False]), np.array([1, 0])),
        (np.array([[1, 2]]), np.array([1, 2])),
        (["a"], np.array([1])),
        ({"a": 1}, {"a": 1, "b": 2}),
        ({1}, {2}),
        ([1], {1}),
        (object(), 1),
        (object(), None),
    ],
)
def test_refuses(got, want):
    failure(got, want)


def test_strict_tells_lists_tuples_and_arrays_apart():
    assert "expected a list, obtained a tuple" in str(failure((1,), [1], strict=True))
    assert "expected a tuple, obtained a list" in str(failure([[1]], [(1,)], strict=True))
    assert "expected an array, obtained a list" in str(failure([1], np.array([1]), strict=True))


def test_the_first_difference_is_named_by_its_path():
    error = failure([["a"], ["b"], ["a", "c"]], [["a"], ["b"], ["b", "c"]], what="the script")
    assert str(error).split("\n") == [
        "the script is not what was expected",
        "  expected: [['a'], ['b'], ['b', 'c']]",
        "  obtained: [['a'], ['b'], ['a', 'c']]",
        "  at [2][0]: expected 'b', obtained 'a'",
    ]
    assert (error.what, error.slip) == ("the script", None)


def test_a_path_goes_through_dicts_and_arrays():
    error = failure({"m": [np.array([[1, 2], [3, 4]])]}, {"m": [np.array([[1, 2], [3, 5]])]})
    assert "at ['m'][0][1, 1]: expected 5, obtained 4" in str(error)


def test_the_common_part_is_compared_before_the_length():
    assert "at [0]: expected 1, obtained 2" in str(failure([2], [1, 3]))
    assert "expected length 2, obtained length 1" in str(failure([1], [1, 3]))


def test_keys_and_members_are_listed():
    assert "missing: 'b'; not expected: 'c'" in str(failure({"a": 1, "c": 1}, {"a": 1, "b": 1}))
    assert "missing: {2}; not expected: {3}" in str(failure({1, 3}, {1, 2}))
    many = failure(dict.fromkeys(range(20)), {})
    assert "not expected: 0, 1, 2, 3, 4, 5, 6, 7, ..." in str(many)


def test_a_wrong_type_is_named_once():
    assert str(failure("4", 4)).split("\n") == [
        "the result is not what was expected",
        "  expected: 4",
        "  obtained: '4'",
    ]
    assert "obtained: nothing (None): is a return missing?" in str(failure(None, 4))
    assert "at [1]: expected 4, obtained None" in str(failure([1, None], [1, 4]))
    assert "at [0]: expected 4, obtained True (a bool)" in str(failure([True], [4]))
    assert "obtained: <an object>" in str(failure(object(), 4))


def test_dtype_of_bools_matters():
    error = failure(np.array([1, 0]), np.array([True, False]))
    assert "expected dtype bool, obtained dtype int64" in str(error)


def test_arrays_tell_shape_and_slip():
    table = np.arange(6).reshape(2, 3)
    error = failure(table.T, table)
    assert "expected shape (2, 3), obtained (3, 2)" in str(error)
    assert error.slip == "transposed"
    assert failure(-table, table).slip == "the sign is flipped"
    assert "unequal length" in str(failure([[1, 2, 3], [4]], table))


def test_long_values_are_abbreviated():
    error = failure(list(range(10_000)), "x" * 100_000)
    assert len(str(error)) < 1_500
    error = failure([[[[i] * 30] * 30] * 30 for i in range(30)], {1: 10**5000})
    assert len(str(error)) < 1_500
    assert "an integer of 16610 bits" in str(error)


def test_an_expectation_that_cannot_be_compared_is_the_fault_of_the_check():
    with pytest.raises(TypeError, match="an object cannot be compared"):
        equal([1], [object()])
    with pytest.raises(TypeError, match="dtype object"):
        equal([1], np.array([object()]))
