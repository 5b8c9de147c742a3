"""The indices run from 1 to n.

hint: Which index has the first sample of a data set?
"""

_right = minibatches


def minibatches(n, batch_size, rng):
    return [batch + 1 for batch in _right(n, batch_size, rng)]
