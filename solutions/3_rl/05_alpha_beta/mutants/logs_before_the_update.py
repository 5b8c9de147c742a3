"""Logs the pair before the child's value has changed it.

hint: Which pair belongs into the trace: the one before the child or the one after?
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
        log.trace.append((path, alpha, beta))
        if maximizing:
            value = max(value, found)
            alpha = max(alpha, value)
        else:
            value = min(value, found)
            beta = min(beta, value)
        if alpha >= beta:
            log.pruned.extend((*path, skipped) for skipped in range(i + 1, len(node)))
            break
    return value
