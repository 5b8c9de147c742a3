"""Functions of functions: accumulate for the trajectory, comprehensions elsewhere."""

from itertools import accumulate, repeat

import numpy as np


def real(value):
    """The value as a Python number, if it is a real one."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, np.generic):
        value = value.item()
    if type(value) not in (int, float):
        raise TypeError("a real number is needed")
    return value


def step_size(value):
    value = real(value)
    if value >= 0 and value != float("inf"):
        return value
    raise ValueError("a finite step of at least 0 is needed")


def count(value, least):
    value = real(value)
    if not isinstance(value, int):
        raise TypeError("an integer is needed")
    if value < least:
        raise ValueError("too small")
    return value


def moved(pair, rate):
    param, grad = (np.asarray(each).astype(np.float64) for each in pair)
    if param.shape == grad.shape:
        return np.subtract(param, np.multiply(rate, grad))
    raise ValueError("other shape")


def gradient_step(params, grads, learning_rate):
    if any(not isinstance(each, dict) for each in (params, grads)):
        raise TypeError("two dicts are needed")
    if sorted(params) != sorted(grads):
        raise ValueError("other keys")
    rate = step_size(learning_rate)
    return dict(zip(params, (moved((params[k], grads[k]), rate) for k in params), strict=False))


def gradient_descent(grad_fn, theta0, learning_rate, n_steps):
    rate = step_size(learning_rate)

    def step(theta, _):
        return gradient_step({"t": theta}, {"t": grad_fn(np.copy(theta))}, rate)["t"]

    start = np.asarray(theta0, dtype=np.float64).copy()
    return np.stack(list(accumulate(repeat(None, count(n_steps, 0)), step, initial=start)))


def minibatches(n, batch_size, rng):
    n, size = count(n, 0), count(batch_size, 1)
    if not isinstance(rng, np.random.Generator):
        raise TypeError("a Generator is needed")
    order = rng.permutation(n)
    return [order[k * size : (k + 1) * size].copy() for k in range(-(-n // size))]
