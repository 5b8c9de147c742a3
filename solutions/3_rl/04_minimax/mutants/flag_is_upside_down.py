"""MIN moves at the root if `maximizing`, MAX if not.

hint: Read the flag.
"""

_right_best = _best


def _best(values, maximizing):
    return _right_best(values, not maximizing)
