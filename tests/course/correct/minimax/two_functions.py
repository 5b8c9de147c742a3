"""Two functions that call each other, one per player, with running bests and for loops."""

import collections
import math

import numpy as np

Found = collections.namedtuple("Found", "value move inner")


def max_node(tree):
    if is_number(tree):
        return Found(tree, None, {})
    best, move, inner = -math.inf, None, {}
    for i in range(len(tree)):
        found = min_node(tree[i])
        inner.update(((i, *path), value) for path, value in found.inner.items())
        if move is None or found.value > best:
            best, move = found.value, i
    inner[()] = best
    return Found(best, move, inner)


def min_node(tree):
    if is_number(tree):
        return Found(tree, None, {})
    best, move, inner = math.inf, None, {}
    for i in range(len(tree)):
        found = max_node(tree[i])
        inner.update(((i, *path), value) for path, value in found.inner.items())
        if move is None or found.value < best:
            best, move = found.value, i
    inner[()] = best
    return Found(best, move, inner)


def is_number(tree):
    if isinstance(tree, (list, tuple)):
        if tree:
            return False
        raise ValueError("empty")
    if isinstance(tree, bool) or not isinstance(tree, (int, float, np.integer, np.floating)):
        raise TypeError("leaf")
    if np.isnan(tree):
        raise ValueError("NaN")
    return True


def minimax(tree, maximizing=True):
    return (max_node if maximizing else min_node)(tree).value


def minimax_values(tree, maximizing=True):
    # An OrderedDict is a dict.
    found = (max_node if maximizing else min_node)(tree)
    return collections.OrderedDict(sorted(found.inner.items()))


def best_move(tree, maximizing=True):
    move = (max_node if maximizing else min_node)(tree).move
    if move is None:
        raise ValueError("a leaf has no moves")
    return move
