"""Drops the outputs instead of the hidden units.

hint: Between which two layers does the formula put the dropout?
"""

import numpy as np


def forward_with_dropout(X, W1, b1, W2, b2, keep_prob, rng, training=True):
    X, W1, b1, W2, b2 = (np.array(tensor, dtype=np.float64) for tensor in (X, W1, b1, W2, b2))
    _require_matching_shapes(X, W1, b1, W2, b2)
    Z1 = X @ W1 + b1
    A1 = np.maximum(Z1, 0.0)
    Z2, mask = dropout_forward(A1 @ W2 + b2, keep_prob, rng, training)
    return Z2, (X, Z1, A1, mask, keep_prob, W1, W2)


def backward_with_dropout(dZ2, cache):
    X, Z1, A1, mask, keep_prob, W1, W2 = cache
    dZ2 = np.asarray(dZ2, dtype=np.float64)
    _require_shape("dZ2", dZ2, (len(X), W2.shape[1]))
    dZ2 = dropout_backward(dZ2, mask, keep_prob)
    dZ1 = (dZ2 @ W2.T) * (Z1 > 0)
    return {
        "dX": dZ1 @ W1.T,
        "dW1": X.T @ dZ1,
        "db1": dZ1.sum(axis=0),
        "dW2": A1.T @ dZ2,
        "db2": dZ2.sum(axis=0),
    }
