"""minimax skips branches that can't change the value, and the mistakes in them.

hint: Is a mistake found wherever in the tree it is?
"""


def minimax(tree, maximizing=True, alpha=-np.inf, beta=np.inf):
    if _is_leaf(tree):
        return tree
    values = []
    for child in tree:
        values.append(minimax(child, not maximizing, alpha, beta))
        if maximizing:
            alpha = max(alpha, values[-1])
        else:
            beta = min(beta, values[-1])
        if alpha >= beta:
            break
    return _best(values, maximizing)


def best_move(tree, maximizing=True):
    if _is_leaf(tree):
        raise ValueError("a bare leaf has no moves")
    values = [minimax(child, not maximizing) for child in tree]
    return values.index(_best(values, maximizing))
