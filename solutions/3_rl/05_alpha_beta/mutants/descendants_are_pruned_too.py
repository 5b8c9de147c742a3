"""Lists the descendants of skipped children, too.

hint: Which nodes did the cut itself skip, and which lie below those?
"""


def _search(node, path, maximizing, bounds, log):
    if _is_leaf(node):
        log.leaves.append(path)
        return node
    alpha, beta = bounds
    log.trace.append((path, alpha, beta))
    value = -inf if maximizing else inf
    for i, child in enumerate(node):
        found = _search(child, (*path, i), not maximizing, (alpha, beta), log)
        if maximizing:
            value = max(value, found)
            alpha = max(alpha, value)
        else:
            value = min(value, found)
            beta = min(beta, value)
        log.trace.append((path, alpha, beta))
        if alpha >= beta:
            for skipped in range(i + 1, len(node)):
                _list_below(node[skipped], (*path, skipped), log.pruned)
            break
    return value


def _list_below(node, path, pruned):
    pruned.append(path)
    if isinstance(node, (list, tuple)):
        for i, child in enumerate(node):
            _list_below(child, (*path, i), pruned)
