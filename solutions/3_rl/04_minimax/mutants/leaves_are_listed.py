"""minimax_values lists the leaves, too.

hint: Which nodes of the drawing are empty circles?
"""


def minimax_values(tree, maximizing=True):
    values = {}

    def value(node, path, maximizing):
        if _is_leaf(node):
            values[path] = node
        else:
            found = [value(child, (*path, i), not maximizing) for i, child in enumerate(node)]
            values[path] = _best(found, maximizing)
        return values[path]

    value(tree, (), maximizing)
    return values
