"""Keeps what backward needs in a global instead of the cache.

hint: After two forward passes, which one does the first cache belong to?
"""

_right_forward, _right_backward = forward_pass, backward_pass
_last = {}


def forward_pass(X, W1, b1, W2, b2):
    Z2, _last["cache"] = _right_forward(X, W1, b1, W2, b2)
    return Z2, None


def backward_pass(dZ2, cache):
    return _right_backward(dZ2, _last["cache"])
