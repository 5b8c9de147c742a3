import numpy as np


def dropout_forward(A, keep_prob, rng, training=True):
    A = np.array(A, dtype=np.float64)
    if not training:
        return A, None
    if isinstance(keep_prob, (bool, np.bool_, str)) or keep_prob is None:
        raise TypeError("keep_prob")
    if not 0 < keep_prob <= 1:
        raise ValueError("keep_prob")
    if not isinstance(rng, np.random.Generator):
        raise TypeError("rng")
    mask = rng.random(A.shape) < keep_prob
    return np.where(mask, A, 0.0), mask


def dropout_backward(dout, mask, keep_prob):
    dout = np.array(dout, dtype=np.float64)
    if mask is None:
        return dout
    if np.shape(mask) != dout.shape:
        raise ValueError("mask")
    return np.where(mask, dout, 0.0)
