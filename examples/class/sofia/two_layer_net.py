import numpy as np


def _f(*xs):
    return [np.array(x, dtype=np.float64) for x in xs]


def forward_pass(X, W1, b1, W2, b2):
    X, W1, b1, W2, b2 = _f(X, W1, b1, W2, b2)
    if X.ndim != 2 or W1.ndim != 2 or W2.ndim != 2 or b1.ndim != 1 or b2.ndim != 1:
        raise ValueError("wrong number of axes")
    if X.shape[0] < 1 or X.shape[1] != W1.shape[0] or W1.shape[1] != W2.shape[0]:
        raise ValueError("shapes don't match")
    if len(b1) != W1.shape[1] or len(b2) != W2.shape[1]:
        raise ValueError("bias has the wrong length")
    z1 = np.dot(X, W1) + b1
    a1 = np.maximum(0, z1)
    z2 = np.dot(a1, W2) + b2
    return z2, {"X": X, "z1": z1, "a1": a1, "W1": W1, "W2": W2}


def backward_pass(dZ2, cache):
    dZ2 = np.array(dZ2, dtype=np.float64)
    X, z1, a1 = cache["X"], cache["z1"], cache["a1"]
    m = X.shape[0]
    if dZ2.shape != (m, cache["W2"].shape[1]):
        raise ValueError("dZ2")
    grads = {}
    grads["dW2"] = np.dot(a1.T, dZ2) / m
    grads["db2"] = np.sum(dZ2, axis=0) / m
    dz1 = np.dot(dZ2, cache["W2"].T)
    dz1[z1 <= 0] = 0
    grads["dW1"] = np.dot(X.T, dz1) / m
    grads["db1"] = np.sum(dz1, axis=0) / m
    grads["dX"] = np.dot(dz1, cache["W1"].T)
    return grads


def train_step(X, y, W1, b1, W2, b2, learning_rate):
    if isinstance(learning_rate, str):
        raise TypeError("learning rate")
    if isinstance(learning_rate, bool) or not 0 <= learning_rate < float("inf"):
        raise ValueError("learning rate")
    z2, cache = forward_pass(X, W1, b1, W2, b2)
    y = np.array(y, dtype=np.float64)
    if y.shape != z2.shape:
        raise ValueError("y")
    loss = np.mean((z2 - y) ** 2)
    g = backward_pass(2 * (z2 - y) / y.size, cache)
    W1, b1, W2, b2 = _f(W1, b1, W2, b2)
    W1 -= learning_rate * g["dW1"]
    b1 -= learning_rate * g["db1"]
    W2 -= learning_rate * g["dW2"]
    b2 -= learning_rate * g["db2"]
    return W1, b1, W2, b2, float(loss)
