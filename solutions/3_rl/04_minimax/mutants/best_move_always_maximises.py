"""best_move takes the largest child value for MIN, too.

hint: The answer must lead to the root value.
"""


def best_move(tree, maximizing=True):
    if _is_leaf(tree):
        raise ValueError("a bare leaf has no moves")
    values = [minimax(child, not maximizing) for child in tree]
    return values.index(max(values))
