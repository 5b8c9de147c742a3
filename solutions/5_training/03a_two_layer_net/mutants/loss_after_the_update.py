"""Reports the loss after the update.

hint: Which parameters produced the prediction you compared?
"""

import numpy as np

_right = train_step


def train_step(X, y, W1, b1, W2, b2, learning_rate):
    *parameters, _ = _right(X, y, W1, b1, W2, b2, learning_rate)
    Z2, _ = forward_pass(X, *parameters)
    return *parameters, float(np.mean((Z2 - y) ** 2))
