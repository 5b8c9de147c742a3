"""One row of the mask is shared by the whole batch.

hint: How many independent coin flips does an N-by-H array need?
"""

import numpy as np


def dropout_forward(A, keep_prob, rng, training=True):
    A = np.array(A, dtype=np.float64)
    if not training:
        return A, None
    _require_keep_prob(keep_prob)
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng must be a numpy.random.Generator, not {type(rng).__name__}")
    mask = np.broadcast_to(rng.random(A.shape[-1:]) < keep_prob, A.shape).copy()
    return A * mask / keep_prob, mask
