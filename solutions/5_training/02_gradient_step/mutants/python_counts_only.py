"""Refuses counts that are NumPy integers.

hint: Of which type is `X.shape[0]`, and of which `np.int64(5)`?
"""

_any_integer = _checked_count


def _checked_count(count, least):
    if type(count) is not int:
        raise TypeError("expected an int")
    return _any_integer(count, least)
