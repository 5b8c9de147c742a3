"""Drops the last batch if it is not full.

hint: Is every sample used once per epoch?
"""

_all = minibatches


def minibatches(n, batch_size, rng):
    return [batch for batch in _all(n, batch_size, rng) if len(batch) == batch_size]
