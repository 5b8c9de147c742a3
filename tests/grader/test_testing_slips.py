"""Slips are recognised when they explain everything, and never otherwise."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.testing.slips import find_slip, rounding

FACTORS = {"N": 4, "C": 3, "1/keep_prob": 1.25, "batch size": 7}

shapes = st.lists(st.integers(1, 5), max_size=3).map(tuple)
seeds = st.integers(0, 10**9)
quick = settings(max_examples=30, deadline=None, database=None, derandomize=True)


def numbers(seed, shape):
    """Random numbers without zeros, and so spread out that no two arrays look alike by chance."""
    rng = np.random.default_rng(seed)
    size = rng.uniform(1, 9, size=shape) * 10.0 ** rng.integers(-3, 4, size=shape)
    return size * rng.choice([-1, 1], size=shape)


def slip(got, want, factors=None):
    got, want = np.asarray(got), np.asarray(want)
    return find_slip(got, want, noise=rounding(want, 1e-9), factors=factors)


@quick
@given(seeds, shapes)
def test_a_flipped_sign_is_recognised_in_any_array(seed, shape):
    want = numbers(seed, shape)
    assert slip(-want, want) == "the sign is flipped"


@quick
@given(seeds, shapes, st.sampled_from([*FACTORS, "2"]), st.booleans(), st.booleans())
def test_any_given_factor_is_named_in_any_array(seed, shape, name, inverse, flipped):
    want = numbers(seed, shape)
    factor = {**FACTORS, "2": 2}[name]
    got = want / factor if inverse else want * factor
    found = slip(-got if flipped else got, want, FACTORS)
    assert ("sign is flipped" in found) == flipped
    assert name in found
    assert ("small" in found or "half" in found) == inverse


@quick
@given(seeds, shapes, shapes)
def test_unrelated_arrays_have_no_slip(seed, shape, other):
    got, want = numbers(seed, shape), numbers(seed + 1, other)
    found = slip(got, want, FACTORS)
    # By shape alone only one thing is said, and it is said as an appearance.
    assert found is None or found.startswith("looks broadcast: shape")
    assert found is None or got.shape != want.shape


@quick
@given(seeds, shapes, st.sampled_from([-1.0, 2.0, 4.0, 0.8]), st.integers(0, 10**6))
def test_one_entry_that_does_not_fit_spoils_any_explanation(seed, shape, factor, place):
    want = numbers(seed, (2, *shape))
    got = want * factor
    got.flat[place % got.size] *= 1.001
    assert slip(got, want, FACTORS) is None


@quick
@given(seeds, st.integers(2, 5), st.integers(1, 5))
def test_a_transposed_matrix_is_recognised(seed, rows, columns):
    want = numbers(seed, (rows, columns))
    assert slip(want.T, want) == "transposed"


def test_permuted_axes_of_an_image_are_recognised_with_the_order_that_mends_them():
    want = numbers(1, (2, 3, 4, 5))
    found = slip(want.transpose(0, 2, 3, 1), want)
    assert "transpose(0, 3, 1, 2)" in found


@pytest.mark.parametrize("by_columns", [False, True])
def test_a_reshape_in_place_of_a_transpose_is_recognised(by_columns):
    source = numbers(2, (2, 3))
    want = source.T
    got = source.reshape(3, 2)
    if by_columns:
        got, want = want, got
    assert "row and column order swapped" in slip(got, want)


def test_a_constant_that_nobody_named_is_given_as_a_number():
    want = numbers(3, 5)
    assert slip(want / 3, want) == "off by a constant factor 0.3333"
    assert slip(want * -1.5, want) == "the sign is flipped, and it is off by a constant factor 1.5"


def test_a_constant_that_is_no_simple_fraction_is_not_mentioned():
    want = numbers(3, 5)
    assert slip(want * np.pi, want) is None


def test_one_number_alone_is_no_evidence_for_an_unnamed_constant_or_a_product():
    assert slip(1.0, 3.0) is None
    assert slip(np.full(4, 12.0), np.full(4, 1.0), FACTORS) is None
    assert slip(np.array([12.0, 24.0]), np.array([1.0, 2.0]), FACTORS) is not None


def test_wording_of_two_and_a_half():
    want = numbers(4, 3)
    assert slip(want * 2, want) == "twice too large: off by the constant factor 2"
    assert slip(want / 2, want) == "half of what is expected: off by the constant factor 1/2"


def test_wording_of_named_factors():
    want = numbers(4, 3)
    assert slip(want * 4, want, FACTORS) == "too large by the factor N = 4"
    assert slip(want / 4, want, FACTORS) == "too small by the factor N = 4"
    assert slip(want / 1.25, want, FACTORS) == "too small by the factor 1/keep_prob = 1.25"
    assert slip(want * 1.25, want, {"keep": 0.8}) == "too large by the factor 1/keep = 1.25"
    assert slip(want * 0.8, want, {"keep": 0.8}) == "too small by the factor 1/keep = 1.25"


def test_products_and_quotients_of_two_factors_are_named():
    want = numbers(5, 3)
    assert slip(want * 12, want, FACTORS) == "too large by the factor N * C = 12"
    assert slip(want / 6, want, FACTORS) == "too small by the factor 2 * C = 6"
    assert slip(want * 4 / 3, want, FACTORS) == "too large by the factor N / C = 1.33333"
    assert slip(want * 9, want, FACTORS) == "too large by the factor C * C = 9"


def test_factors_of_one_value_are_all_named():
    want = numbers(6, 3)
    assert slip(want * 2, want, {"N": 2}) == "too large by the factor 2 (or N)"
    assert slip(want / 5, want, {"N": 5, "H": 5}) == "too small by the factor N = 5 (or H)"


def test_zero_one_and_infinite_factors_do_no_harm():
    want = numbers(7, 3)
    factors = {"zero": 0, "one": 1, "inf": np.inf, "nan": np.nan}
    assert slip(want * 2, want, factors) == "twice too large: off by the constant factor 2"


def test_zeros_must_stay_zeros_under_a_factor():
    assert slip([0.0, 2.0, 6.0], [0.0, 1.0, 3.0]) is not None
    assert slip([0.1, 2.0, 6.0], [0.0, 1.0, 3.0]) is None


def test_nothing_explains_an_array_of_zeros():
    assert slip([1.0, 2.0], [0.0, 0.0]) is None
    assert slip([0.0, 0.0], [1.0, 2.0]) is None
    assert slip(np.zeros((3, 3)), np.zeros(2)) is None


def test_small_entries_beside_large_ones_must_fit_too():
    assert slip([2e12, 7.0], [1e12, 5.0]) is None
    assert slip([2e-8, 3.3e-9], [1e-8, 2e-9]) is None


def test_two_explanations_are_no_explanation():
    skew = np.array([[0.0, 1.0], [-1.0, 0.0]])
    assert slip(skew.T, skew) is None  # the sign, or the transpose


def test_not_a_number_and_infinity_have_no_slip():
    assert slip([np.nan, -1.0], [1.0, 1.0]) is None
    assert slip([-np.inf, -1.0], [np.inf, 1.0]) is None


def test_complex_numbers_have_signs_and_real_factors_only():
    want = numbers(8, 3) + 1j * numbers(9, 3)
    assert slip(-want, want) == "the sign is flipped"
    assert slip(want * 2, want).startswith("twice")
    assert slip(want * 1j, want) is None


@quick
@given(seeds, st.integers(2, 5))
def test_a_difference_of_column_and_row_looks_broadcast(seed, n):
    left, right = numbers(seed, n), numbers(seed + 1, n)
    for want, got in [
        (left - right, left[:, None] - right),
        ((left - right)[:, None], left[:, None] - right),
    ]:
        found = f"looks broadcast: shape {got.shape} where {want.shape} was expected"
        assert slip(got, want) == found


def test_a_square_where_a_vector_belongs_looks_broadcast_whatever_it_holds():
    found = slip(numbers(1, (3, 3)), numbers(2, 3))
    assert found == "looks broadcast: shape (3, 3) where (3,) was expected"


def test_repeated_values_look_broadcast():
    want = numbers(1, 3)
    assert slip(np.tile(want, (4, 1)), want).startswith("looks broadcast: shape (4, 3)")


@quick
@given(seeds, st.integers(2, 5), st.integers(2, 5))
def test_a_missing_sum_or_mean_is_recognised(seed, rows, columns):
    got = numbers(seed, (rows, columns))
    assert slip(got, got.sum(axis=0)) == "the sum over axis 0 is missing"
    assert slip(got, got.sum(axis=1)) == "the sum over axis 1 is missing"
    assert slip(got, got.mean(axis=0)) == "the mean over axis 0 is missing"


def test_an_axis_of_length_one_too_many_is_recognised():
    want = numbers(1, 3)
    assert slip(want[None], want) == "the right values, but an axis of length 1 too many"
    assert slip(want, want[None]) == "the right values, but an axis of length 1 too few"
    assert slip(want[None], want[:, None]) == "transposed"
    assert slip([5.0], 5.0) == "the right values, but an axis of length 1 too many"


def test_right_values_in_another_shape_are_recognised():
    want = numbers(1, (2, 3))
    assert slip(want.ravel(), want) == "the right values in shape (6,) instead of (2, 3)"


def test_other_shapes_are_not_explained():
    assert slip(numbers(1, (2, 3)), numbers(2, (2, 4))) is None
    assert slip(numbers(1, 3), numbers(2, 2)) is None
    assert slip(np.ones((3, 0)), np.ones(3)) is None
