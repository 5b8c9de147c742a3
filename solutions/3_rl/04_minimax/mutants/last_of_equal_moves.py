"""Takes the last of several equally good moves.

hint: The task names the one to prefer.
"""


def best_move(tree, maximizing=True):
    if _is_leaf(tree):
        raise ValueError("a bare leaf has no moves")
    values = [minimax(child, not maximizing) for child in tree]
    return len(values) - 1 - values[::-1].index(_best(values, maximizing))
