"""Minimax, written once as negamax: what is good for one is bad for the other."""

import numpy as np

from narzedzia import real


def children(node):
    """The children of an inner node, None for a leaf."""
    if isinstance(node, (list, tuple)):
        if not node:
            raise ValueError("a node without children")
        return node
    if np.isnan(real(node)):
        raise ValueError("NaN")
    return None


def negamax(node, sign, path=(), found=None):
    kids = children(node)
    if kids is None:
        return sign * float(node)
    value = max(-negamax(kid, -sign, (*path, k), found) for k, kid in enumerate(kids))
    if found is not None:
        found[path] = sign * value
    return value


def minimax(tree, maximizing=True):
    sign = 1 if maximizing else -1
    return sign * negamax(tree, sign)


def minimax_values(tree, maximizing=True):
    found = {}
    negamax(tree, 1 if maximizing else -1, (), found)
    return found


def best_move(tree, maximizing=True):
    kids = children(tree)
    if kids is None:
        raise ValueError("no moves")
    sign = 1 if maximizing else -1
    return int(np.argmax([-negamax(kid, -sign) for kid in kids]))
