"""Tariq, sheet 2."""

import math


def minimax(tree, maximizing=True):
    if isinstance(tree, (list, tuple)):
        if len(tree) == 0:
            raise ValueError("no children")
        values = [minimax(sub, maximizing) for sub in tree]
        return max(values) if maximizing else min(values)
    if type(tree).__name__ in ("bool", "bool_") or not hasattr(tree, "__float__"):
        raise TypeError("no number")
    if getattr(tree, "ndim", 0) or (hasattr(tree, "imag") and tree.imag != 0):
        raise TypeError("no number")
    if math.isnan(tree):
        raise ValueError("nan")
    return tree
