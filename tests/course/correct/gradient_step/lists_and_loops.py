"""Plain loops: dicts filled key by key, trajectories and batches grown as lists."""

import math

import numpy as np


def check_rate(rate):
    if isinstance(rate, (bool, np.bool_)):
        raise TypeError("learning rate is a bool")
    if not isinstance(rate, (int, float, np.integer, np.floating)):
        raise TypeError("learning rate is no number")
    if math.isnan(rate) or math.isinf(rate) or rate < 0:
        raise ValueError("learning rate out of range")


def check_int(value):
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
        raise TypeError("not an integer")


def gradient_step(params, grads, learning_rate):
    if not isinstance(params, dict):
        raise TypeError("params")
    if not isinstance(grads, dict):
        raise TypeError("grads")
    check_rate(learning_rate)
    for key in grads:
        if key not in params:
            raise ValueError("surplus gradient " + key)
    result = {}
    for key in params:
        if key not in grads:
            raise ValueError("no gradient for " + key)
        p = np.array(params[key], dtype=float)
        g = np.array(grads[key], dtype=float)
        if np.shape(p) != np.shape(g):
            raise ValueError("shapes differ for " + key)
        p -= learning_rate * g  # p is our own copy
        result[key] = p
    return result


def gradient_descent(grad_fn, theta0, learning_rate, n_steps):
    check_rate(learning_rate)
    check_int(n_steps)
    if n_steps < 0:
        raise ValueError("n_steps")
    theta = np.array(theta0, dtype=float)
    points = [theta.copy()]
    for _ in range(n_steps):
        g = grad_fn(theta.copy())
        theta = theta - learning_rate * g
        points.append(theta)
    return np.array(points)


def minibatches(n, batch_size, rng):
    check_int(n)
    check_int(batch_size)
    if n < 0 or batch_size < 1:
        raise ValueError("sizes")
    if not isinstance(rng, np.random.Generator):
        raise TypeError("rng")
    order = rng.permutation(n)
    batches = []
    start = 0
    while start < n:
        batches.append(np.array([i for i in order[start : start + int(batch_size)]]))
        start += int(batch_size)
    return batches
