"""best_move evaluates the children as if the same player moved again.

hint: Whose turn is it after your move?
"""


def best_move(tree, maximizing=True):
    if _is_leaf(tree):
        raise ValueError("a bare leaf has no moves")
    values = [minimax(child, maximizing) for child in tree]
    return values.index(_best(values, maximizing))
