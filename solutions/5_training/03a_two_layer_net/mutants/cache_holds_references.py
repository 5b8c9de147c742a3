"""The cache holds the caller's own arrays, so a later change of X or W1 corrupts it.

hint: What if the caller reuses the array between forward and backward?
"""

import numpy as np


def forward_pass(X, W1, b1, W2, b2):
    X, W1, b1, W2, b2 = (np.asarray(tensor, dtype=np.float64) for tensor in (X, W1, b1, W2, b2))
    _require_matching_shapes(X, W1, b1, W2, b2)
    Z1 = X @ W1 + b1
    A1 = np.maximum(Z1, 0.0)
    return A1 @ W2 + b2, (X, Z1, A1, W1, W2)
