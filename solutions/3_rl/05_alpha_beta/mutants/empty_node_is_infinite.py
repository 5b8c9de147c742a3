"""A node without children is worth -inf or inf.

hint: Is a position without moves a legal input here?
"""

_strict = _is_leaf


def _is_leaf(node):
    return False if isinstance(node, (list, tuple)) else _strict(node)
