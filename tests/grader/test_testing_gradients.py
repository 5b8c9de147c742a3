"""`gradients_close` and `numerical_gradient`."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.testing import Mismatch, gradients_close, numerical_gradient

quick = settings(max_examples=10, deadline=None, database=None, derandomize=True)


def loss(X, W, b):
    return float(np.sum(np.tanh(X @ W + b) ** 2))


def gradients(X, W, b):
    out = np.tanh(X @ W + b)
    dZ = 2 * out * (1 - out**2)
    return {"X": dZ @ W.T, "W": X.T @ dZ, "b": dZ.sum(axis=0)}


def arguments(seed=0, n=4, d=3, h=3):
    rng = np.random.default_rng(seed)
    return {"X": rng.normal(size=(n, d)), "W": rng.normal(size=(d, h)), "b": rng.normal(size=h)}


def failure(claimed, **options):
    with pytest.raises(Mismatch) as caught:
        gradients_close(loss, arguments(), claimed, **options)
    return caught.value


@quick
@given(st.integers(0, 10**6), st.integers(1, 4), st.integers(1, 4), st.integers(1, 4))
def test_right_gradients_pass(seed, n, d, h):
    at = arguments(seed, n, d, h)
    gradients_close(loss, at, gradients(**at))


@quick
@given(
    st.integers(0, 10**6),
    st.sampled_from("XWb"),
    st.sampled_from(["the sign is flipped", "too small by the factor N = 4", "twice too large"]),
)
def test_slips_are_recognised_for_any_argument(seed, name, slip):
    at = arguments(seed)
    right = gradients(**at)
    factor = {"the": -1, "too": 0.25, "twice": 2}[slip.split()[0]]
    with pytest.raises(Mismatch) as caught:
        gradients_close(loss, at, {**right, name: right[name] * factor}, factors={"N": 4})
    assert caught.value.slip.startswith(slip)
    assert caught.value.what == f"the gradient with respect to {name}"


def test_argument_and_entry_are_named():
    claimed = gradients(**arguments())
    claimed["W"][0, 2] += 1
    error = failure(claimed)
    assert "the gradient with respect to W is not the derivative of the loss" in str(error)
    assert "largest difference: argument W, entry (0, 2): expected" in str(error)
    assert error.slip is None


def test_a_transpose_a_broadcast_and_a_missing_sum_are_recognised():
    right = gradients(**arguments())
    assert failure({"W": right["W"].T}).slip == "transposed"
    assert failure({"X": right["X"].T}).slip == "transposed"
    assert failure({"b": right["b"][None]}).slip.endswith("an axis of length 1 too many")
    assert "looks broadcast" in failure({"b": np.tile(right["b"], (4, 1))}).slip
    per_sample = np.stack([gradients(row[None], *rest)["b"] for row, *rest in rows()])
    error = failure({"b": per_sample})
    assert error.slip == "the sum over axis 0 is missing"
    assert "expected: the shape of b, (3,)" in str(error)


def rows():
    at = arguments()
    return [(row, at["W"], at["b"]) for row in at["X"]]


def test_the_error_is_relative_to_the_largest_gradient_of_the_argument():
    claimed = gradients(**arguments())
    largest = np.abs(claimed["W"]).max()
    claimed["W"][0, 0] += 0.9e-6 * largest
    gradients_close(loss, arguments(), claimed)
    claimed["W"][0, 0] += 0.3e-6 * largest
    failure(claimed)
    gradients_close(loss, arguments(), claimed, rtol=1e-5)


def test_only_the_named_gradients_are_checked():
    gradients_close(loss, arguments(), {"b": gradients(**arguments())["b"]})
    gradients_close(loss, arguments(), {})


@pytest.mark.parametrize("claimed", [None, "text", object(), [[1, 2], [3]], [1, 2, None]])
def test_a_claim_that_is_no_array_is_a_clear_failure(claimed):
    assert "the gradient with respect to b is not what" in str(failure({"b": claimed}))


def test_nan_is_never_a_right_gradient():
    error = failure({"b": [np.nan, 1.0, 1.0]})
    assert "entry (0)" in str(error)


def test_a_gradient_of_zero_is_measured_beside_the_loss():
    gradients_close(lambda w: 1e3, {"w": np.ones(3)}, {"w": np.zeros(3)})
    gradients_close(lambda w: 0.0, {"w": np.ones(3)}, {"w": np.zeros(3)})
    with pytest.raises(Mismatch):
        gradients_close(lambda w: 0.0, {"w": np.ones(3)}, {"w": np.full(3, 1e-3)})


def test_a_scalar_argument_and_a_list_argument_work():
    gradients_close(lambda w: w**2, {"w": 3.0}, {"w": 6.0})
    gradients_close(lambda w: sum(x**2 for x in w), {"w": [1, 2]}, {"w": [2, 4]})
    with pytest.raises(Mismatch, match="argument w: expected 6"):
        gradients_close(lambda w: w**2, {"w": 3.0}, {"w": 5.0})


def test_losses_evaluates_everything_in_one_go():
    seen = []

    def losses(calls):
        seen.append(len(calls))
        return [loss(**call) for call in calls]

    at = arguments()
    gradients_close(None, at, {"W": gradients(**at)["W"]}, losses=losses)
    assert seen == [2 * 9]
    assert np.allclose(numerical_gradient(None, at, "b", losses=losses), gradients(**at)["b"])


def test_a_loss_that_scribbles_over_its_arguments_does_no_harm():
    def scribbling(X, W, b):
        value = loss(X, W, b)
        X[...] = W[...] = b[...] = 99
        return value

    at = arguments()
    gradients_close(scribbling, at, gradients(**arguments()))
    np.testing.assert_array_equal(at["X"], arguments()["X"])


def test_integer_arguments_are_not_truncated():
    slope = numerical_gradient(lambda w: float(np.sum(w**2)), {"w": np.array([1, 2])}, "w")
    np.testing.assert_allclose(slope, [2, 4], rtol=1e-6)


@pytest.mark.parametrize("value", [None, "high", [1.0, 2.0], 1j])
def test_a_loss_that_is_no_number_is_a_clear_failure(value):
    with pytest.raises(Mismatch, match="the loss is not a number"):
        gradients_close(lambda w: value, {"w": 1.0}, {"w": 1.0})


def test_a_check_written_wrongly_is_told_so():
    with pytest.raises(ValueError, match="no argument is called V"):
        gradients_close(loss, arguments(), {"V": 1})
    with pytest.raises(TypeError, match="give a loss"):
        gradients_close(None, arguments(), {"b": 1})
    with pytest.raises(ValueError, match="returned 1 numbers for 6 calls"):
        gradients_close(None, arguments(), {"b": 1}, losses=lambda calls: [1.0])
