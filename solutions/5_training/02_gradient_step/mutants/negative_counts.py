"""Treats negative numbers of steps or samples as 0, batch sizes below 1 as 1.

hint: Is -1 a number of steps, of samples, of indices in a batch?
"""

_strict = _checked_count


def _checked_count(count, least):
    return max(least, _strict(count, least=-(2**60)))
