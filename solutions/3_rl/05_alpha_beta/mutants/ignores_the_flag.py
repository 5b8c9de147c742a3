"""MAX moves at the root, whatever the flag says.

hint: Search the same tree from the other player's side.
"""

_right = alpha_beta


def alpha_beta(tree, maximizing=True):
    return _right(tree, True)
