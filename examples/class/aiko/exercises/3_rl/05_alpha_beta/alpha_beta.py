"""Alpha-beta search of a game tree, with a log of what was seen and what was skipped."""

import math
from typing import NamedTuple

import numpy as np


class SearchResult(NamedTuple):
    """What a search found and how it went; a path is the tuple of child indices from the root."""

    value: float
    trace: list[tuple[tuple[int, ...], float, float]]  # (path, alpha, beta)
    leaves: list[tuple[int, ...]]  # paths of the evaluated leaves, in order
    pruned: list[tuple[int, ...]]  # paths of the skipped children


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


def alpha_beta(tree, maximizing: bool = True) -> SearchResult:
    trace, leaves, pruned = [], [], []

    def search(node, path, alpha, beta, max_moves):
        if not is_inner(node):
            leaves.append(path)
            return node
        trace.append((path, alpha, beta))
        v = -math.inf if max_moves else math.inf
        for k, child in enumerate(node):
            got = search(child, path + (k,), alpha, beta, not max_moves)
            if max_moves:
                v = max(v, got)
                alpha = max(alpha, v)
            else:
                v = min(v, got)
                beta = min(beta, v)
            trace.append((path, alpha, beta))
            if alpha >= beta:
                for skipped in range(k + 1, len(node)):
                    pruned.append(path + (skipped,))
                break
        return v

    value = search(tree, (), -math.inf, math.inf, maximizing)
    return SearchResult(value, trace, leaves, pruned)
