"""Computes in the type of the numbers that were given, whole or single precision.

hint: Which dtype does `np.asarray` keep for whole numbers or float32, and which was asked for?
"""

import numpy as np


def dropout_forward(A, keep_prob, rng, training=True):
    A = np.array(A)
    if not training:
        return A, None
    _require_keep_prob(keep_prob)
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng must be a numpy.random.Generator, not {type(rng).__name__}")
    mask = rng.random(A.shape) < keep_prob
    return A * mask / keep_prob, mask


def dropout_backward(dout, mask, keep_prob):
    dout = np.array(dout)
    if mask is None:
        return dout
    _require_shape("mask", np.asarray(mask), dout.shape)
    return dout * mask / keep_prob


def forward_with_dropout(X, W1, b1, W2, b2, keep_prob, rng, training=True):
    X, W1, b1, W2, b2 = (np.array(tensor) for tensor in (X, W1, b1, W2, b2))
    _require_matching_shapes(X, W1, b1, W2, b2)
    Z1 = X @ W1 + b1
    D1, mask = dropout_forward(np.maximum(Z1, 0), keep_prob, rng, training)
    return D1 @ W2 + b2, (X, Z1, D1, mask, keep_prob, W1, W2)


def backward_with_dropout(dZ2, cache):
    X, Z1, D1, mask, keep_prob, W1, W2 = cache
    dZ2 = np.asarray(dZ2)
    _require_shape("dZ2", dZ2, (len(X), W2.shape[1]))
    dA1 = dropout_backward(dZ2 @ W2.T, mask, keep_prob)
    dZ1 = dA1 * (Z1 > 0)
    return {
        "dX": dZ1 @ W1.T,
        "dW1": X.T @ dZ1,
        "db1": dZ1.sum(axis=0),
        "dW2": D1.T @ dZ2,
        "db2": dZ2.sum(axis=0),
    }
