"""Puts a ReLU on the output layer too.

hint: The output layer is linear.
"""

import numpy as np

_linear = forward_pass


def forward_pass(X, W1, b1, W2, b2):
    Z2, cache = _linear(X, W1, b1, W2, b2)
    return np.maximum(Z2, 0.0), cache
