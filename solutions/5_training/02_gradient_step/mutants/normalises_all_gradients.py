"""Scales all gradients together to unit length.

hint: Which symbol in the update formula would do that?
"""

_plain = gradient_step


def gradient_step(params, grads, learning_rate):
    new = _plain(params, grads, learning_rate)
    length = np.sqrt(sum(np.sum(_float_array(grad) ** 2) for grad in grads.values()))
    return _plain(params, grads, learning_rate / length) if length else new
