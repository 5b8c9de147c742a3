"""The vanilla gradient update, iterated, and the mini-batches that feed it."""

from collections.abc import Callable

import numpy as np


def gradient_step(
    params: dict[str, np.ndarray], grads: dict[str, np.ndarray], learning_rate: float
) -> dict[str, np.ndarray]:
    """Move every parameter one step against its own gradient.

    `params` and `grads` are dicts with the same keys; under each key the two values (arrays,
    lists or plain numbers) have the same shape.
    Returns a new dict with the same keys: `params[k] - learning_rate * grads[k]` as float64
    arrays of the shape of `params[k]`, also for integer parameters. No argument is changed and
    no result shares memory with one, not even for learning rate 0.

    Raises TypeError if `params` or `grads` is no dict, or if `learning_rate` is no real number
    (a bool is none); ValueError if the keys differ, if the shapes under a key differ (nothing
    broadcasts), or if `learning_rate` is negative, NaN or infinite.

    >>> new = gradient_step({"w": np.array([1.0, -2.0])}, {"w": np.array([0.5, 0.5])}, 0.1)
    >>> new["w"].tolist()
    [0.95, -2.05]
    """
    raise NotImplementedError


def gradient_descent(
    grad_fn: Callable[[np.ndarray], np.ndarray],
    theta0: np.ndarray,
    learning_rate: float,
    n_steps: int,
) -> np.ndarray:
    """Take `n_steps` gradient steps from `theta0` and return every point on the way.

    `grad_fn(theta)` gets a float64 array of the shape of `theta0` and returns the gradient there,
    an array of the same shape. It is called exactly `n_steps` times, each time with a fresh array
    that it may overwrite. `theta0` is an array, list or number of any shape; it stays unchanged.
    Returns the trajectory, float64 of shape `(n_steps + 1,) + theta0.shape`: row 0 is a copy of
    `theta0`, row k the point after k steps. `n_steps` may be 0.

    Raises TypeError if `n_steps` is no integer (2.0 and True are none), ValueError if it is
    negative; `learning_rate` has the rules of `gradient_step`.

    >>> gradient_descent(lambda t: 2 * t, np.array([8.0]), 0.25, 3).ravel().tolist()
    [8.0, 4.0, 2.0, 1.0]
    """
    raise NotImplementedError


def minibatches(n: int, batch_size: int, rng: np.random.Generator) -> list[np.ndarray]:
    """Deal the indices 0 ... n-1 into shuffled mini-batches.

    Draws exactly once, `rng.permutation(n)`, and cuts that order into consecutive pieces of
    `batch_size` indices; the last piece may be shorter and is kept. Returns a list of 1-D integer
    arrays, for `n == 0` the empty list.

    Raises TypeError if `n` or `batch_size` is no integer (2.0 and True are none) or `rng` is no
    `numpy.random.Generator`; ValueError if `n < 0` or `batch_size < 1`.

    >>> [len(b) for b in minibatches(10, 4, np.random.default_rng(3))]
    [4, 4, 2]
    """
    raise NotImplementedError
