"""Accepts keep_prob = 0.

hint: What would you divide by?
"""

_right = _require_keep_prob


def _require_keep_prob(keep_prob):
    if isinstance(keep_prob, bool) or keep_prob != 0:
        _right(keep_prob)
