"""Reads keep_prob as a drop rate everywhere, and divides by zero where it is 1.

hint: With 0.8, should four in five survive or vanish?
"""

import numpy as np


def dropout_forward(A, keep_prob, rng, training=True):
    A = np.array(A, dtype=np.float64)
    if not training:
        return A, None
    _require_keep_prob(keep_prob)
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng must be a numpy.random.Generator, not {type(rng).__name__}")
    mask = rng.random(A.shape) < 1 - keep_prob
    with np.errstate(all="ignore"):
        return A * mask / np.float64(1 - keep_prob), mask


def dropout_backward(dout, mask, keep_prob):
    dout = np.array(dout, dtype=np.float64)
    if mask is None:
        return dout
    _require_shape("mask", np.asarray(mask), dout.shape)
    with np.errstate(all="ignore"):
        return dout * mask / np.float64(1 - keep_prob)
