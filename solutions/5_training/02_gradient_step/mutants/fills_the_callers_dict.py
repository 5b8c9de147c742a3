"""Puts the new arrays into the dict that it was given, and returns that.

hint: After your call, look again at the array you were given.
"""

_new_dict = gradient_step


def gradient_step(params, grads, learning_rate):
    new = _new_dict(params, grads, learning_rate)
    params.update(new)
    return params
