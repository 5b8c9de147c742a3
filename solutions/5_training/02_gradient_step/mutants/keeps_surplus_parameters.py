"""A parameter without a gradient stays as it is.

hint: Is a missing gradient the same as a gradient of zero?
"""

_strict = gradient_step


def gradient_step(params, grads, learning_rate):
    if isinstance(params, dict) and isinstance(grads, dict):
        zeros = {name: np.zeros(np.shape(params[name])) for name in params}
        grads = {**zeros, **grads}
    return _strict(params, grads, learning_rate)
