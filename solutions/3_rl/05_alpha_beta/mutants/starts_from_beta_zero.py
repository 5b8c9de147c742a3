"""The search starts with beta = 0.

hint: Which values are certain before anything was seen?
"""


def alpha_beta(tree, maximizing=True):
    log = SearchResult(value=0, trace=[], leaves=[], pruned=[])
    value = _search(tree, (), maximizing, (-inf, 0), log)
    return log._replace(value=value)
