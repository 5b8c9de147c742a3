"""Seeds NumPy's global state and shuffles with that instead of rng.

hint: Who draws here: the generator that you were given, or NumPy's global one?
"""

_right = minibatches


def minibatches(n, batch_size, rng):
    _right(n, batch_size, rng)
    np.random.seed(0)
    order = np.random.permutation(n)
    return [order[i : i + batch_size] for i in range(0, n, batch_size)]
