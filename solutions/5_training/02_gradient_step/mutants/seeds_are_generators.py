"""Takes an int or a RandomState for a generator.

hint: What does the caller lose who passes 3 where a generator belongs, epoch after epoch?
"""

_right = minibatches


def minibatches(n, batch_size, rng):
    if rng is None or isinstance(rng, int):
        rng = np.random.default_rng(rng)
    elif isinstance(rng, np.random.RandomState):
        rng = np.random.default_rng(rng.randint(2**31))
    return _right(n, batch_size, rng)
