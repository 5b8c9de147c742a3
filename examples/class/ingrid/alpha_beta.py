"""Alpha-beta (Ingrid)."""
from typing import NamedTuple

import numpy as np


class SearchResult(NamedTuple):
    value: float
    trace: list
    leaves: list
    pruned: list


def alpha_beta(tree, maximizing=True):
    res = SearchResult(None, [], [], [])

    def visit(t, p, a, b, m):
        if not isinstance(t, (list, tuple)):
            x = np.asarray(t)
            if x.shape or x.dtype.kind not in "iuf":
                raise TypeError("leaf")
            if np.isnan(x):
                raise ValueError("leaf")
            res.leaves.append(p)
            return t
        if len(t) == 0:
            raise ValueError("node")
        v = float("-inf") if m else float("inf")
        res.trace.append((p, a, b))
        for i in range(len(t)):
            w = visit(t[i], p + (i,), a, b, not m)
            if m:
                v = max(v, w)
                a = max(a, v)
            else:
                v = min(v, w)
                b = min(b, v)
            res.trace.append((p, a, b))
            if a > b:
                res.pruned.extend(p + (k,) for k in range(i + 1, len(t)))
                break
        return v

    value = visit(tree, (), float("-inf"), float("inf"), maximizing)
    return res._replace(value=value)
