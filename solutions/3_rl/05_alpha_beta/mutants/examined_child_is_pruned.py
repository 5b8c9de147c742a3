"""Lists the child that led to the cut as pruned, too.

hint: Which children were never looked at?
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
            log.pruned.extend((*path, skipped) for skipped in range(i, len(node)))
            break
    return value
