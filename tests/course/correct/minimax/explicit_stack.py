"""No recursion: a stack of open nodes, closed in post-order; results in one dict of all nodes."""

import math

import numpy as np


def all_values(tree, maximizing):
    """Value of every node, leaves included, by path."""
    values = {}
    stack = [((), tree, maximizing, False)]
    while stack:
        path, node, maxi, closed = stack.pop()
        if closed:
            below = [values[(*path, i)] for i in range(len(node))]
            values[path] = max(below) if maxi else min(below)
        elif isinstance(node, (list, tuple)):
            if len(node) == 0:
                raise ValueError("empty")
            stack.append((path, node, maxi, True))
            for i, child in enumerate(node):
                stack.append(((*path, i), child, not maxi, False))
        else:
            values[path] = leaf(node)
    return values


def leaf(x):
    if isinstance(x, (bool, np.bool_)):
        raise TypeError("bool")
    if not isinstance(x, (int, float, np.integer, np.floating)):
        raise TypeError("leaf")
    if math.isnan(x):
        raise ValueError("NaN")
    return x


def minimax(tree, maximizing=True):
    return all_values(tree, maximizing)[()]


def minimax_values(tree, maximizing=True):
    values = all_values(tree, maximizing)
    inner = {path[:-1] for path in values if path}
    return {path: values[path] for path in inner}


def best_move(tree, maximizing=True):
    values = all_values(tree, maximizing)
    moves = sorted(path for path in values if len(path) == 1)
    if not moves:
        raise ValueError("leaf")
    for path in moves:
        if values[path] == values[()]:
            return path[0]
