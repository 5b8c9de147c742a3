"""best_move of a node with one child does not look at the child.

hint: Is the tree below an only child sure to be well formed?
"""

_thorough = best_move


def best_move(tree, maximizing=True):
    if isinstance(tree, (list, tuple)) and len(tree) == 1:
        return 0
    return _thorough(tree, maximizing)
