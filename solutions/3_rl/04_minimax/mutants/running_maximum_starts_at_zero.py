"""The running maximum starts at 0, the running minimum at infinity.

hint: What if every outcome is a loss?
"""


def _best(values, maximizing):
    return max(0, *values) if maximizing else min(values)


def best_move(tree, maximizing=True):
    if _is_leaf(tree):
        raise ValueError("a bare leaf has no moves")
    values = [minimax(child, not maximizing) for child in tree]
    best = _best(values, maximizing)
    return values.index(best) if best in values else 0
