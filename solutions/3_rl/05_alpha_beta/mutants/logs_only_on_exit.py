"""Logs a node once, when it is left.

hint: How many entries does a node with two examined children have?
"""


def _search(node, path, maximizing, bounds, log):
    if _is_leaf(node):
        log.leaves.append(path)
        return node
    alpha, beta = bounds
    value = -inf if maximizing else inf
    for i, child in enumerate(node):
        found = _search(child, (*path, i), not maximizing, (alpha, beta), log)
        if maximizing:
            value = max(value, found)
            alpha = max(alpha, value)
        else:
            value = min(value, found)
            beta = min(beta, value)
        if alpha >= beta:
            log.pruned.extend((*path, skipped) for skipped in range(i + 1, len(node)))
            break
    log.trace.append((path, alpha, beta))
    return value
