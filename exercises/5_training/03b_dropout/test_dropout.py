"""Public checks of dropout: the worked example, test mode, and a small network."""

import numpy as np
import pytest

from grader.testing import close, equal, refuses, same_state, share_close, unchanged

A = [[1.0, 2.0, 3.0, 4.0]]
MASK = [[True, True, False, True]]

# The network of two_layer_net's worked example.
X = [[1.0, 2.0], [1.0, 4.0]]
W1, b1 = [[1.0, -1.0], [0.0, 1.0]], [0.0, -2.0]
W2, b2 = [[2.0], [3.0]], [1.0]
Z2 = [[3.0], [6.0]]
GRADIENTS = {
    "dX": [[2.0, 0.0], [-2.0, 6.0]],
    "dW1": [[6.0, 6.0], [20.0, 24.0]],
    "db1": [6.0, 6.0],
    "dW2": [[3.0], [2.0]],
    "db2": [3.0],
}


def network():
    """Fresh float arrays, so that no check can spoil another."""
    return [np.array(tensor, dtype=float) for tensor in (X, W1, b1, W2, b2)]


def pair(result, names):
    """The two items of a returned tuple, or a failure that says which ones were expected."""
    assert isinstance(result, (tuple, list)) and len(result) == 2, (
        f"expected the pair ({names}), got {result!r}"
    )
    return result


def is_mask(mask, shape):
    """Fails unless this is a bool array of the shape."""
    assert isinstance(mask, np.ndarray) and mask.dtype == bool, (
        f"the mask should be a bool array, got {mask!r}"
    )
    equal(mask.shape, shape, what="the shape of the mask")


@pytest.mark.weight(2)
def test_dropout_forward_scales_what_it_keeps(answer):
    """Where the mask is True the output is A / keep_prob, elsewhere it is 0."""
    got = answer.dropout_forward(np.array(A), 0.8, np.random.default_rng(3))
    out, mask = pair(got, "out, mask")
    is_mask(mask, (1, 4))
    close(out, np.where(mask, np.array(A) / 0.8, 0.0), what="out", factors={"1/keep_prob": 1.25})


def test_dropout_forward_keeps_about_four_in_five(answer):
    """With keep_prob 0.8 about 8,000 of 10,000 entries survive (5 standard errors: 200)."""
    got = answer.dropout_forward(np.ones((100, 100)), 0.8, np.random.default_rng(4))
    _, mask = pair(got, "out, mask")
    is_mask(mask, (100, 100))
    share_close(int(mask.sum()), 10_000, 0.8, what="the share of survivors")


@pytest.mark.draws
def test_dropout_forward_worked_example(answer):
    """One draw rng.random(A.shape) decides: default_rng(3) drops the third entry of the example."""
    rng, twin = np.random.default_rng(3), np.random.default_rng(3)
    answer.dropout_forward(np.array(A), 0.999999, rng)
    twin.random((1, 4))
    same_state(rng, twin)
    got = answer.dropout_forward(np.array(A), 0.8, np.random.default_rng(3))
    out, mask = pair(got, "out, mask")
    equal(mask, np.array(MASK), what="the mask")
    close(out, [[1.25, 2.5, 0.0, 5.0]], what="out")


def test_dropout_forward_does_nothing_at_test_time(answer):
    """With training=False the output equals A, the mask is None, and no rng is needed."""
    for rng in (np.random.default_rng(3), None):
        got = answer.dropout_forward(np.array(A), 0.8, rng, training=False)
        out, mask = pair(got, "out, mask")
        close(out, A, what="out")
        assert mask is None, f"the mask should be None, got {mask!r}"


def test_dropout_forward_leaves_its_argument_alone(answer):
    """The array that was given is the same after the call, in both modes."""
    activations = np.array(A)
    with unchanged(A=activations):
        answer.dropout_forward(activations, 0.8, np.random.default_rng(3))
    with unchanged(A=activations):
        answer.dropout_forward(activations, 0.8, None, training=False)


