"""Draws the indices with replacement.

hint: Is every sample used once per epoch?
"""

_right = minibatches


def minibatches(n, batch_size, rng):
    batches = _right(n, batch_size, rng)
    return [rng.integers(n, size=len(batch)) for batch in batches]
