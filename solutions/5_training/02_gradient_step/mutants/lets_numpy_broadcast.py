"""Lets NumPy broadcast a gradient of another shape.

hint: Print the shape of `np.ones((3,1)) - np.ones(3)`.
"""


def _moved(param, grad, rate):
    return _float_array(param) - rate * _float_array(grad)
