"""Takes the maximum on every level.

hint: Who moves on the second level, and what do they want?
"""


def _best(values, maximizing):
    return max(values)
