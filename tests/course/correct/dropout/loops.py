"""A coin for one entry after the other, in loops; the cache is a dict."""

import numpy as np


def dropout_forward(A, keep_prob, rng, training=True):
    A = np.array(A, float)
    if not training:
        return A, None
    if isinstance(keep_prob, (bool, np.bool_, str)) or keep_prob is None:
        raise TypeError("keep_prob must be a number")
    if not (keep_prob > 0 and keep_prob <= 1):
        raise ValueError("keep_prob must be above 0 and at most 1")
    if not isinstance(rng, np.random.Generator):
        raise TypeError("rng must be a Generator")
    out, mask = np.zeros(A.shape), np.zeros(A.shape, bool)
    for index in np.ndindex(A.shape):
        if rng.random() < keep_prob:
            mask[index] = True
            out[index] = A[index] / keep_prob
    return out, mask


def dropout_backward(dout, mask, keep_prob):
    dout = np.array(dout, float)
    if mask is None:
        return dout
    if mask.shape != dout.shape:
        raise ValueError("mask and dout differ in shape")
    for index in np.ndindex(dout.shape):
        dout[index] = dout[index] / keep_prob if mask[index] else 0.0
    return dout


def forward_with_dropout(X, W1, b1, W2, b2, keep_prob, rng, training=True):
    X, W1, b1 = np.array(X, float), np.array(W1, float), np.array(b1, float)
    W2, b2 = np.array(W2, float), np.array(b2, float)
    if [each.ndim for each in (X, W1, b1, W2, b2)] != [2, 2, 1, 2, 1]:
        raise ValueError("wrong number of axes")
    if len(X) == 0 or X.shape[1] != len(W1) or W1.shape[1] != len(W2):
        raise ValueError("sizes do not fit")
    if len(b1) != W1.shape[1] or len(b2) != W2.shape[1]:
        raise ValueError("a bias does not fit")
    hidden = X @ W1 + b1
    hidden[hidden < 0] = 0
    dropped, mask = dropout_forward(hidden, keep_prob, rng, training=training)
    cache = {"X": X, "W1": W1, "W2": W2, "on": hidden > 0, "dropped": dropped, "mask": mask}
    cache["keep_prob"] = keep_prob
    return dropped @ W2 + b2, cache


def backward_with_dropout(dZ2, cache):
    X, W1, W2 = cache["X"], cache["W1"], cache["W2"]
    dZ2 = np.array(dZ2, float)
    if dZ2.shape != (len(X), W2.shape[1]):
        raise ValueError("dZ2 has another shape than Z2")
    grads = {"dX": np.zeros(X.shape), "dW1": np.zeros(W1.shape), "db1": np.zeros(W1.shape[1])}
    grads["dW2"], grads["db2"] = np.zeros(W2.shape), np.zeros(W2.shape[1])
    back = dropout_backward(dZ2 @ W2.T, cache["mask"], cache["keep_prob"]) * cache["on"]
    for x, hidden, slope, dz in zip(X, cache["dropped"], back, dZ2, strict=True):
        grads["db2"] += dz
        grads["dW2"] += np.outer(hidden, dz)
        grads["db1"] += slope
        grads["dW1"] += np.outer(x, slope)
    for i, slope in enumerate(back):
        grads["dX"][i] = W1 @ slope
    return grads
