# Emil: works, but what belongs into trace I only understood halfway
import math
from collections import namedtuple

SearchResult = namedtuple("SearchResult", "value trace leaves pruned")


def alpha_beta(tree, maximizing=True):
    trace, leaves, pruned = [], [], []

    def check(t):
        if isinstance(t, bool) or not isinstance(t, (int, float)) and not hasattr(t, "dtype"):
            raise TypeError("no number")
        if hasattr(t, "dtype") and (t.dtype.kind not in "iuf" or t.shape != ()):
            raise TypeError("no number")
        if math.isnan(t):
            raise ValueError("nan")

    def search(t, path, alpha, beta, is_max):
        if not isinstance(t, (list, tuple)):
            check(t)
            leaves.append(path)
            return t
        if not t:
            raise ValueError("empty")
        trace.append((path, alpha, beta))
        best = -math.inf if is_max else math.inf
        for i, child in enumerate(t):
            v = search(child, path + (i,), alpha, beta, not is_max)
            if is_max:
                best = max(best, v)
                alpha = max(alpha, best)
            else:
                best = min(best, v)
                beta = min(beta, best)
            if alpha >= beta:
                pruned.extend(path + (k,) for k in range(i + 1, len(t)))
                break
            trace.append((path, alpha, beta))
        return best

    value = search(tree, (), -math.inf, math.inf, maximizing)
    return SearchResult(value, trace, leaves, pruned)
