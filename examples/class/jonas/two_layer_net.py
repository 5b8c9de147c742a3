"""A two-layer network (affine - ReLU - affine): forward pass, backward pass, one training step."""

import numpy as np


def forward_pass(
    X: np.ndarray, W1: np.ndarray, b1: np.ndarray, W2: np.ndarray, b2: np.ndarray
) -> tuple[np.ndarray, object]:
    """Output of the network, and whatever `backward_pass` will need.

    Z1 = X @ W1 + b1, A1 = max(Z1, 0), Z2 = A1 @ W2 + b2.

    Shapes: X (N, D) with N >= 1, W1 (D, H), b1 (H,), W2 (H, C), b2 (C,); arrays or nested lists.
    Returns (Z2, cache). Z2 is (N, C), float64. The cache is yours: it is only handed back to
    `backward_pass`, perhaps twice, perhaps after other forward passes, perhaps after the caller
    has overwritten X or a parameter.

    Raises ValueError if X, W1 or W2 is not 2-D, a bias is not 1-D, sizes don't fit, or N = 0.

    >>> X  = np.array([[1.0, 2.0], [1.0, 4.0]])
    >>> W1 = np.array([[1.0, -1.0], [0.0, 1.0]]); b1 = np.array([0.0, -2.0])
    >>> W2 = np.array([[2.0], [3.0]]);            b2 = np.array([1.0])
    >>> Z2, cache = forward_pass(X, W1, b1, W2, b2)
    >>> Z2.tolist()
    [[3.0], [6.0]]
    """
    raise NotImplementedError


def backward_pass(dZ2: np.ndarray, cache: object) -> dict[str, np.ndarray]:
    """Exact gradients of a scalar loss L, given dZ2 = dL/dZ2 of shape (N, C).

    Returns a dict with the keys dX, dW1, db1, dW2, db2: float64 arrays, each of the shape of its
    tensor (db1 is (H,)). Sums over the batch, no further 1/N: what L needs is already in dZ2.
    The slope of the ReLU at exactly 0 is 0.

    Raises ValueError if dZ2 is not exactly (N, C).

    With the cache of the example of `forward_pass`:

    >>> g = backward_pass(np.array([[1.0], [2.0]]), cache)
    >>> g["dW2"].tolist(), g["db2"].tolist()
    ([[3.0], [2.0]], [3.0])
    >>> g["dW1"].tolist(), g["db1"].tolist()
    ([[6.0, 6.0], [20.0, 24.0]], [6.0, 6.0])
    >>> g["dX"].tolist()
    [[2.0, 0.0], [-2.0, 6.0]]
    """
    raise NotImplementedError


def train_step(
    X: np.ndarray,
    y: np.ndarray,
    W1: np.ndarray,
    b1: np.ndarray,
    W2: np.ndarray,
    b2: np.ndarray,
    learning_rate: float,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, float]:
    """One step of gradient descent on loss = mean((Z2 - y)**2), the mean over all N * C entries.

    Shapes as in `forward_pass`; y is (N, C). Returns (W1, b1, W2, b2, loss): four new float64
    arrays that share no memory with the arguments, and the loss before the step, a Python float.
    All gradients are taken at the old parameters.

    Raises ValueError if y is not exactly (N, C) or learning_rate is negative, NaN or infinite;
    TypeError if learning_rate is a str; either for a bool.

    With the network of the example of `forward_pass`:

    >>> *parameters, loss = train_step(X, np.array([[2.0], [6.0]]), W1, b1, W2, b2, 0.5)
    >>> loss
    0.5
    >>> [p.tolist() for p in parameters]
    [[[0.0, -1.0], [-2.0, 1.0]], [-1.0, -2.0], [[1.5], [3.0]], [0.5]]
    """
    raise NotImplementedError
