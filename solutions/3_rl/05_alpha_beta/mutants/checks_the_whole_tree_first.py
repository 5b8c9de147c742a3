"""Refuses trees for mistakes in parts that the search never reaches.

hint: Which parts of the tree need to be looked at before the search reaches them?
"""

_lazy = alpha_beta


def alpha_beta(tree, maximizing=True):
    _check(tree)
    return _lazy(tree, maximizing)


def _check(node):
    if not _is_leaf(node):
        for child in node:
            _check(child)
