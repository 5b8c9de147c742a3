"""Takes the generator's place by one with a fixed seed of its own.

hint: Do two epochs see the samples in the same order?
"""

_right = minibatches


def minibatches(n, batch_size, rng):
    _right(n, batch_size, rng)
    return _right(n, batch_size, np.random.default_rng(0))
