"""Without a mask the backward pass returns dout itself instead of a copy.

hint: Compare dout before and after; then write into your result.
"""

import numpy as np

_copying = dropout_backward


def dropout_backward(dout, mask, keep_prob):
    if mask is None:
        return np.asarray(dout, dtype=np.float64)
    return _copying(dout, mask, keep_prob)
