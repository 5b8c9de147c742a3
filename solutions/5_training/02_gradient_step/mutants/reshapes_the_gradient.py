"""Reshapes a gradient of the right size into the parameter's shape.

hint: Who says which entry of a `(4,)` gradient belongs to which entry of a `(2, 2)` parameter?
"""

_strict = _moved


def _moved(param, grad, rate):
    if np.size(param) == np.size(grad):
        grad = _float_array(grad).reshape(np.shape(param))
    return _strict(param, grad, rate)
