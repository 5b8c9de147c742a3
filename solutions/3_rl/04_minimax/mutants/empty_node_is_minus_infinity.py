"""A node without children is worth -inf.

hint: Is a position without moves a legal input here?
"""

_strict = _is_leaf


def _is_leaf(node):
    return False if isinstance(node, (list, tuple)) else _strict(node)


def _best(values, maximizing):
    return (max if maximizing else min)(values, default=float("-inf"))


def best_move(tree, maximizing=True):
    if _is_leaf(tree):
        raise ValueError("a bare leaf has no moves")
    values = [minimax(child, not maximizing) for child in tree]
    return values.index(_best(values, maximizing)) if values else 0
