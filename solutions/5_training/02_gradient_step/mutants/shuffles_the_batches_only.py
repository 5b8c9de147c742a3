"""Cuts the natural order into batches and shuffles inside each batch.

hint: Can index 0 and the last index ever meet in one batch?
"""

_right = minibatches


def minibatches(n, batch_size, rng):
    lengths = [len(batch) for batch in _right(n, batch_size, rng)]
    starts = np.cumsum([0, *lengths])
    return [start + rng.permutation(k) for start, k in zip(starts, lengths, strict=False)]
