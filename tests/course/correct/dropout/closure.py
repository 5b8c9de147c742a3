"""Dropout before the ReLU, which is the same; the cache is a function; draws made flat."""

import numpy as np


def check(ok, message, error=ValueError):
    if not ok:
        raise error(message)


def dropout_forward(A, keep_prob, rng, training=True):
    A = np.array(A, dtype="float64")
    if training is False:
        return A, None
    number = isinstance(keep_prob, (int, float, np.integer, np.floating))
    check(number and not isinstance(keep_prob, bool), "keep_prob", TypeError)
    check(keep_prob > 0, "keep_prob is too small")
    check(keep_prob <= 1, "keep_prob is too large")
    check(isinstance(rng, np.random.Generator), "rng", TypeError)
    mask = ~(rng.random(A.size).reshape(A.shape) >= keep_prob)
    A[~mask] = 0
    A /= keep_prob
    return A, mask


def dropout_backward(dout, mask, keep_prob):
    dout = np.array(dout, dtype="float64")
    if mask is not None:
        mask = np.asarray(mask, dtype=bool)
        check(mask.shape == dout.shape, "shape of the mask")
        dout *= mask
        dout /= keep_prob
    return dout


def forward_with_dropout(X, W1, b1, W2, b2, keep_prob, rng, training=True):
    X, W1, b1, W2, b2 = [np.array(a, dtype="float64") for a in (X, W1, b1, W2, b2)]
    check(X.ndim == W1.ndim == W2.ndim == 2, "X, W1 and W2 are matrices")
    check(X.shape[0] > 0 and X.shape[1] == W1.shape[0], "X and W1")
    check(b1.shape == W1.shape[1:] and W1.shape[1] == W2.shape[0], "W1, b1 and W2")
    check(b2.shape == W2.shape[1:], "W2 and b2")
    D1, mask = dropout_forward(X @ W1 + b1, keep_prob, rng, training)
    passes = D1 > 0
    D1 = D1 * passes
    Z2 = D1 @ W2 + b2
    shape = Z2.shape

    def backwards(dZ2):
        check(dZ2.shape == shape, "dZ2 must look like Z2")
        dZ1 = dropout_backward((dZ2 @ W2.T) * passes, mask, keep_prob)
        return dict(
            dX=dZ1 @ W1.T,
            dW1=X.T @ dZ1,
            db1=dZ1.sum(axis=0),
            dW2=D1.T @ dZ2,
            db2=dZ2.sum(axis=0),
        )

    return Z2, backwards


def backward_with_dropout(dZ2, cache):
    return cache(np.array(dZ2, dtype="float64"))
