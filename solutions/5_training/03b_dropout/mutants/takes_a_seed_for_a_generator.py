"""Makes a generator of whatever is given as rng, such as a seed.

hint: If the caller passes the seed 3 in every step, how do the masks of two steps differ?
"""

import numpy as np

_strict = dropout_forward


def dropout_forward(A, keep_prob, rng, training=True):
    if training and not isinstance(rng, np.random.Generator):
        seed = rng if isinstance(rng, int) else None
        rng = np.random.default_rng(seed)
    return _strict(A, keep_prob, rng, training)
