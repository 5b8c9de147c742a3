"""Divides the gradient by the number of entries of the parameter.

hint: Who computed the gradient, and did they already average?
"""

_whole = _moved


def _moved(param, grad, rate):
    return _whole(param, grad, rate / max(np.size(param), 1))
