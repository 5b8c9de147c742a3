"""dW2 is computed from the activations before dropout.

hint: What was multiplied by W2 in this pass?
"""

import numpy as np

_right_backward = backward_with_dropout


def backward_with_dropout(dZ2, cache):
    gradients = _right_backward(dZ2, cache)
    Z1 = cache[1]
    gradients["dW2"] = np.maximum(Z1, 0.0).T @ np.asarray(dZ2, dtype=np.float64)
    return gradients
