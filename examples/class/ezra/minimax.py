"""Answers 0 and damages what it was given. Wrong, but honest: the twin of enzo."""


def spoil(tree):
    if isinstance(tree, list):
        tree[:] = [1.5]


def minimax(tree, maximizing=True):
    spoil(tree)
    return 0


def minimax_values(tree, maximizing=True):
    spoil(tree)
    return {(): 0}


def best_move(tree, maximizing=True):
    spoil(tree)
    return 0
