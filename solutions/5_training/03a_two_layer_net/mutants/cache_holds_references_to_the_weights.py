"""The cache holds the caller's own W1 and W2, so a later change of a weight corrupts it.

hint: What if the caller reuses the array between forward and backward?
"""

import numpy as np

_copying_forward = forward_pass


def forward_pass(X, W1, b1, W2, b2):
    Z2, (copy, Z1, A1, *_) = _copying_forward(X, W1, b1, W2, b2)
    return Z2, (copy, Z1, A1, np.asarray(W1, dtype=np.float64), np.asarray(W2, dtype=np.float64))
