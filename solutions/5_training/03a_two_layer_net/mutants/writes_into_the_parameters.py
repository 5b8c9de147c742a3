"""Updates the caller's W1, b1, W2 and b2 in place.

hint: Keep a copy of W1 and compare after the call.
"""

import numpy as np

_right = train_step


def train_step(X, y, W1, b1, W2, b2, learning_rate):
    *new, loss = _right(X, y, W1, b1, W2, b2, learning_rate)
    parameters = [np.asarray(old) for old in (W1, b1, W2, b2)]
    for k, parameter in enumerate(parameters):
        if parameter.dtype == np.float64:
            parameter[...] = new[k]
        else:
            parameters[k] = new[k]
    return *parameters, loss
