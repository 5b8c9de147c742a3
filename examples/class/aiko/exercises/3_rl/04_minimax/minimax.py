"""The value of a game tree for two perfect players, and the move to play."""

import math

import numpy as np


def is_inner(tree):
    if isinstance(tree, (list, tuple)):
        if len(tree) == 0:
            raise ValueError("somebody has no moves")
        return True
    if isinstance(tree, (bool, np.bool_)):
        raise TypeError("a truth value is no outcome")
    if not isinstance(tree, (int, float, np.integer, np.floating)):
        raise TypeError("an outcome has to be a number")
    if math.isnan(tree):
        raise ValueError("NaN is no outcome")
    return False


def minimax(tree, maximizing: bool = True):
    if not is_inner(tree):
        return tree
    best = None
    for child in tree:
        value = minimax(child, not maximizing)
        if best is None or (value > best if maximizing else value < best):
            best = value
    return best


def minimax_values(tree, maximizing: bool = True) -> dict[tuple[int, ...], float]:
    values = {}

    def walk(node, path, max_moves):
        if not is_inner(node):
            return node
        results = []
        for k in range(len(node)):
            results.append(walk(node[k], path + (k,), not max_moves))
        values[path] = max(results) if max_moves else min(results)
        return values[path]

    walk(tree, (), maximizing)
    return values


def best_move(tree, maximizing: bool = True) -> int:
    if not is_inner(tree):
        raise ValueError("the game is over")
    target = minimax(tree, maximizing)
    for k, child in enumerate(tree):
        if minimax(child, not maximizing) == target:
            return k
