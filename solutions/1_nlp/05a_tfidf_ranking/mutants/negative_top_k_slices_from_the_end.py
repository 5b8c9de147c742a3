"""Lets a negative top_k cut off the end of the list.

hint: What would "top -1" mean?
"""

_check_right = _check_top_k


def _check_top_k(top_k):
    _check_right(None if top_k is None else abs(top_k) if isinstance(top_k, int) else top_k)
