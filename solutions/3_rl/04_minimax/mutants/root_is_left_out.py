"""minimax_values leaves out the root.

hint: Which path has the node where the game begins?
"""

_complete = minimax_values


def minimax_values(tree, maximizing=True):
    values = _complete(tree, maximizing)
    values.pop((), None)
    return values
