"""The running best starts at one million below or above zero.

hint: Is there a number that no outcome of a game can pass?
"""


def _best(values, maximizing):
    return max(-1e6, *values) if maximizing else min(1e6, *values)


def best_move(tree, maximizing=True):
    if _is_leaf(tree):
        raise ValueError("a bare leaf has no moves")
    values = [minimax(child, not maximizing) for child in tree]
    best = _best(values, maximizing)
    return values.index(best) if best in values else 0
