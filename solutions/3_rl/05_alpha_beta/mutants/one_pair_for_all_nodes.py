"""All nodes share one pair of bounds: what a child changes, its parent keeps.

hint: Whose bounds does a node change: its own or those of its parent, too?
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
        alpha, beta = log.trace[-1][1:] if isinstance(child, (list, tuple)) else (alpha, beta)
        if maximizing:
            value = max(value, found)
            alpha = max(alpha, value)
        else:
            value = min(value, found)
            beta = min(beta, value)
        log.trace.append((path, alpha, beta))
        if alpha >= beta:
            log.pruned.extend((*path, skipped) for skipped in range(i + 1, len(node)))
            break
    return value
