"""MAX moves at the root, whatever the flag says.

hint: Read the flag.
"""

_values = minimax_values


def minimax(tree, maximizing=True):
    return _right_value(tree, True)


def minimax_values(tree, maximizing=True):
    return _values(tree, True)


def best_move(tree, maximizing=True):
    if _is_leaf(tree):
        raise ValueError("a bare leaf has no moves")
    values = [_right_value(child, False) for child in tree]
    return values.index(max(values))


def _right_value(tree, maximizing):
    if _is_leaf(tree):
        return tree
    return _best([_right_value(child, not maximizing) for child in tree], maximizing)
