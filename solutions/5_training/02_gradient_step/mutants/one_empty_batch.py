"""Deals one empty batch if there are no samples.

hint: How many batches do 0 samples fill?
"""

_right = minibatches


def minibatches(n, batch_size, rng):
    return _right(n, batch_size, rng) or [np.empty(0, dtype=int)]
