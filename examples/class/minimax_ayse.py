"""Ayse. minimax for boards with two moves each is enough, isn't it?"""
import numpy as np


def _leaf(t):
    if isinstance(t, (list, tuple)):
        if not t:
            raise ValueError("empty")
        return False
    x = np.asarray(t)
    if x.ndim or x.dtype.kind not in "iuf":
        raise TypeError("not a number")
    if np.isnan(x):
        raise ValueError("nan")
    return True


def minimax(tree, maximizing=True):
    if _leaf(tree):
        return tree
    best = 0
    for child in tree:
        v = minimax(child, not maximizing)
        if maximizing and v > best:
            best = v
        if not maximizing and (best == 0 or v < best):
            best = v
    return best


def minimax_values(tree, maximizing=True):
    result = {}

    def go(node, path, who):
        if _leaf(node):
            return node
        vals = [go(c, path + (i + 1,), not who) for i, c in enumerate(node)]
        result[path] = max(vals) if who else min(vals)
        return result[path]

    go(tree, (), maximizing)
    return result


def best_move(tree, maximizing=True):
    if _leaf(tree):
        raise ValueError("no moves in a leaf")

    def value(node, who):
        if _leaf(node):
            return node
        vals = [value(c, not who) for c in node]
        return max(vals) if who else min(vals)

    best, move = None, None
    for i, c in enumerate(tree):
        v = value(c, not maximizing)
        if best is None or (v >= best if maximizing else v <= best):
            best, move = v, i
    return move
