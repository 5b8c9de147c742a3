"""Reads keep_prob as a drop rate when it draws the mask.

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
    mask = rng.random(A.shape) >= keep_prob
    return A * mask / keep_prob, mask
