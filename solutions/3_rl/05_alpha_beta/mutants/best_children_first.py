"""Visits leaves before subtrees.

hint: The order decides what can be skipped.
"""


def _search(node, path, maximizing, bounds, log):
    if _is_leaf(node):
        log.leaves.append(path)
        return node
    alpha, beta = bounds
    log.trace.append((path, alpha, beta))
    value = -inf if maximizing else inf
    order = sorted(range(len(node)), key=lambda i: isinstance(node[i], (list, tuple)))
    for k, i in enumerate(order):
        child = node[i]
        found = _search(child, (*path, i), not maximizing, (alpha, beta), log)
        if maximizing:
            value = max(value, found)
            alpha = max(alpha, value)
        else:
            value = min(value, found)
            beta = min(beta, value)
        log.trace.append((path, alpha, beta))
        if alpha >= beta:
            log.pruned.extend((*path, skipped) for skipped in order[k + 1 :])
            break
    return value
