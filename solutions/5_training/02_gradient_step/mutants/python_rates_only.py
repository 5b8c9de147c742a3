"""Refuses learning rates that are NumPy numbers or integers.

hint: Which types hold a real number, besides float?
"""

_any_rate = _checked_rate


def _checked_rate(learning_rate):
    if not isinstance(learning_rate, float):
        raise TypeError("learning_rate must be a float")
    return _any_rate(learning_rate)
