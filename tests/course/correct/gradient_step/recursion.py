"""Recursion for the trajectory and for the batches; Python floats for parameters without axes."""

import numpy as np


def _valid_rate(rate):
    if isinstance(rate, (bool, np.bool_, str)) or rate is None:
        raise TypeError("rate")
    if isinstance(rate, complex) or np.ndim(rate) > 0:
        raise TypeError("rate")
    if not np.isfinite(rate) or rate < 0:
        raise ValueError("rate")
    return float(rate)


def _valid_count(number, lowest):
    if isinstance(number, (bool, np.bool_)) or not isinstance(number, (int, np.integer)):
        raise TypeError("count")
    if number < lowest:
        raise ValueError("count")
    return int(number)


def gradient_step(params, grads, learning_rate):
    if type(params) is not dict or type(grads) is not dict:
        raise TypeError("dict")
    rate = _valid_rate(learning_rate)
    left = dict(grads)
    new = {}
    for name, param in params.items():
        if name not in left:
            raise ValueError(name)
        grad = np.asarray(left.pop(name), dtype="float64")
        param = np.asarray(param, dtype="float64")
        if param.shape != grad.shape:
            raise ValueError(name)
        new[name] = param + (-rate) * grad
        if not param.shape:
            new[name] = float(new[name])
    if left:
        raise ValueError("surplus")
    return new


def _walk(grad_fn, theta, rate, steps):
    if steps == 0:
        return [theta]
    following = theta - rate * np.asarray(grad_fn(theta.copy()))
    return [theta, *_walk(grad_fn, np.asarray(following), rate, steps - 1)]


def gradient_descent(grad_fn, theta0, learning_rate, n_steps):
    steps = _valid_count(n_steps, 0)
    rate = _valid_rate(learning_rate)
    return np.array(_walk(grad_fn, np.array(theta0, dtype="float64"), rate, steps))


def _cut(order, size):
    return [order[:size], *_cut(order[size:], size)] if len(order) else []


def minibatches(n, batch_size, rng):
    if not isinstance(rng, np.random.Generator):
        raise TypeError("rng")
    n = _valid_count(n, 0)
    size = _valid_count(batch_size, 1)
    return _cut(rng.permutation(n), size)
