"""Takes all children for leaves if the first child is one.

hint: Try a tree in which a leaf sits next to a subtree.
"""


def _value(tree, maximizing):
    if _is_leaf(tree):
        return tree
    if _is_leaf(tree[0]):
        return _best(tree, maximizing)
    return _best([_value(child, not maximizing) for child in tree], maximizing)


def minimax(tree, maximizing=True):
    return _value(tree, maximizing)


def minimax_values(tree, maximizing=True):
    values = {}

    def fill(node, path, maximizing):
        if _is_leaf(node):
            return
        values[path] = _value(node, maximizing)
        if not _is_leaf(node[0]):
            for i, child in enumerate(node):
                fill(child, (*path, i), not maximizing)

    fill(tree, (), maximizing)
    return values
