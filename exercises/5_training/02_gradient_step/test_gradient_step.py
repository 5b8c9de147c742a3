"""Public checks: the worked examples, and what must not happen to the arguments."""

import numpy as np
import pytest

from grader.testing import close, equal, refuses, unchanged


def dealt(batches):
    """The batches, if they are a list of 1-D integer arrays."""
    assert isinstance(batches, list), f"minibatches returned {batches!r}, not a list"
    for batch in batches:
        right = isinstance(batch, np.ndarray) and batch.ndim == 1 and batch.dtype.kind in "iu"
        assert right, f"one batch is {batch!r}, not a 1-D array of integers"
    return batches


@pytest.mark.weight(4)
def test_gradient_step_moves_every_parameter_against_its_gradient(answer):
    """Every parameter moves by the learning rate times its own gradient, downhill."""
    params = {"w": np.array([1.0, -2.0]), "b": np.array(3.0)}
    grads = {"w": np.array([0.5, 0.5]), "b": np.array(-2.0)}
    new = answer.gradient_step(params, grads, 0.1)
    close(new, {"w": [0.95, -2.05], "b": 3.2}, what="the result")


@pytest.mark.weight(2)
def test_gradient_step_leaves_its_arguments_alone(answer):
    """The dicts and arrays that you were given are the same after the call."""
    params = {"w": np.array([1.0, -2.0]), "b": np.array(3.0)}
    grads = {"w": np.array([0.5, 0.5]), "b": np.array(-2.0)}
    with unchanged(params=params, grads=grads):
        answer.gradient_step(params, grads, 0.1)


@pytest.mark.errors
def test_gradient_step_refuses_a_missing_gradient(answer):
    """A parameter without a gradient is a ValueError."""
    params = {"w": np.array([1.0, -2.0]), "b": np.array(3.0)}
    refuses(ValueError, answer.gradient_step, params, {"w": np.array([0.5, 0.5])}, 0.1)


@pytest.mark.weight(2)
def test_gradient_descent_lists_every_point_on_the_way(answer):
    """Three steps from 8 downhill on t**2 with learning rate 1/4 pass through 8, 4, 2 and 1."""
    trajectory = answer.gradient_descent(lambda t: 2 * t, np.array([8.0]), 0.25, 3)
    close(trajectory, [[8.0], [4.0], [2.0], [1.0]], what="the trajectory")


def test_gradient_descent_leaves_the_start_alone(answer):
    """The starting point that you were given is the same after the call."""
    theta0 = np.array([8.0, -4.0])
    with unchanged(theta0=theta0):
        answer.gradient_descent(lambda t: 2 * t, theta0, 0.25, 3)


def test_minibatches_deal_out_every_index_once(answer):
    """Ten indices in batches of 4 make batches of 4, 4 and 2, and each index comes once."""
    batches = dealt(answer.minibatches(10, 4, np.random.default_rng(3)))
    equal([len(batch) for batch in batches], [4, 4, 2], what="the list of batch sizes")
    equal(
        sorted(np.concatenate(batches).tolist()), list(range(10)), what="the sorted list of indices"
    )
