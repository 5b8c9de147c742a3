"""Takes the last of several equally good moves if MIN begins.

hint: The task names the one to prefer.
"""

_first = best_move


def best_move(tree, maximizing=True):
    if maximizing:
        return _first(tree)
    _first(tree, False)
    values = [minimax(child) for child in tree]
    return len(values) - 1 - values[::-1].index(min(values))
