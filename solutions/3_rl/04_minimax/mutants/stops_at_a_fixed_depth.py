"""Looks no deeper than 50 levels and takes what lies below for a draw.

hint: How deep may a tree be, and what is at its deepest level?
"""

_value = minimax


def minimax(tree, maximizing=True, depth=50):
    if depth == 0 and not _is_leaf(tree):
        _value(tree)
        return 0
    if _is_leaf(tree):
        return tree
    return _best([minimax(child, not maximizing, depth - 1) for child in tree], maximizing)
