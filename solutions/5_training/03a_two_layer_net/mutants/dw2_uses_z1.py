"""dW2 is computed from Z1 instead of A1.

hint: What exactly was multiplied by W2?
"""

import numpy as np


def backward_pass(dZ2, cache):
    X, Z1, A1, W1, W2 = cache
    dZ2 = np.asarray(dZ2, dtype=np.float64)
    _require_shape("dZ2", dZ2, (len(X), W2.shape[1]))
    dZ1 = (dZ2 @ W2.T) * (Z1 > 0)
    return {
        "dX": dZ1 @ W1.T,
        "dW1": X.T @ dZ1,
        "db1": dZ1.sum(axis=0),
        "dW2": Z1.T @ dZ2,
        "db2": dZ2.sum(axis=0),
    }
