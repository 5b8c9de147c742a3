"""Computes in the precision of the arguments and converts afterwards.

hint: In which precision were the digits lost: before or after your conversion to float64?
"""


def _moved(param, grad, rate):
    param, grad = np.asarray(param), np.asarray(grad)
    if param.shape != grad.shape:
        raise ValueError("shapes differ")
    return np.asarray(param - rate * grad).astype(np.float64)
