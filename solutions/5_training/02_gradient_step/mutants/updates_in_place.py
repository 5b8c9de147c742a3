"""Subtracts from the caller's arrays with `-=`.

hint: After your call, look again at the array you were given.
"""


def _moved(param, grad, rate):
    param, grad = _float_array(param), _float_array(grad)
    if param.shape != grad.shape:
        raise ValueError("shapes differ")
    param -= rate * grad
    return param
