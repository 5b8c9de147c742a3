"""Refuses gradients whose keys come in another order than those of the parameters.

hint: Do both dicts have to list their keys in the same order?
"""

_right = gradient_step


def gradient_step(params, grads, learning_rate):
    both = isinstance(params, dict) and isinstance(grads, dict)
    if both and list(params) != list(grads):
        raise ValueError("the keys differ")
    return _right(params, grads, learning_rate)
