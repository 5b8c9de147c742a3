"""Noor"""
import math

import numpy as np


def leaf(t):
    if isinstance(t, (list, tuple)):
        if not t:
            raise ValueError("empty")
        return False
    if isinstance(t, (bool, np.bool_)) or not isinstance(t, (int, float, np.number)):
        raise TypeError(t)
    if isinstance(t, np.complexfloating):
        raise TypeError(t)
    if math.isnan(t):
        raise ValueError("nan")
    return True


def minimax(tree, maximizing=True):
    if leaf(tree):
        return tree
    # both players want the best
    return max(minimax(c, not maximizing) for c in tree)


def minimax_values(tree, maximizing=True):
    values = {}
    if leaf(tree):
        return values
    values[()] = minimax(tree, maximizing)
    for i, c in enumerate(tree):
        for path, v in minimax_values(c, not maximizing).items():
            values[(i,) + path] = v
    return values


def best_move(tree, maximizing=True):
    if leaf(tree):
        raise ValueError("no move")
    values = [minimax(c, not maximizing) for c in tree]
    return values.index(max(values))
