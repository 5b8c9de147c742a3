"""The paths count the children from 1.

hint: Which index has the first child?
"""

_from_zero = minimax_values


def minimax_values(tree, maximizing=True):
    values = _from_zero(tree, maximizing)
    return {tuple(i + 1 for i in path): value for path, value in values.items()}
