"""Negamax: one player only, who always maximises the negated value of the opponent."""

from math import inf


def _score(node, sign, path=(), found=None):
    """Value of the node for the player to move, whose sign it is."""
    if not isinstance(node, (list, tuple)):
        return sign * _checked(node)
    if not node:
        raise ValueError("a node needs children")
    best = -inf
    for i, child in enumerate(node):
        best = max(best, -_score(child, -sign, (*path, i), found))
    if found is not None:
        found[path] = sign * best
    return best


def _checked(leaf):
    kind = getattr(getattr(leaf, "dtype", None), "kind", None)
    if kind is not None:
        if kind not in "iuf" or leaf.ndim:
            raise TypeError("leaf")
        leaf = leaf.item()
    if type(leaf) is not int and not isinstance(leaf, float):
        raise TypeError("leaf")
    if leaf != leaf:
        raise ValueError("NaN")
    return leaf


def minimax(tree, maximizing=True):
    sign = 1 if maximizing else -1
    return sign * _score(tree, sign)


def minimax_values(tree, maximizing=True):
    found = {}
    _score(tree, 1 if maximizing else -1, found=found)
    return found


def best_move(tree, maximizing=True):
    if not isinstance(tree, (list, tuple)):
        raise ValueError("a leaf has no moves")
    if not tree:
        raise ValueError("a node needs children")
    sign = 1 if maximizing else -1
    scores = [-_score(child, -sign) for child in tree]
    best, move = scores[0], 0
    for i in range(1, len(scores)):
        if scores[i] > best:
            best, move = scores[i], i
    return move
