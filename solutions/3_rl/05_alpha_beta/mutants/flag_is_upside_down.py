"""MIN moves at the root if `maximizing`, MAX if not.

hint: Search the same tree from the other player's side.
"""

_right = alpha_beta


def alpha_beta(tree, maximizing=True):
    return _right(tree, not maximizing)
