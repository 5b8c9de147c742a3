"""Takes True for the number 1.

hint: What is isinstance(True, int)?
"""

_check_right = _check_top_k


def _check_top_k(top_k):
    _check_right(int(top_k) if isinstance(top_k, bool) else top_k)
