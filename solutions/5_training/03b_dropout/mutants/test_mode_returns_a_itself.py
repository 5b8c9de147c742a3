"""Test mode returns A itself instead of a copy.

hint: Compare A before and after; then write into your result.
"""

import numpy as np

_copying = dropout_forward


def dropout_forward(A, keep_prob, rng, training=True):
    if not training:
        return np.asarray(A, dtype=np.float64), None
    return _copying(A, keep_prob, rng)
