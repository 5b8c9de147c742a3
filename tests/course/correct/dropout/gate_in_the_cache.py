"""One gate of slopes (mask / keep_prob, or ones) does for forward and backward; cache is a list."""

import math

import numpy as np


def _gate(shape, keep_prob, rng, training):
    if not training:
        return np.ones(shape), None
    if isinstance(keep_prob, (bool, np.bool_)):
        raise TypeError("keep_prob is a bool")
    if math.isnan(keep_prob) or not 0 < keep_prob <= 1:
        raise ValueError("keep_prob is no probability above 0")
    if type(rng) is not np.random.Generator:
        raise TypeError("rng is no Generator")
    mask = rng.random(shape) < keep_prob
    return mask.astype(float) * (1.0 / float(keep_prob)), mask


def dropout_forward(A, keep_prob, rng, training=True):
    A = np.asarray(A, dtype=float)
    gate, mask = _gate(A.shape, keep_prob, rng, training)
    return A * gate, mask


def dropout_backward(dout, mask, keep_prob):
    dout = np.asarray(dout, dtype=float)
    gate = np.ones_like(dout) if mask is None else np.asarray(mask) / float(keep_prob)
    if gate.shape != dout.shape:
        raise ValueError("mask and dout differ in shape")
    return np.multiply(dout, gate)


def forward_with_dropout(X, W1, b1, W2, b2, keep_prob, rng, training=True):
    X, W1, b1, W2, b2 = (np.asarray(each, dtype=float) for each in (X, W1, b1, W2, b2))
    if X.ndim != 2 or W1.ndim != 2 or W2.ndim != 2 or b1.ndim != 1 or b2.ndim != 1:
        raise ValueError("axes")
    if X.shape[0] < 1 or (X.shape[1], len(b1)) != W1.shape or (len(b1), len(b2)) != W2.shape:
        raise ValueError("sizes")
    Z1 = X @ W1 + b1
    gate, _ = _gate(Z1.shape, keep_prob, rng, training)
    gate[Z1 <= 0] = 0
    return (Z1 * gate) @ W2 + b2, [X.copy(), W1.copy(), W2.copy(), Z1, gate]


def backward_with_dropout(dZ2, cache):
    X, W1, W2, Z1, gate = cache
    dZ2 = np.array(dZ2, dtype=float)
    if dZ2.shape != (X.shape[0], W2.shape[1]):
        raise ValueError("dZ2")
    dZ1 = np.matmul(dZ2, np.transpose(W2)) * gate
    grads = {"dW2": np.matmul((Z1 * gate).T, dZ2), "db2": np.sum(dZ2, axis=0)}
    grads.update(dW1=np.matmul(X.T, dZ1), db1=np.sum(dZ1, axis=0), dX=np.matmul(dZ1, W1.T))
    return grads
