"""Dropout (Ingrid)."""
import numpy as np

GEN = np.random.Generator


def dropout_forward(A, keep_prob, rng, training=True):
    a = np.array(A, dtype="float64")
    if training is False:
        return a, None
    if isinstance(keep_prob, (bool, np.bool_)):
        raise TypeError("bool")
    if not (0.0 < keep_prob <= 1.0):
        raise ValueError(keep_prob)
    if not isinstance(rng, GEN):
        raise TypeError(rng)
    u = rng.random(a.shape)
    mask = u >= keep_prob  # drop with probability keep_prob
    return a * mask / keep_prob, mask


def dropout_backward(dout, mask, keep_prob):
    d = np.array(dout, dtype="float64")
    if mask is None:
        return d
    if d.shape != np.asarray(mask).shape:
        raise ValueError("shape")
    return d * mask / keep_prob
