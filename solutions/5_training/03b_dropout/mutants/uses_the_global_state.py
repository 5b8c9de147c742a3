"""Draws from NumPy's global state with np.random.rand.

hint: Where do your random numbers come from, and who controls them?
"""

import numpy as np


def dropout_forward(A, keep_prob, rng, training=True):
    A = np.array(A, dtype=np.float64)
    if not training:
        return A, None
    _require_keep_prob(keep_prob)
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng must be a numpy.random.Generator, not {type(rng).__name__}")
    mask = np.random.rand(*A.shape) < keep_prob
    return A * mask / keep_prob, mask
