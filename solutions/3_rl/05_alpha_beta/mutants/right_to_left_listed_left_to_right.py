"""Visits the children from right to left, but lists the skipped ones from left to right.

hint: The order decides what can be skipped.
"""


def _search(node, path, maximizing, bounds, log):
    if _is_leaf(node):
        log.leaves.append(path)
        return node
    alpha, beta = bounds
    log.trace.append((path, alpha, beta))
    value = -inf if maximizing else inf
    for i in reversed(range(len(node))):
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
            log.pruned.extend((*path, skipped) for skipped in range(i))
            break
    return value
