"""Refuses inner nodes that are tuples.

hint: Which types does the task name for inner nodes?
"""

_both = _is_leaf


def _is_leaf(node):
    if isinstance(node, tuple):
        raise TypeError("an inner node must be a list")
    return _both(node)
