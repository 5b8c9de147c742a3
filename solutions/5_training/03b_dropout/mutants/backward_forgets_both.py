"""The backward pass forgets mask and scale: it passes everything as it is.

hint: Write the forward line as a product of three factors and differentiate it.
"""

import numpy as np


def dropout_backward(dout, mask, keep_prob):
    dout = np.array(dout, dtype=np.float64)
    if mask is None:
        return dout
    _require_shape("mask", np.asarray(mask), dout.shape)
    return dout
