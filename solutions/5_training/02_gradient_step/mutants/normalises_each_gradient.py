"""Scales every gradient to unit length.

hint: Which symbol in the update formula would do that?
"""

_plain = _moved


def _moved(param, grad, rate):
    length = np.linalg.norm(_float_array(grad))
    return _plain(param, grad, rate / length if length else rate)
