"""The backward pass of the network draws a new mask.

hint: Which units took part in the prediction you are correcting?
"""

_right_forward, _right_backward = forward_with_dropout, backward_with_dropout


def forward_with_dropout(X, W1, b1, W2, b2, keep_prob, rng, training=True):
    Z2, cache = _right_forward(X, W1, b1, W2, b2, keep_prob, rng, training)
    return Z2, (cache, rng)


def backward_with_dropout(dZ2, cache):
    (X, Z1, D1, mask, keep_prob, W1, W2), rng = cache
    if mask is not None:
        mask = rng.random(mask.shape) < keep_prob
    return _right_backward(dZ2, (X, Z1, D1, mask, keep_prob, W1, W2))
