"""Inverted dropout: for one array of activations, and inside the two-layer network."""

import numpy as np


def dropout_forward(A, keep_prob, rng, training=True):
    A = np.array(A, dtype=np.float64)
    if not training:
        return A, None
    if isinstance(keep_prob, (bool, np.bool_)) or not isinstance(
        keep_prob, (int, float, np.integer, np.floating)
    ):
        raise TypeError("keep_prob is a number")
    if not (keep_prob > 0 and keep_prob <= 1):
        raise ValueError("0 < keep_prob <= 1")
    if not isinstance(rng, np.random.Generator):
        raise TypeError("rng is a Generator")
    mask = rng.random(A.shape) < keep_prob
    out = np.zeros_like(A)
    out[mask] = A[mask] / keep_prob
    return out, mask


def dropout_backward(dout, mask, keep_prob):
    grad = np.array(dout, dtype=np.float64)
    if mask is None:
        return grad
    mask = np.array(mask, dtype=bool)
    if mask.shape != grad.shape:
        raise ValueError("the mask belongs to another array")
    grad[~mask] = 0
    return grad / keep_prob


def tensor(values, ndim, name):
    array = np.array(values, dtype=np.float64)
    if array.ndim != ndim:
        raise ValueError(f"{name} should have {ndim} axes")
    return array


def forward_with_dropout(X, W1, b1, W2, b2, keep_prob, rng, training=True):
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
    D1, mask = dropout_forward(np.maximum(Z1, 0), keep_prob, rng, training)
    cache = (X, W1, W2, Z1 > 0, D1, mask, keep_prob)
    return D1 @ W2 + b2, cache


def backward_with_dropout(dZ2, cache):
    X, W1, W2, alive, D1, mask, keep_prob = cache
    dZ2 = np.array(dZ2, dtype=np.float64)
    if dZ2.shape != (len(X), W2.shape[1]):
        raise ValueError("dZ2 has the wrong shape")
    dA1 = dropout_backward(dZ2 @ W2.T, mask, keep_prob)
    dZ1 = np.where(alive, dA1, 0.0)
    return {
        "dX": dZ1 @ W1.T,
        "dW1": X.T @ dZ1,
        "db1": dZ1.sum(axis=0),
        "dW2": D1.T @ dZ2,
        "db2": dZ2.sum(axis=0),
    }
