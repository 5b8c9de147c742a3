"""Loops over grads and leaves out parameters without a gradient.

hint: Where has the parameter gone for which there is no gradient?
"""

_strict = gradient_step


def gradient_step(params, grads, learning_rate):
    if isinstance(params, dict) and isinstance(grads, dict):
        params = {name: params[name] for name in params if name in grads}
    return _strict(params, grads, learning_rate)
