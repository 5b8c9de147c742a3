"""Changes A in place.

hint: Compare A before and after; then write into your result.
"""

import numpy as np


def dropout_forward(A, keep_prob, rng, training=True):
    A = np.asarray(A, dtype=np.float64)
    if not training:
        return A.copy(), None
    _require_keep_prob(keep_prob)
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng must be a numpy.random.Generator, not {type(rng).__name__}")
    mask = rng.random(A.shape) < keep_prob
    A *= mask
    return A / keep_prob, mask
