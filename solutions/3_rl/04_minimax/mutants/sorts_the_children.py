"""Sorts the children of the caller's tree to take the last or first.

hint: Look at your tree after the call.
"""


def _put_back(tree):
    """Leaves in order before subtrees, in every list of the tree."""
    if isinstance(tree, (list, tuple)):
        for child in tree:
            _put_back(child)
    if isinstance(tree, list):
        tree.sort(key=lambda child: (1, 0) if isinstance(child, (list, tuple)) else (0, child))


_value, _values, _move = minimax, minimax_values, best_move


def minimax(tree, maximizing=True):
    value = _value(tree, maximizing)
    _put_back(tree)
    return value


def minimax_values(tree, maximizing=True):
    values = _values(tree, maximizing)
    _put_back(tree)
    return values


def best_move(tree, maximizing=True):
    move = _move(tree, maximizing)
    _put_back(tree)
    return move
