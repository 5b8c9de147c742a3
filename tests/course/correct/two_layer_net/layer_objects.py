"""Layers as small classes; the cache is a list of them; parameters travel in a dict."""

import math

import numpy as np


class Affine:
    def __init__(self, W, b):
        self.W = np.array(W, dtype=np.float64)
        self.b = np.array(b, dtype=np.float64)
        if self.W.ndim != 2 or self.b.ndim != 1 or self.W.shape[1] != self.b.shape[0]:
            raise ValueError(f"weights {self.W.shape} and bias {self.b.shape} do not fit")

    def forward(self, X):
        if X.ndim != 2 or X.shape[1] != self.W.shape[0]:
            raise ValueError(f"input {X.shape} and weights {self.W.shape} do not fit")
        self.X = X
        return X @ self.W + self.b

    def backward(self, dZ):
        return dZ @ self.W.T, self.X.T @ dZ, dZ.sum(0)


class ReLU:
    def forward(self, Z):
        self.slope = np.heaviside(Z, 0.0)
        return np.maximum(Z, 0.0)

    def backward(self, dA):
        return dA * self.slope


def forward_pass(X, W1, b1, W2, b2):
    layers = [Affine(W1, b1), ReLU(), Affine(W2, b2)]
    out = np.array(X, dtype=np.float64)
    if out.ndim == 2 and not len(out):
        raise ValueError("an empty batch")
    for layer in layers:
        out = layer.forward(out)
    return out, layers


def backward_pass(dZ2, cache):
    first, relu, second = cache
    dZ2 = np.array(dZ2, dtype=np.float64)
    if dZ2.shape != (first.X.shape[0], second.b.shape[0]):
        raise ValueError("dZ2 does not fit the batch")
    dA1, dW2, db2 = second.backward(dZ2)
    dX, dW1, db1 = first.backward(relu.backward(dA1))
    return {"dX": dX, "dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}


def train_step(X, y, W1, b1, W2, b2, learning_rate):
    if isinstance(learning_rate, (bool, str)):
        raise TypeError("learning_rate is a number")
    if learning_rate < 0 or math.isnan(learning_rate) or math.isinf(learning_rate):
        raise ValueError("learning_rate is finite and not negative")
    params = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
    Z2, cache = forward_pass(X, **params)
    y = np.array(y, dtype=np.float64)
    if y.shape != Z2.shape:
        raise ValueError("target and output differ in shape")
    residual = Z2 - y
    grads = backward_pass(2 / residual.size * residual, cache)
    for name in params:
        params[name] = np.array(params[name], dtype=np.float64) - learning_rate * grads["d" + name]
    return *params.values(), np.mean(residual**2)
