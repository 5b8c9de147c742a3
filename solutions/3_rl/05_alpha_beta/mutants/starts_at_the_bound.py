"""The running value of a node starts at its bound instead of at infinity.

hint: The task says what a node hands back.
"""


def _search(node, path, maximizing, bounds, log):
    if _is_leaf(node):
        log.leaves.append(path)
        return node
    alpha, beta = bounds
    log.trace.append((path, alpha, beta))
    value = alpha if maximizing else beta
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
            log.pruned.extend((*path, skipped) for skipped in range(i + 1, len(node)))
            break
    return value
