"""A two-layer network (affine - ReLU - affine): forward pass, backward pass, one training step."""

import numpy as np


def tensor(values, ndim, name):
    array = np.array(values, dtype=np.float64)
    if array.ndim != ndim:
        raise ValueError(f"{name} should have {ndim} axes")
    return array


def forward_pass(X, W1, b1, W2, b2):
    X = tensor(X, 2, "X")
    W1, b1 = tensor(W1, 2, "W1"), tensor(b1, 1, "b1")
    W2, b2 = tensor(W2, 2, "W2"), tensor(b2, 1, "b2")
    N, D = X.shape
    H, C = W2.shape
    if N == 0:
        raise ValueError("no samples")
    if W1.shape != (D, H) or b1.shape != (H,) or b2.shape != (C,):
        raise ValueError("sizes don't fit")
    Z1 = X @ W1 + b1
    A1 = Z1.copy()
    A1[Z1 <= 0] = 0
    cache = {"X": X, "W1": W1, "W2": W2, "A1": A1, "alive": Z1 > 0, "shape": (N, C)}
    return A1 @ W2 + b2, cache


def backward_pass(dZ2, cache):
    dZ2 = np.array(dZ2, dtype=np.float64)
    if dZ2.shape != cache["shape"]:
        raise ValueError(f"dZ2 should be {cache['shape']}")
    dA1 = dZ2 @ cache["W2"].T
    dZ1 = np.where(cache["alive"], dA1, 0.0)
    return {
        "dX": dZ1 @ cache["W1"].T,
        "dW1": cache["X"].T @ dZ1,
        "db1": np.sum(dZ1, axis=0),
        "dW2": cache["A1"].T @ dZ2,
        "db2": np.sum(dZ2, axis=0),
    }


def train_step(X, y, W1, b1, W2, b2, learning_rate):
    if isinstance(learning_rate, (bool, str)):
        raise TypeError("the learning rate is a number")
    if not 0 <= learning_rate < np.inf:
        raise ValueError("the learning rate is finite and not negative")
    Z2, cache = forward_pass(X, W1, b1, W2, b2)
    y = np.array(y, dtype=np.float64)
    if y.shape != Z2.shape:
        raise ValueError("y has the wrong shape")
    diff = Z2 - y
    N, C = Z2.shape
    loss = float((diff**2).sum() / (N * C))
    g = backward_pass(2 * diff / (N * C), cache)
    W1 = np.array(W1, dtype=np.float64) - learning_rate * g["dW1"]
    b1 = np.array(b1, dtype=np.float64) - learning_rate * g["db1"]
    W2 = np.array(W2, dtype=np.float64) - learning_rate * g["dW2"]
    b2 = np.array(b2, dtype=np.float64) - learning_rate * g["db2"]
    return W1, b1, W2, b2, loss
