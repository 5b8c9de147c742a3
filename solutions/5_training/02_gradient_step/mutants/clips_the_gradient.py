"""Clips every entry of the gradient to the range from -5 to 5.

hint: Which symbol in the update formula would do that?
"""

_plain = _moved


def _moved(param, grad, rate):
    return _plain(param, np.clip(_float_array(grad), -5, 5), rate)
