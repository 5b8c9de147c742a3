"""Draws once per batch on top of the permutation.

hint: Which calls of rng does the task list, and which do you make?
"""

_right = minibatches


def minibatches(n, batch_size, rng):
    batches = _right(n, batch_size, rng)
    return [rng.permutation(batch) for batch in batches]
