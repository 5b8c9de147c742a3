"""The cache holds the caller's own X, so a later change of X corrupts it.

hint: What if the caller reuses the array between forward and backward?
"""

import numpy as np

_copying_forward = forward_pass


def forward_pass(X, W1, b1, W2, b2):
    Z2, (_, *rest) = _copying_forward(X, W1, b1, W2, b2)
    return Z2, (np.asarray(X, dtype=np.float64), *rest)
