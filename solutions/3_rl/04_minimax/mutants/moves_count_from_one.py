"""best_move counts the moves from 1.

hint: Which index has the first child?
"""

_from_zero = best_move


def best_move(tree, maximizing=True):
    return _from_zero(tree, maximizing) + 1
