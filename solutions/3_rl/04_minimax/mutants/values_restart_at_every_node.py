"""minimax_values lets the player at the root move first at every node.

hint: Whose turn is it at a node on the second level?
"""

_right = minimax_values


def minimax_values(tree, maximizing=True):
    values = {}

    def fill(node, path):
        if not _is_leaf(node):
            values[path] = minimax(node, maximizing)
            for i, child in enumerate(node):
                fill(child, (*path, i))

    fill(tree, ())
    return values
