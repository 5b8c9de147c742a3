"""Takes arrays, too, for inner nodes.

hint: Which types does the task name for inner nodes?
"""

_strict = _is_leaf


def _is_leaf(node):
    if isinstance(node, np.ndarray) and node.ndim:
        return False
    return _strict(node)
