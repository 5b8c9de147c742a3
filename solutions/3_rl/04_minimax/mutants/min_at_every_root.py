"""MIN moves at the root, whatever the flag says.

hint: Read the flag.
"""

_value, _values, _move = minimax, minimax_values, best_move


def minimax(tree, maximizing=True):
    return _right_value(tree, False)


def minimax_values(tree, maximizing=True):
    return _values(tree, False)


def best_move(tree, maximizing=True):
    values = [_right_value(child, True) for child in _inner(tree)]
    return values.index(min(values))


def _inner(tree):
    if _is_leaf(tree):
        raise ValueError("a bare leaf has no moves")
    return tree


def _right_value(tree, maximizing):
    if _is_leaf(tree):
        return tree
    return _best([_right_value(child, not maximizing) for child in tree], maximizing)
