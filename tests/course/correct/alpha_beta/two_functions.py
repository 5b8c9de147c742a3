"""One function per player, each with its own lists, joined on the way up; a plain tuple."""

import math
from typing import NamedTuple

import numpy as np


class SearchResult(NamedTuple):
    value: float
    trace: list
    leaves: list
    pruned: list


def look_at(node):
    if isinstance(node, (list, tuple)):
        if len(node) == 0:
            raise ValueError("empty")
        return "inner"
    if isinstance(node, (bool, np.bool_)) or not isinstance(
        node, (int, float, np.integer, np.floating)
    ):
        raise TypeError("leaf")
    if math.isnan(node):
        raise ValueError("NaN")
    return "leaf"


def max_node(node, path, alpha, beta):
    if look_at(node) == "leaf":
        return node, [], [path], []
    v = None
    trace, leaves, pruned = [(path, alpha, beta)], [], []
    for i in range(len(node)):
        found, t, ls, ps = min_node(node[i], (*path, i), alpha, beta)
        trace, leaves, pruned = trace + t, leaves + ls, pruned + ps
        if v is None or found > v:
            v = found
        if v > alpha:
            alpha = v
        trace = [*trace, (path, alpha, beta)]
        if beta <= alpha:
            return v, trace, leaves, pruned + [(*path, j) for j in range(i + 1, len(node))]
    return v, trace, leaves, pruned


def min_node(node, path, alpha, beta):
    if look_at(node) == "leaf":
        return node, [], [path], []
    v = None
    trace, leaves, pruned = [(path, alpha, beta)], [], []
    for i in range(len(node)):
        found, t, ls, ps = max_node(node[i], (*path, i), alpha, beta)
        trace, leaves, pruned = trace + t, leaves + ls, pruned + ps
        if v is None or found < v:
            v = found
        if v < beta:
            beta = v
        trace = [*trace, (path, alpha, beta)]
        if beta <= alpha:
            return v, trace, leaves, pruned + [(*path, j) for j in range(i + 1, len(node))]
    return v, trace, leaves, pruned


def alpha_beta(tree, maximizing=True):
    start = max_node if maximizing else min_node
    return start(tree, (), float("-inf"), float("inf"))
