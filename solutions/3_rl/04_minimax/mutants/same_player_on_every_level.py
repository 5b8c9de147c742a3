"""The player at the root moves on every level.

hint: Who moves on the second level, and what do they want?
"""


def minimax(tree, maximizing=True):
    if _is_leaf(tree):
        return tree
    return _best([minimax(child, maximizing) for child in tree], maximizing)


def minimax_values(tree, maximizing=True):
    values = {}

    def value(node, path):
        if _is_leaf(node):
            return node
        found = [value(child, (*path, i)) for i, child in enumerate(node)]
        values[path] = _best(found, maximizing)
        return values[path]

    value(tree, ())
    return values
