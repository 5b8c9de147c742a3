"""Loops over samples, units and outputs; the cache is a dict; checks come first."""

import math

import numpy as np


def forward_pass(X, W1, b1, W2, b2):
    X, W1, b1 = np.array(X, float), np.array(W1, float), np.array(b1, float)
    W2, b2 = np.array(W2, float), np.array(b2, float)
    if [each.ndim for each in (X, W1, b1, W2, b2)] != [2, 2, 1, 2, 1]:
        raise ValueError("wrong number of axes")
    n, d = X.shape
    h, c = W2.shape
    if n == 0 or W1.shape != (d, h) or b1.shape != (h,) or b2.shape != (c,):
        raise ValueError("sizes do not fit")
    Z1, Z2 = np.zeros((n, h)), np.zeros((n, c))
    for i in range(n):
        for j in range(h):
            Z1[i, j] = b1[j] + sum(X[i, k] * W1[k, j] for k in range(d))
        for j in range(c):
            Z2[i, j] = b2[j] + sum(max(Z1[i, k], 0.0) * W2[k, j] for k in range(h))
    return Z2, {"X": X, "Z1": Z1, "W1": W1, "W2": W2}


def backward_pass(dZ2, cache):
    X, Z1, W1, W2 = cache["X"], cache["Z1"], cache["W1"], cache["W2"]
    dZ2 = np.array(dZ2, float)
    if dZ2.shape != (X.shape[0], W2.shape[1]):
        raise ValueError("dZ2 has another shape than Z2")
    h, c = W2.shape
    grads = {
        "dX": np.zeros(X.shape),
        "dW1": np.zeros(W1.shape),
        "db1": np.zeros(h),
        "dW2": np.zeros(W2.shape),
        "db2": np.zeros(c),
    }
    for i in range(len(X)):
        grads["db2"] += dZ2[i]
        for j in range(h):
            if Z1[i, j] <= 0:
                continue
            grads["dW2"][j] += Z1[i, j] * dZ2[i]
            slope = float(W2[j] @ dZ2[i])
            grads["db1"][j] += slope
            grads["dW1"][:, j] += slope * X[i]
            grads["dX"][i] += slope * W1[:, j]
    return grads


def train_step(X, y, W1, b1, W2, b2, learning_rate):
    if isinstance(learning_rate, (bool, str)):
        raise TypeError("learning_rate must be a number")
    if not math.isfinite(learning_rate) or learning_rate < 0:
        raise ValueError("learning_rate must be finite and not negative")
    Z2, cache = forward_pass(X, W1, b1, W2, b2)
    y = np.array(y, float)
    if y.shape != Z2.shape:
        raise ValueError("y has another shape than the output")
    loss = 0.0
    dZ2 = np.zeros(Z2.shape)
    for index in np.ndindex(Z2.shape):
        error = Z2[index] - y[index]
        loss += error**2 / Z2.size
        dZ2[index] = 2 * error / Z2.size
    grads = backward_pass(dZ2, cache)
    new = []
    for name, parameter in (("dW1", W1), ("db1", b1), ("dW2", W2), ("db2", b2)):
        updated = np.array(parameter, float)
        updated -= learning_rate * grads[name]
        new.append(updated)
    return (*new, float(loss))
