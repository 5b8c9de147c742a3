"""Björk: the notebook was a disaster, this one is not."""
from math import isnan
from numbers import Real

import numpy as np


def minimax(tree, maximizing=True):
    match tree:
        case [] | ():
            raise ValueError("empty")
        case [*children] if isinstance(tree, (list, tuple)):
            return (max if maximizing else min)([minimax(c, not maximizing) for c in children])
        case bool() | np.bool_():
            raise TypeError("bool")
        case Real():
            if isnan(tree):
                raise ValueError("nan")
            return tree
    raise TypeError(f"{tree!r} is no tree")


def minimax_values(tree, maximizing=True):
    value = minimax(tree, maximizing)
    if not isinstance(tree, (list, tuple)):
        return {}
    found = {(): value}
    for i, child in enumerate(tree):
        below = minimax_values(child, not maximizing)
        found |= {(i, *path): v for path, v in below.items()}
    return found


def best_move(tree, maximizing=True):
    value = minimax(tree, maximizing)
    if not isinstance(tree, (list, tuple)):
        raise ValueError("nothing to choose")
    return [minimax(c, not maximizing) for c in tree].index(value)
