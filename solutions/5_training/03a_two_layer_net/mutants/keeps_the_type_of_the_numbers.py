"""Computes in the type of the numbers that were given, whole or single precision.

hint: Which dtype does `np.asarray` keep for whole numbers or float32, and which was asked for?
"""

import numpy as np


def forward_pass(X, W1, b1, W2, b2):
    X, W1, b1, W2, b2 = (np.array(tensor) for tensor in (X, W1, b1, W2, b2))
    _require_matching_shapes(X, W1, b1, W2, b2)
    Z1 = X @ W1 + b1
    A1 = np.maximum(Z1, 0)
    return A1 @ W2 + b2, (X, Z1, A1, W1, W2)


def backward_pass(dZ2, cache):
    X, Z1, A1, W1, W2 = cache
    dZ2 = np.asarray(dZ2)
    _require_shape("dZ2", dZ2, (len(X), W2.shape[1]))
    dZ1 = (dZ2 @ W2.T) * (Z1 > 0)
    return {
        "dX": dZ1 @ W1.T,
        "dW1": X.T @ dZ1,
        "db1": dZ1.sum(axis=0),
        "dW2": A1.T @ dZ2,
        "db2": dZ2.sum(axis=0),
    }


def train_step(X, y, W1, b1, W2, b2, learning_rate):
    _require_learning_rate(learning_rate)
    Z2, cache = forward_pass(X, W1, b1, W2, b2)
    y = np.asarray(y)
    _require_shape("y", y, Z2.shape)
    error = Z2 - y
    gradients = backward_pass(2 * error / error.size, cache)
    W1, b1, W2, b2 = (
        np.asarray(parameter) - learning_rate * gradients[name]
        for name, parameter in {"dW1": W1, "db1": b1, "dW2": W2, "db2": b2}.items()
    )
    return W1, b1, W2, b2, float(np.mean(error**2))
