"""Fills the short last batch up with indices that were already dealt.

hint: Is every sample used once per epoch?
"""

_right = minibatches


def minibatches(n, batch_size, rng):
    batches = _right(n, batch_size, rng)
    if not batches:
        return batches
    order = np.concatenate(batches)
    return [*batches[:-1], np.resize([*batches[-1], *order], batch_size)]
