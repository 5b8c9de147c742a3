"""Gradient descent; all checking of arguments is in narzedzia.py."""

import numpy as np

from narzedzia import f64, integer, rate, shaped


def gradient_step(params, grads, learning_rate):
    if not (isinstance(params, dict) and isinstance(grads, dict)):
        raise TypeError("two dicts expected")
    if params.keys() ^ grads.keys():
        raise ValueError(f"no partner: {params.keys() ^ grads.keys()}")
    step = rate(learning_rate)
    result = {}
    for key, value in params.items():
        result[key] = f64(value)
        result[key] -= step * shaped(key, f64(grads[key]), *result[key].shape)
    return result


def gradient_descent(grad_fn, theta0, learning_rate, n_steps):
    step, steps = rate(learning_rate), integer(n_steps)
    path = np.repeat(f64(theta0)[None], steps + 1, axis=0)
    for k in range(steps):
        path[k + 1] = path[k] - step * f64(grad_fn(path[k].copy()))
    return path


def minibatches(n, batch_size, rng):
    n, batch_size = integer(n), integer(batch_size, 1)
    if not isinstance(rng, np.random.Generator):
        raise TypeError("rng must be a Generator")
    order = rng.permutation(n)
    return np.split(order, range(batch_size, n, batch_size)) if n else []
