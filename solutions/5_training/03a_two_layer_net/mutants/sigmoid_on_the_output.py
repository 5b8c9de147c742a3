"""Puts a sigmoid on the output layer.

hint: The output layer is linear.
"""

import numpy as np

_linear = forward_pass


def forward_pass(X, W1, b1, W2, b2):
    Z2, cache = _linear(X, W1, b1, W2, b2)
    return 1.0 / (1.0 + np.exp(-Z2)), cache
