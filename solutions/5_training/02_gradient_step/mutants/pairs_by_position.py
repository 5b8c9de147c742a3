"""Pairs parameters and gradients by their position in the dicts, not by their keys.

hint: Do both dicts have to list their keys in the same order?
"""

_right = gradient_step


def gradient_step(params, grads, learning_rate):
    if isinstance(params, dict) and isinstance(grads, dict) and params.keys() == grads.keys():
        grads = dict(zip(params, grads.values(), strict=True))
    return _right(params, grads, learning_rate)
