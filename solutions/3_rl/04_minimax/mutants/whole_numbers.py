"""Rounds the leaves down to integers.

hint: Is every outcome a whole number?
"""

_right = {"value": minimax, "values": minimax_values}


def _rounded(number):
    return number if not np.isfinite(number) else int(np.floor(number))


def minimax(tree, maximizing=True):
    if _is_leaf(tree):
        return _rounded(tree)
    return _best([minimax(child, not maximizing) for child in tree], maximizing)


def minimax_values(tree, maximizing=True):
    return {path: _rounded(v) for path, v in _right["values"](tree, maximizing).items()}
