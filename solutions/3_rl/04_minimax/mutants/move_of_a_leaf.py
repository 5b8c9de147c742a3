"""best_move of a bare leaf is 0.

hint: Which move can you make where the game is over?
"""

_strict = best_move


def best_move(tree, maximizing=True):
    if not isinstance(tree, (list, tuple)) and _is_leaf(tree):
        return 0
    return _strict(tree, maximizing)
