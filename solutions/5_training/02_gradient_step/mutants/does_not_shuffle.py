"""Deals the indices in their natural order.

hint: Print the batches of two different generators.
"""

_right = minibatches


def minibatches(n, batch_size, rng):
    order = np.arange(sum(map(len, _right(n, batch_size, rng))))
    return [order[i : i + batch_size] for i in range(0, len(order), batch_size)]
