"""Keeps an exact fraction of the entries instead of flipping coins.

hint: Is the number of survivors fixed?
"""

import numpy as np


def dropout_forward(A, keep_prob, rng, training=True):
    A = np.array(A, dtype=np.float64)
    if not training:
        return A, None
    _require_keep_prob(keep_prob)
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng must be a numpy.random.Generator, not {type(rng).__name__}")
    mask = np.zeros(A.size, dtype=bool)
    mask[rng.permutation(A.size)[: round(keep_prob * A.size)]] = True
    mask = mask.reshape(A.shape)
    return A * mask / keep_prob, mask
