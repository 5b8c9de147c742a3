"""Divides the gradient by the length of the first axis, as if that were a batch.

hint: Who computed the gradient, and did they already average?
"""

_whole = _moved


def _moved(param, grad, rate):
    return _whole(param, grad, rate / (len(param) if np.ndim(param) else 1))
