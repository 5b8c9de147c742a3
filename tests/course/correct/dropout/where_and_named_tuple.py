"""np.where instead of products, einsum, draws by rng.uniform; the cache is a NamedTuple."""

from numbers import Real
from typing import Any, NamedTuple

import numpy as np


class Cache(NamedTuple):
    X: np.ndarray
    Z1: np.ndarray
    dropped: np.ndarray
    mask: Any
    W1: np.ndarray
    W2: np.ndarray
    keep_prob: float


def dropout_forward(A, keep_prob, rng, training=True):
    A = np.asarray(A, dtype=np.float64)
    if not training:
        return A.copy(), None
    if not isinstance(rng, np.random.Generator):
        raise TypeError("rng is no Generator")
    if isinstance(keep_prob, bool) or not isinstance(keep_prob, Real):
        raise TypeError("keep_prob is no number")
    if not 0.0 < keep_prob <= 1.0:
        raise ValueError("keep_prob is no probability above 0")
    mask = np.less(rng.uniform(size=A.shape), keep_prob)
    return np.where(mask, A / keep_prob, 0.0), mask


def dropout_backward(dout, mask, keep_prob):
    dout = np.asarray(dout, dtype=np.float64)
    if mask is None:
        return dout.copy()
    if np.shape(mask) != np.shape(dout):
        raise ValueError("mask and gradient differ in shape")
    return np.where(mask, dout / keep_prob, 0.0)


def forward_with_dropout(X, W1, b1, W2, b2, keep_prob, rng, training=True):
    X, W1, W2 = (np.array(each, dtype=np.float64, ndmin=0) for each in (X, W1, W2))
    b1, b2 = np.array(b1, dtype=np.float64), np.array(b2, dtype=np.float64)
    shapes = [each.shape for each in (X, W1, b1, W2, b2)]
    try:
        (n, d), (d_too, h), (h_too,), (h_again, c), (c_too,) = shapes
    except ValueError:
        raise ValueError(f"wrong number of axes: {shapes}") from None
    if n == 0 or d != d_too or not h == h_too == h_again or c != c_too:
        raise ValueError(f"these do not chain: {shapes}")
    Z1 = np.einsum("nd,dh->nh", X, W1) + b1
    dropped, mask = dropout_forward(np.where(Z1 > 0, Z1, 0), keep_prob, rng, training)
    return dropped @ W2 + b2, Cache(X, Z1, dropped, mask, W1, W2, keep_prob)


def backward_with_dropout(dZ2, cache):
    dZ2 = np.asarray(dZ2, dtype=np.float64)
    if dZ2.shape != (len(cache.X), cache.W2.shape[1]):
        raise ValueError("dZ2 does not fit")
    dA1 = dropout_backward(np.einsum("nc,hc->nh", dZ2, cache.W2), cache.mask, cache.keep_prob)
    dZ1 = np.where(cache.Z1 > 0, dA1, 0.0)
    return {
        "db2": np.einsum("nc->c", dZ2),
        "dW2": np.einsum("nh,nc->hc", cache.dropped, dZ2),
        "db1": np.einsum("nh->h", dZ1),
        "dW1": np.einsum("nd,nh->dh", cache.X, dZ1),
        "dX": np.einsum("nh,dh->nd", dZ1, cache.W1),
    }
