"""Adds the step instead of subtracting it.

hint: Walk one step on f(w) = w*w from w = 1 by hand: which way should w go?
"""

_downhill = _moved


def _moved(param, grad, rate):
    return _downhill(param, grad, -rate)
