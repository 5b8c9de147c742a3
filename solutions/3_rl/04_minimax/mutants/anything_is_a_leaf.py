"""Takes everything that is no list or tuple for a leaf.

hint: Which types can be the outcome of a game?
"""

_strict = _is_leaf


def _is_leaf(node):
    if isinstance(node, (str, dict, complex, np.ndarray)) or node is None:
        return True
    return _strict(node)


def _best(values, maximizing):
    try:
        return max(values) if maximizing else min(values)
    except (TypeError, ValueError):
        return values[0]
