"""The search starts with alpha = 0.

hint: Which values are certain before anything was seen?
"""


def alpha_beta(tree, maximizing=True):
    log = SearchResult(value=0, trace=[], leaves=[], pruned=[])
    value = _search(tree, (), maximizing, (0, inf), log)
    return log._replace(value=value)
