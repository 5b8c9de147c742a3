"""Everything becomes float64: np.max, np.min and np.argmax on arrays of child values."""

import numpy as np


def _children(tree, maximizing):
    if len(tree) == 0:
        raise ValueError("no children")
    return np.array([_value(child, not maximizing) for child in tree], dtype=np.float64)


def _value(tree, maximizing):
    if isinstance(tree, (list, tuple)):
        values = _children(tree, maximizing)
        return np.max(values) if maximizing else np.min(values)
    number = np.asarray(tree)
    if number.ndim > 0 or not (
        np.issubdtype(number.dtype, np.integer) or np.issubdtype(number.dtype, np.floating)
    ):
        raise TypeError("no real number")
    if np.isnan(number):
        raise ValueError("NaN")
    return np.float64(tree)


def minimax(tree, maximizing=True):
    return np.asarray(_value(tree, maximizing))


def minimax_values(tree, maximizing=True):
    _value(tree, maximizing)
    if not isinstance(tree, (list, tuple)):
        return {}
    found = {(): _value(tree, maximizing)}
    for i in np.arange(len(tree)):
        for path, value in minimax_values(tree[i], not maximizing).items():
            found[(i, *path)] = value
    return found


def best_move(tree, maximizing=True):
    if not isinstance(tree, (list, tuple)):
        _value(tree, maximizing)
        raise ValueError("no move in a leaf")
    values = _children(tree, maximizing)
    return np.argmax(values) if maximizing else np.argmin(values)