@pytest.mark.errors
def test_dropout_forward_refuses_what_is_no_probability(answer):
    """A keep_prob of 0, -0.1 or 1.1 is a ValueError."""
    for keep_prob in (0.0, -0.1, 1.1):
        rng = np.random.default_rng(3)
        refuses(ValueError, answer.dropout_forward, np.array(A), keep_prob, rng)


def test_dropout_backward_worked_example(answer):
    """The gradient takes the way of the forward pass: 0 where dropped, 1/keep_prob elsewhere."""
    got = answer.dropout_backward(np.ones((1, 4)), np.array(MASK), 0.8)
    close(got, [[1.25, 1.25, 0.0, 1.25]], what="the gradient", factors={"1/keep_prob": 1.25})


def test_dropout_backward_without_a_mask(answer):
    """In test mode the mask is None and the gradient passes unchanged."""
    close(answer.dropout_backward(np.array(A), None, 0.8), A, what="the gradient")


def test_forward_with_dropout_at_test_time(answer):
    """With training=False the network is the one without dropout: 3 and 6 in the example."""
    got = answer.forward_with_dropout(*network(), 0.8, None, training=False)
    close(pair(got, "Z2, cache")[0], Z2, what="Z2")


def test_forward_with_dropout_drops_hidden_units(answer):
    """A hidden unit arrives at the second layer as 0 or, if it is kept, divided by keep_prob."""
    X, W1 = np.ones((50, 1)), np.array([[1.0, 2.0, 3.0, 4.0]])
    see_through = (np.eye(4), np.zeros(4))
    got = answer.forward_with_dropout(
        X, W1, np.zeros(4), *see_through, 0.5, np.random.default_rng(5)
    )
    Z2, _ = pair(got, "Z2, cache")
    close(np.shape(Z2) if isinstance(Z2, np.ndarray) else Z2, (50, 4), what="the shape of Z2")
    assert np.any(Z2 != 0), "no entry of Z2 differs from 0: everything was dropped"
    assert np.any(Z2 == 0), "no entry of Z2 is 0: a dropped unit should arrive as exactly 0"
    want = np.where(Z2 == 0, 0.0, [2.0, 4.0, 6.0, 8.0])
    close(Z2, want, what="Z2", factors={"1/keep_prob": 2})


def test_backward_with_dropout_at_test_time(answer):
    """With training=False the gradients are those of the network without dropout."""
    got = answer.forward_with_dropout(*network(), 0.8, None, training=False)
    _, cache = pair(got, "Z2, cache")
    got = answer.backward_with_dropout(np.array([[1.0], [2.0]]), cache)
    close(got, GRADIENTS, what="the result", factors={"1/keep_prob": 1.25, "N": 2})


def test_backward_with_dropout_that_keeps_everything(answer):
    """With keep_prob 1 the gradients are those of the network without dropout."""
    got = answer.forward_with_dropout(*network(), 1.0, np.random.default_rng(6))
    _, cache = pair(got, "Z2, cache")
    got = answer.backward_with_dropout(np.array([[1.0], [2.0]]), cache)
    close(got, GRADIENTS, what="the result", factors={"N": 2})


def test_backward_with_dropout_passes_by_what_was_dropped(answer):
    """With keep_prob 0.5, a dropped unit gets gradient 0 and a kept one twice the usual."""
    W1, see_through = np.arange(1.0, 21.0).reshape(1, 20), (np.eye(20), np.zeros(20))
    got = answer.forward_with_dropout(
        np.ones((1, 1)), W1, np.zeros(20), *see_through, 0.5, np.random.default_rng(7)
    )
    Z2, cache = pair(got, "Z2, cache")
    close(np.shape(Z2) if isinstance(Z2, np.ndarray) else Z2, (1, 20), what="the shape of Z2")
    got = answer.backward_with_dropout(np.ones((1, 20)), cache)
    assert isinstance(got, dict) and "db1" in got, f"expected a dict of gradients, got {got!r}"
    want = np.where(Z2[0] == 0, 0.0, 2.0)
    close(got["db1"], want, what="db1", factors={"1/keep_prob": 2})
