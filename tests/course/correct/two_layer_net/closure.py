"""The cache is a function that runs the pass backwards; a bool learning rate is a ValueError."""

import numpy as np


def check(ok, message):
    if not ok:
        raise ValueError(message)


def forward_pass(X, W1, b1, W2, b2):
    X, W1, b1, W2, b2 = [np.array(a, dtype="float64", copy=True) for a in (X, W1, b1, W2, b2)]
    check(X.ndim == W1.ndim == W2.ndim == 2, "X, W1 and W2 are matrices")
    check(X.shape[0] > 0, "no samples")
    check(X.shape[1] == W1.shape[0], "X and W1")
    check(b1.shape == W1.shape[1:], "W1 and b1")
    check(W1.shape[1] == W2.shape[0], "W1 and W2")
    check(b2.shape == W2.shape[1:], "W2 and b2")
    Z1 = np.dot(X, W1) + b1
    active = Z1 > 0
    A1 = Z1 * active
    Z2 = np.dot(A1, W2) + b2

    def backwards(dZ2):
        check(dZ2.shape == Z2_shape, "dZ2 must look like Z2")
        dZ1 = np.dot(dZ2, W2.T)
        dZ1[~active] = 0
        ones = np.ones(len(X))
        return {
            "dW2": np.dot(A1.T, dZ2),
            "db2": np.dot(ones, dZ2),
            "dW1": np.dot(X.T, dZ1),
            "db1": np.dot(ones, dZ1),
            "dX": np.dot(dZ1, W1.T),
        }

    Z2_shape = Z2.shape
    return Z2, backwards


def backward_pass(dZ2, cache):
    return cache(np.array(dZ2, dtype="float64"))


def train_step(X, y, W1, b1, W2, b2, learning_rate):
    check(not isinstance(learning_rate, (bool, np.bool_)), "a bool is no learning rate")
    check(np.isfinite(learning_rate) and learning_rate >= 0, "no usable learning rate")
    Z2, cache = forward_pass(X, W1, b1, W2, b2)
    y = np.array(y, dtype="float64")
    check(y.shape == Z2.shape, "y must look like Z2")
    error = Z2 - y
    count = error.shape[0] * error.shape[1]
    loss = float((error * error).sum() / count)
    grads = backward_pass(error * 2.0 / count, cache)
    step = lambda p, g: np.subtract(np.array(p, dtype="float64"), learning_rate * g)  # noqa: E731
    return (
        step(W1, grads["dW1"]),
        step(b1, grads["db1"]),
        step(W2, grads["dW2"]),
        step(b2, grads["db2"]),
        loss,
    )
