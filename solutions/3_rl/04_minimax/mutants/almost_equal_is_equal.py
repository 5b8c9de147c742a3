"""best_move takes values for equal that differ by less than 1e-9.

hint: Do two outcomes have to differ by much for one to be better?
"""


def best_move(tree, maximizing=True):
    if _is_leaf(tree):
        raise ValueError("a bare leaf has no moves")
    values = [minimax(child, not maximizing) for child in tree]
    best = _best(values, maximizing)
    return next(i for i, v in enumerate(values) if v == best or abs(v - best) < 1e-9)
