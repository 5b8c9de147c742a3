"""The cache holds the caller's own arrays, so a later change of X or W1 corrupts it.

hint: What if the caller reuses the array between forward and backward?
"""

import numpy as np


def forward_with_dropout(X, W1, b1, W2, b2, keep_prob, rng, training=True):
    X, W1, b1, W2, b2 = (np.asarray(tensor, dtype=np.float64) for tensor in (X, W1, b1, W2, b2))
    _require_matching_shapes(X, W1, b1, W2, b2)
    Z1 = X @ W1 + b1
    D1, mask = dropout_forward(np.maximum(Z1, 0.0), keep_prob, rng, training)
    return D1 @ W2 + b2, (X, Z1, D1, mask, keep_prob, W1, W2)
