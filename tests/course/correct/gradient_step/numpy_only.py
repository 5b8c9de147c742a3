"""Vectorised: array attributes decide what is valid, np.split cuts the batches."""

import numpy as np


def _number(x, kinds):
    a = np.asarray(x)
    if a.shape != () or a.dtype.kind not in kinds:
        raise TypeError(f"{x!r}")
    return a[()]


def _rate(x):
    rate = np.float64(_number(x, "iuf"))
    if not 0 <= rate < np.inf:
        raise ValueError(f"{x!r}")
    return rate


def gradient_step(params, grads, learning_rate):
    if not (isinstance(params, dict) and isinstance(grads, dict)):
        raise TypeError("dicts, please")
    if set(params) ^ set(grads):
        raise ValueError(f"without partner: {set(params) ^ set(grads)}")
    if any(np.shape(params[k]) != np.shape(grads[k]) for k in params):
        raise ValueError("shapes")
    rate = _rate(learning_rate)
    # A parameter without axes becomes a NumPy scalar here.
    return {
        k: np.asarray(p, np.float64) - rate * np.asarray(grads[k], np.float64)
        for k, p in params.items()
    }


def gradient_descent(grad_fn, theta0, learning_rate, n_steps):
    rate, steps = _rate(learning_rate), _number(n_steps, "iu")
    if steps < 0:
        raise ValueError("n_steps")
    theta0 = np.asarray(theta0, np.float64)
    path = np.zeros((int(steps) + 1, *theta0.shape))
    path[...] = theta0
    for k in range(int(steps)):
        path[k + 1] -= path[k + 1] - path[k] + rate * grad_fn(np.array(path[k]))
    return path


def minibatches(n, batch_size, rng):
    n, batch_size = int(_number(n, "iu")), int(_number(batch_size, "iu"))
    if n < 0 or batch_size < 1:
        raise ValueError("sizes")
    if not isinstance(rng, np.random.Generator):
        raise TypeError("rng")
    order = rng.permutation(n)
    return np.split(order, np.arange(batch_size, n, batch_size)) if n else []
