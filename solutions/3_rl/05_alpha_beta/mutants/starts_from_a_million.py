"""The search starts with bounds of one million below and above zero.

hint: Which values are certain before anything was seen?
"""


def alpha_beta(tree, maximizing=True):
    log = SearchResult(value=0, trace=[], leaves=[], pruned=[])
    value = _search(tree, (), maximizing, (-1e6, 1e6), log)
    return log._replace(value=value)
