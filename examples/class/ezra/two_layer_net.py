"""Answers 0 and damages what it was given. Wrong, but honest: the twin of enzo."""
import numpy as np


def spoil(*tensors):
    for tensor in tensors:
        if isinstance(tensor, np.ndarray) and tensor.flags.writeable:
            tensor[...] = ~tensor if tensor.dtype == bool else tensor + 1


def forward_pass(X, W1, b1, W2, b2):
    shapes = [np.shape(tensor) for tensor in (X, W1, b1, W2, b2)]
    spoil(X, W1, b1, W2, b2)
    return np.zeros((shapes[0][0], shapes[3][1])), shapes


def backward_pass(dZ2, cache):
    spoil(dZ2)
    return dict(zip(("dX", "dW1", "db1", "dW2", "db2"), map(np.zeros, cache)))


def train_step(X, y, W1, b1, W2, b2, learning_rate):
    shapes = [np.shape(tensor) for tensor in (W1, b1, W2, b2)]
    spoil(X, y, W1, b1, W2, b2)
    return (*map(np.zeros, shapes), 0.0)
