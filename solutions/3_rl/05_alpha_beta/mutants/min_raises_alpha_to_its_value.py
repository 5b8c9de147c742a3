"""MIN nodes raise alpha to their own value and never lower beta.

hint: Which player could use the value just found as a guarantee?
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
            alpha = max(alpha, value)
        log.trace.append((path, alpha, beta))
        if alpha >= beta:
            log.pruned.extend((*path, skipped) for skipped in range(i + 1, len(node)))
            break
    return value
