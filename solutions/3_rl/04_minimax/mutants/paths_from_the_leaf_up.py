"""The paths are written from the node up to the root.

hint: Follow the path (0, 2) of your answer from the root: where do you arrive?
"""

_downward = minimax_values


def minimax_values(tree, maximizing=True):
    return {path[::-1]: value for path, value in _downward(tree, maximizing).items()}
