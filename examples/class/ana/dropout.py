import numpy as np


def dropout_forward(A, keep_prob, rng, training=True):
    if not training:
        return np.array(A, dtype=float) * keep_prob, None
    if isinstance(keep_prob, (bool, np.bool_, str)) or keep_prob is None:
        raise TypeError("keep_prob")
    if not 0 < keep_prob <= 1:
        raise ValueError("keep_prob")
    if not isinstance(rng, np.random.Generator):
        raise TypeError("rng")
    A = np.array(A, dtype=float)
    mask = rng.random(A.shape) < keep_prob
    return A * mask, mask


def dropout_backward(dout, mask, keep_prob):
    dout = np.array(dout, dtype=float)
    if mask is None:
        return dout * keep_prob
    if np.shape(mask) != dout.shape:
        raise ValueError("mask")
    return dout * mask
