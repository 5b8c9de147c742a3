"""Written for trees of exactly two levels.

hint: Try a tree in which a leaf sits next to a subtree.
"""


def minimax(tree, maximizing=True):
    if not isinstance(tree, (list, tuple)):
        return tree if _is_leaf(tree) else None
    return _best([_best(child, not maximizing) for child in tree], maximizing)


def minimax_values(tree, maximizing=True):
    if not isinstance(tree, (list, tuple)):
        return {}
    values = {(i,): _best(child, not maximizing) for i, child in enumerate(tree)}
    return {(): _best(list(values.values()), maximizing), **values}


def best_move(tree, maximizing=True):
    if not isinstance(tree, (list, tuple)):
        raise ValueError("a bare leaf has no moves")
    values = [_best(child, not maximizing) for child in tree]
    return values.index(_best(values, maximizing))
