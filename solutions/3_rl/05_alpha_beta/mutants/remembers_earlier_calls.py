"""A second search of the same tree goes on writing the log of the first.

hint: Call it twice in a row and compare the logs.
"""

_LAST = {}


def alpha_beta(tree, maximizing=True):
    key = repr((tree, maximizing))
    if key not in _LAST:
        _LAST.clear()
        _LAST[key] = SearchResult(value=0, trace=[], leaves=[], pruned=[])
    log = _LAST[key]
    return log._replace(value=_search(tree, (), maximizing, (-inf, inf), log))
