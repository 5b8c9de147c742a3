"""Refuses leaves that are NumPy numbers.

hint: Is `np.int64(5)` an instance of int?
"""

_any_number = _is_leaf


def _is_leaf(node):
    if isinstance(node, (np.integer, np.float32, np.float16)):
        raise TypeError("a leaf must be an int or a float")
    return _any_number(node)
