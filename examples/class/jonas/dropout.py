"""Inverted dropout: for one array of activations, and inside the two-layer network."""

import numpy as np


def dropout_forward(
    A: np.ndarray, keep_prob: float, rng: np.random.Generator | None, training: bool = True
) -> tuple[np.ndarray, np.ndarray | None]:
    """Dropped-out activations and the mask that was used.

    A has any shape; an array or nested lists. Training: exactly one draw, rng.random(A.shape), also
    for keep_prob == 1; mask = draw < keep_prob (bool, the shape of A); out = A * mask / keep_prob.
    With training=False: nothing is drawn, rng may be None, out is a copy of A, mask is None.
    Returns (out, mask); out is float64 and shares no memory with A.

    Raises, in training, ValueError unless 0 < keep_prob <= 1; TypeError if keep_prob is a bool or
    no number, or if rng is not a numpy.random.Generator.

    >>> A = np.array([[1.0, 2.0, 3.0, 4.0]])
    >>> out, mask = dropout_forward(A, 0.8, np.random.default_rng(3))
    >>> mask.tolist()
    [[True, True, False, True]]
    >>> out.tolist()
    [[1.25, 2.5, 0.0, 5.0]]
    >>> dropout_forward(A, 0.8, None, training=False)[0].tolist()
    [[1.0, 2.0, 3.0, 4.0]]
    """
    A = np.array(A, dtype=float)
    if not training:
        return A, None
    if isinstance(keep_prob, bool) or not isinstance(rng, np.random.Generator):
        raise TypeError
    if not 0 < keep_prob <= 1:
        raise ValueError
    mask = rng.random(A.shape) < keep_prob
    return A * mask / keep_prob, mask


def dropout_backward(dout: np.ndarray, mask: np.ndarray | None, keep_prob: float) -> np.ndarray:
    """Gradient with respect to A, given the gradient dout with respect to out, for this mask.

    The result is float64, of the shape of dout, and shares no memory with it. A mask of None means
    test mode: the result is a copy of dout.

    Raises ValueError if the mask does not have exactly the shape of dout.

    >>> mask = np.array([[True, True, False, True]])
    >>> dropout_backward(np.ones((1, 4)), mask, 0.8).tolist()
    [[1.25, 1.25, 0.0, 1.25]]
    """
    dout = np.array(dout, dtype=float)
    if mask is None:
        return dout
    if mask.shape != dout.shape:
        raise ValueError
    return dout * mask / keep_prob


def forward_with_dropout(
    X: np.ndarray,
    W1: np.ndarray,
    b1: np.ndarray,
    W2: np.ndarray,
    b2: np.ndarray,
    keep_prob: float,
    rng: np.random.Generator | None,
    training: bool = True,
) -> tuple[np.ndarray, object]:
    """Output of affine - ReLU - dropout - affine, and whatever `backward_with_dropout` needs.

    Shapes: X (N, D) with N >= 1, W1 (D, H), b1 (H,), W2 (H, C), b2 (C,); arrays or nested lists.
    keep_prob, rng and training as in `dropout_forward`. Returns (Z2, cache). Z2 is (N, C), float64.
    The cache is yours: it is only handed back to `backward_with_dropout`, perhaps twice, perhaps
    after other forward passes, perhaps after the caller has overwritten X or a parameter.

    Raises what `dropout_forward` raises, and ValueError if X, W1 or W2 is not 2-D, a bias is not
    1-D, sizes don't fit, or N = 0.
    """
    raise NotImplementedError


def backward_with_dropout(dZ2: np.ndarray, cache: object) -> dict[str, np.ndarray]:
    """Exact gradients of a scalar loss L, given dZ2 = dL/dZ2 of shape (N, C), for the mask used.

    Returns a dict with the keys dX, dW1, db1, dW2, db2: float64 arrays, each of the shape of its
    tensor. Sums over the batch, no further 1/N. The slope of the ReLU at exactly 0 is 0.

    Raises ValueError if dZ2 is not exactly (N, C).
    """
    raise NotImplementedError
