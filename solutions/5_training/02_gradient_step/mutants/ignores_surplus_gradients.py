"""Loops over params and ignores gradients of other names.

hint: What should happen to a gradient that belongs to no parameter?
"""

_strict = gradient_step


def gradient_step(params, grads, learning_rate):
    if isinstance(params, dict) and isinstance(grads, dict):
        grads = {name: grads[name] for name in grads if name in params}
    return _strict(params, grads, learning_rate)
