"""Negamax with bounds mirrored at each level, turned back for the log; values as floats."""

from math import inf, isnan
from typing import NamedTuple

import numpy as np


class SearchResult(NamedTuple):
    value: float
    trace: list[tuple[tuple[int, ...], float, float]]
    leaves: list[tuple[int, ...]]
    pruned: list[tuple[int, ...]]


def alpha_beta(tree, maximizing: bool = True) -> SearchResult:
    result = SearchResult(0.0, [], [], [])

    def log(path, sign, mine, theirs):
        pair = (mine, theirs) if sign > 0 else (-theirs, -mine)
        result.trace.append((path, *pair))

    def score(node, path, sign, mine, theirs):
        if not isinstance(node, (tuple, list)):
            result.leaves.append(path)
            return sign * outcome(node)
        if len(node) < 1:
            raise ValueError(f"empty node at {path}")
        log(path, sign, mine, theirs)
        best = -inf
        rest = [(*path, i) for i in range(len(node))]
        while rest:
            here = rest.pop(0)
            best = max(best, -score(node[here[-1]], here, -sign, -theirs, -mine))
            mine = max(mine, best)
            log(path, sign, mine, theirs)
            if mine >= theirs:
                result.pruned.extend(rest)
                break
        return best

    sign = 1 if maximizing else -1
    value = sign * score(tree, (), sign, -inf, inf)
    return result._replace(value=value)


def outcome(leaf):
    if isinstance(leaf, (bool, np.bool_)):
        raise TypeError("bool")
    if not isinstance(leaf, (int, float, np.integer, np.floating)):
        raise TypeError("leaf")
    if isnan(leaf):
        raise ValueError("NaN")
    return float(leaf)
