"""Sorts the children of the caller's tree after the search.

hint: Look at your tree after the call.
"""

_right = alpha_beta


def alpha_beta(tree, maximizing=True):
    result = _right(tree, maximizing)
    _sort(tree)
    return result


def _sort(tree):
    if isinstance(tree, (list, tuple)):
        for child in tree:
            _sort(child)
    if isinstance(tree, list):
        tree.sort(key=lambda child: -child if isinstance(child, (int, float)) else 0)
