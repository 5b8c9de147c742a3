"""The mask holds 1/keep_prob instead of True, so it is no bool array.

hint: Which two values may a mask hold, and of which dtype is it?
"""

import numpy as np

_bool_forward, _bool_backward = dropout_forward, dropout_backward


def dropout_forward(A, keep_prob, rng, training=True):
    out, mask = _bool_forward(A, keep_prob, rng, training)
    return out, None if mask is None else mask / keep_prob


def dropout_backward(dout, mask, keep_prob):
    if mask is not None:
        mask = np.asarray(mask) * 1.0
        keep_prob = 1.0
    return _bool_backward(dout, mask, keep_prob)
