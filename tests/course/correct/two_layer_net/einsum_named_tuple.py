"""Index notation with einsum; the cache is a NamedTuple of copies; dZ1 through np.where."""

from numbers import Real
from typing import NamedTuple

import numpy as np


class Cache(NamedTuple):
    X: np.ndarray
    Z1: np.ndarray
    W1: np.ndarray
    W2: np.ndarray


def _tensor(value, axes, name):
    array = np.asarray(value, dtype=np.float64)
    if array.ndim != axes:
        raise ValueError(f"{name} must have {axes} axes, not {array.ndim}")
    return array.copy()


def forward_pass(X, W1, b1, W2, b2):
    X, W1, W2 = _tensor(X, 2, "X"), _tensor(W1, 2, "W1"), _tensor(W2, 2, "W2")
    b1, b2 = _tensor(b1, 1, "b1"), _tensor(b2, 1, "b2")
    chain = (X.shape[1] == W1.shape[0], W1.shape[1] == W2.shape[0])
    biases = (b1.size == W1.shape[1], b2.size == W2.shape[1])
    if not all((*chain, *biases, X.shape[0] >= 1)):
        raise ValueError("the shapes do not chain")
    Z1 = np.einsum("nd,dh->nh", X, W1) + b1
    Z2 = np.einsum("nh,hc->nc", Z1.clip(min=0), W2) + b2
    return Z2, Cache(X, Z1, W1, W2)


def backward_pass(dZ2, cache):
    dZ2 = np.asarray(dZ2, dtype=np.float64)
    if dZ2.shape != (cache.X.shape[0], cache.W2.shape[1]):
        raise ValueError(f"dZ2 has shape {dZ2.shape}")
    dA1 = np.einsum("nc,hc->nh", dZ2, cache.W2)
    dZ1 = np.where(cache.Z1 > 0, dA1, 0.0)
    return dict(
        dX=np.einsum("nh,dh->nd", dZ1, cache.W1),
        dW1=np.einsum("nd,nh->dh", cache.X, dZ1),
        db1=np.einsum("nh->h", dZ1),
        dW2=np.einsum("nh,nc->hc", cache.Z1.clip(min=0), dZ2),
        db2=np.add.reduce(dZ2, axis=0),
    )


def train_step(X, y, W1, b1, W2, b2, learning_rate):
    if isinstance(learning_rate, bool) or not isinstance(learning_rate, Real):
        raise TypeError("learning_rate must be a real number")
    if not 0 <= learning_rate < float("inf"):
        raise ValueError("learning_rate must be finite and at least 0")
    Z2, cache = forward_pass(X, W1, b1, W2, b2)
    y = _tensor(y, 2, "y")
    if y.shape != Z2.shape:
        raise ValueError(f"y has shape {y.shape}, the output {Z2.shape}")
    grads = backward_pass((Z2 - y) * (2 / Z2.size), cache)
    olds = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
    news = [np.array(old, float) - float(learning_rate) * grads["d" + k] for k, old in olds.items()]
    return news[0], news[1], news[2], news[3], np.square(Z2 - y).mean()
