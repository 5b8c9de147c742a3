"""The running best starts at 0 for both players.

hint: What if every outcome is a loss?
"""


def _best(values, maximizing):
    return max(0, *values) if maximizing else min(0, *values)


def best_move(tree, maximizing=True):
    if _is_leaf(tree):
        raise ValueError("a bare leaf has no moves")
    values = [minimax(child, not maximizing) for child in tree]
    best, move = 0, 0
    for i, value in enumerate(values):
        if (value > best) if maximizing else (value < best):
            best, move = value, i
    return move
