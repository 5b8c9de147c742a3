"""Takes arrays only: a list or plain number has no `shape`.

hint: Which of your lines fails for a parameter that is a list of numbers?
"""

_right = _moved


def _moved(param, grad, rate):
    if param.shape != grad.shape:
        raise ValueError("shapes differ")
    return _right(param, grad, rate)
