"""Returns the arguments themselves if the learning rate is 0.

hint: Does a step of length 0 make the result the caller's array?
"""

_right = gradient_step


def gradient_step(params, grads, learning_rate):
    new = _right(params, grads, learning_rate)
    return new if learning_rate else {name: _float_array(params[name]) for name in params}
