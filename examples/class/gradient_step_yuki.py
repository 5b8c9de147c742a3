"""Right, but I left my debugging output in."""
import sys

import numpy as np


def debug(*args):
    print("DEBUG", *args)
    print("DEBUG " + "=" * 1_000_000)
    print("DEBUG " + "-" * 1_000_000, file=sys.stderr)


def gradient_step(params, grads, learning_rate):
    debug(params, grads, learning_rate)
    if not isinstance(params, dict) or not isinstance(grads, dict):
        raise TypeError("dict expected")
    if sorted(params) != sorted(grads):
        raise ValueError("keys")
    r = rate(learning_rate)
    new = {}
    for k in params:
        p, g = np.asarray(params[k]) * 1.0, np.asarray(grads[k]) * 1.0
        p, g = p.astype(np.float64), g.astype(np.float64)
        if p.shape != g.shape:
            raise ValueError("shapes")
        new[k] = p - r * g
    return new


def rate(r):
    if isinstance(r, (bool, np.bool_, str)) or r is None:
        raise TypeError("rate")
    if not np.isfinite(r) or r < 0:
        raise ValueError("rate")
    return float(r)


def count(n, low):
    if isinstance(n, (bool, np.bool_)) or not isinstance(n, (int, np.integer)):
        raise TypeError("count")
    if n < low:
        raise ValueError("count")
    return int(n)


def gradient_descent(grad_fn, theta0, learning_rate, n_steps):
    debug(theta0, learning_rate, n_steps)
    r, n = rate(learning_rate), count(n_steps, 0)
    points = [np.array(theta0, dtype=np.float64)]
    for _ in range(n):
        points.append(points[-1] - r * np.asarray(grad_fn(points[-1].copy())))
    return np.array(points)


def minibatches(n, batch_size, rng):
    debug(n, batch_size)
    n, size = count(n, 0), count(batch_size, 1)
    if not isinstance(rng, np.random.Generator):
        raise TypeError("rng")
    order = rng.permutation(n)
    return [order[k : k + size] for k in range(0, n, size)]
