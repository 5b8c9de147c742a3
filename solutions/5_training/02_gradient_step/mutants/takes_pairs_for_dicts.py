"""Takes lists of pairs for dicts.

hint: What does a caller expect who hands you something that is no dict?
"""

_strict = gradient_step


def gradient_step(params, grads, learning_rate):
    return _strict(dict(params), dict(grads), learning_rate)
