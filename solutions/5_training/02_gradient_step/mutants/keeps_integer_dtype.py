"""Integer parameters stay integers.

hint: Can 0.75 live in an integer array?
"""

_exact = _moved


def _moved(param, grad, rate):
    new = _exact(param, grad, rate)
    dtype = np.asarray(param).dtype
    return new.astype(dtype) if dtype.kind in "iu" else new
