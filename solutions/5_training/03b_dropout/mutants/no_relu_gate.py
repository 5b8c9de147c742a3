"""The backward pass has the mask but no ReLU gate.

hint: How much does the loss change if a switched-off unit moves a little?
"""

import numpy as np


def backward_with_dropout(dZ2, cache):
    X, Z1, D1, mask, keep_prob, W1, W2 = cache
    dZ2 = np.asarray(dZ2, dtype=np.float64)
    _require_shape("dZ2", dZ2, (len(X), W2.shape[1]))
    dA1 = dropout_backward(dZ2 @ W2.T, mask, keep_prob)
    dZ1 = dA1 * (Z1 >= -np.inf)
    return {
        "dX": dZ1 @ W1.T,
        "dW1": X.T @ dZ1,
        "db1": dZ1.sum(axis=0),
        "dW2": D1.T @ dZ2,
        "db2": dZ2.sum(axis=0),
    }
