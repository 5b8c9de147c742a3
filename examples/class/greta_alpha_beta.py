"""Greta"""
from math import inf


def alphabeta(tree, alpha=-inf, beta=inf, maximizing=True):
    if not isinstance(tree, list):
        return tree
    for t in tree:
        v = alphabeta(t, alpha, beta, not maximizing)
        if maximizing:
            alpha = max(alpha, v)
        else:
            beta = min(beta, v)
        if alpha >= beta:
            break
    return alpha if maximizing else beta
