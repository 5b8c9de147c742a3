"""The vanilla gradient update, iterated, and the mini-batches that feed it."""

import math

import numpy as np


def check_rate(rate):
    if isinstance(rate, (bool, np.bool_)):
        raise TypeError("a learning rate is a number")
    if not isinstance(rate, (int, float, np.integer, np.floating)):
        raise TypeError("a learning rate is a number")
    if math.isnan(rate) or math.isinf(rate) or rate < 0:
        raise ValueError("a learning rate is finite and not negative")


def check_whole(number, smallest):
    if isinstance(number, bool) or not isinstance(number, (int, np.integer)):
        raise TypeError("expected a whole number")
    if number < smallest:
        raise ValueError(f"expected at least {smallest}")


def gradient_step(params, grads, learning_rate):
    if not isinstance(params, dict) or not isinstance(grads, dict):
        raise TypeError("params and grads are dicts")
    if set(params) != set(grads):
        raise ValueError("every parameter needs its own gradient")
    check_rate(learning_rate)
    new = {}
    for name in params:
        p = np.array(params[name], dtype=float)
        g = np.array(grads[name], dtype=float)
        if p.shape != g.shape:
            raise ValueError(f"{name}: shapes {p.shape} and {g.shape}")
        new[name] = np.array(p - float(learning_rate) * g)
    return new


def gradient_descent(grad_fn, theta0, learning_rate, n_steps):
    check_rate(learning_rate)
    check_whole(n_steps, 0)
    theta = np.array(theta0, dtype=float)
    points = [theta]
    for _ in range(n_steps):
        theta = theta - float(learning_rate) * np.array(grad_fn(theta.copy()))
        points.append(theta)
    return np.array(points)


def minibatches(n, batch_size, rng):
    check_whole(n, 0)
    check_whole(batch_size, 1)
    if not isinstance(rng, np.random.Generator):
        raise TypeError("rng is a numpy Generator")
    n, batch_size = int(n), int(batch_size)
    order = rng.permutation(n)
    batches = []
    i = 0
    while i < n:
        batches.append(order[i : i + batch_size])
        i += batch_size
    return batches
