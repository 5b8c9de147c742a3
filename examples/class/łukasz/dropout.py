"""Dropout as a layer between the two of the network. Imports the layers of my other file."""

import numpy as np

from narzedzia import f64, real, shaped
from two_layer_net import Affine, ReLU


def dropout_forward(A, keep_prob, rng, training=True):
    A = f64(A)
    if not training:
        return A, None
    p = real(keep_prob)
    if not 0 < p <= 1:
        raise ValueError("keep_prob is a probability and not 0")
    if not isinstance(rng, np.random.Generator):
        raise TypeError("rng must be a Generator")
    mask = rng.random(A.shape) < p
    return np.where(mask, A / p, 0.0), mask


def dropout_backward(dout, mask, keep_prob):
    d = f64(dout)
    return d if mask is None else d * shaped("mask", np.asarray(mask), *d.shape) / keep_prob


def forward_with_dropout(X, W1, b1, W2, b2, keep_prob, rng, training=True):
    first, relu, second = Affine(W1, b1, ("W1", "b1")), ReLU(), Affine(W2, b2, ("W2", "b2"))
    x = shaped("X", f64(X), None, None)
    if not len(x):
        raise ValueError("X is empty")
    shaped("W2", second.W, first.W.shape[1], None)
    hidden, mask = dropout_forward(relu.forward(first.forward(x)), keep_prob, rng, training)
    return second.forward(hidden), (first, relu, mask, keep_prob, second)


def backward_with_dropout(dZ2, cache):
    first, relu, mask, keep_prob, second = cache
    d, dW2, db2 = second.backward(f64(dZ2))
    d = relu.backward(dropout_backward(d, mask, keep_prob))
    d, dW1, db1 = first.backward(d)
    return dict(dX=d, dW1=dW1, db1=db1, dW2=dW2, db2=db2)
