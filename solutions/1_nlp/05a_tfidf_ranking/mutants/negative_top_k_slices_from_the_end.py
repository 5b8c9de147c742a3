"""Lets a negative top_k cut off the end of the list.

hint: What would "top -1" mean?
"""

_check_right = _check_top_k


def _check_top_k(top_k):
    negative = isinstance(top_k, int | np.integer) and top_k < 0
    _check_right(None if negative else top_k)
