"""The paths are written from the node up to the root.

hint: Follow the path (1, 0) of your answer from the root: where do you arrive?
"""

_right = alpha_beta


def alpha_beta(tree, maximizing=True):
    value, trace, leaves, pruned = _right(tree, maximizing)
    trace = [(path[::-1], alpha, beta) for path, alpha, beta in trace]
    leaves, pruned = [path[::-1] for path in leaves], [path[::-1] for path in pruned]
    return SearchResult(value, trace, leaves, pruned)
