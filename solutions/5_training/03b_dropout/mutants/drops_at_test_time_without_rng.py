"""Still drops at test time, with a generator of its own if there is none.

hint: Call it twice in test mode and compare.
"""

import numpy as np

_training_forward = dropout_forward


def dropout_forward(A, keep_prob, rng, training=True):
    if not training and rng is None:
        rng = np.random.default_rng(0)
    return _training_forward(A, keep_prob, rng)
