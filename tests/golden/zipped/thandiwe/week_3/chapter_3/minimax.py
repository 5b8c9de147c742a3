"""Minimax (Thandiwe): everything follows from the values of the inner nodes."""

import numpy as np


def _visit(tree, maximizing, path, values):
    if isinstance(tree, (list, tuple)):
        if not tree:
            raise ValueError("a player without moves")
        below = [_visit(t, not maximizing, (*path, i), values) for i, t in enumerate(tree)]
        values[path] = max(below) if maximizing else min(below)
        return values[path]
    if np.ndim(tree) or np.asarray(tree).dtype.kind not in "iuf":
        raise TypeError("a leaf is a real number")
    if tree != tree:
        raise ValueError("a leaf is not NaN")
    return tree


def minimax(tree, maximizing=True):
    return _visit(tree, maximizing, (), {})


def minimax_values(tree, maximizing=True):
    values = {}
    _visit(tree, maximizing, (), values)
    return values


def best_move(tree, maximizing=True):
    values = minimax_values(tree, maximizing)
    if not values:
        raise ValueError("the game is over")
    return next(i for i, t in enumerate(tree) if values.get((i,), t) == values[()])
