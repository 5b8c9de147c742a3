"""Keeps what backward needs in a global instead of the cache.

hint: After two forward passes, which one does the first cache belong to?
"""

_right_forward, _right_backward = forward_with_dropout, backward_with_dropout
_last = {}


def forward_with_dropout(X, W1, b1, W2, b2, keep_prob, rng, training=True):
    Z2, _last["cache"] = _right_forward(X, W1, b1, W2, b2, keep_prob, rng, training)
    return Z2, None


def backward_with_dropout(dZ2, cache):
    return _right_backward(dZ2, _last["cache"])
