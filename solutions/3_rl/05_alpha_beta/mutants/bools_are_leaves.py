"""Takes True and False for leaves.

hint: What is `isinstance(True, int)`?
"""

_strict = _is_leaf


def _is_leaf(node):
    return isinstance(node, (bool, np.bool_)) or _strict(node)
