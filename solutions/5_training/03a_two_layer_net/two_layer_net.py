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
    X, W1, b1, W2, b2 = (np.array(tensor, dtype=np.float64) for tensor in (X, W1, b1, W2, b2))
    _require_matching_shapes(X, W1, b1, W2, b2)
    Z1 = X @ W1 + b1
    A1 = np.maximum(Z1, 0.0)
    Z2 = A1 @ W2 + b2
    return Z2, (X, Z1, A1, W1, W2)


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
    X, Z1, A1, W1, W2 = cache
    dZ2 = np.asarray(dZ2, dtype=np.float64)
    _require_shape("dZ2", dZ2, (len(X), W2.shape[1]))
    dZ1 = (dZ2 @ W2.T) * (Z1 > 0)
    return {
        "dX": dZ1 @ W1.T,
        "dW1": X.T @ dZ1,
        "db1": dZ1.sum(axis=0),
        "dW2": A1.T @ dZ2,
        "db2": dZ2.sum(axis=0),
    }


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
    _require_learning_rate(learning_rate)
    Z2, cache = forward_pass(X, W1, b1, W2, b2)
    y = np.asarray(y, dtype=np.float64)
    _require_shape("y", y, Z2.shape)
    error = Z2 - y
    gradients = backward_pass(2.0 * error / error.size, cache)
    W1, b1, W2, b2 = (
        np.asarray(parameter, dtype=np.float64) - learning_rate * gradients[name]
        for name, parameter in {"dW1": W1, "db1": b1, "dW2": W2, "db2": b2}.items()
    )
    return W1, b1, W2, b2, float(np.mean(error**2))


def _require_matching_shapes(
    X: np.ndarray, W1: np.ndarray, b1: np.ndarray, W2: np.ndarray, b2: np.ndarray
) -> None:
    if X.ndim != 2 or W1.ndim != 2 or W2.ndim != 2:
        raise ValueError(f"X, W1 and W2 must be 2-D, not {X.shape}, {W1.shape}, {W2.shape}")
    if len(X) == 0:
        raise ValueError("X has no rows")
    _require_shape("W1", W1, (X.shape[1], W1.shape[1]))
    _require_shape("b1", b1, (W1.shape[1],))
    _require_shape("W2", W2, (W1.shape[1], W2.shape[1]))
    _require_shape("b2", b2, (W2.shape[1],))


def _require_shape(name: str, array: np.ndarray, shape: tuple[int, ...]) -> None:
    if array.shape != shape:
        raise ValueError(f"{name} has shape {array.shape}, expected {shape}")


def _require_learning_rate(learning_rate: float) -> None:
    if isinstance(learning_rate, (str, bool, np.bool_)):
        raise TypeError(f"learning_rate must be a number, not {learning_rate!r}")
    if not (np.isfinite(learning_rate) and learning_rate >= 0):
        raise ValueError(f"learning_rate must be finite and not negative, not {learning_rate}")
