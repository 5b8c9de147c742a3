"""Checks the length of the biases, but not that they are one-dimensional.

hint: Which wrong shapes would NumPy stretch, or contract, without a word?
"""

_require_all = _require_matching_shapes


def _require_matching_shapes(X, W1, b1, W2, b2):
    if b1.ndim > 0 and b2.ndim > 0:
        b1 = b1[:, 0] if b1.ndim == 2 and b1.shape[1] == 1 else b1
        b2 = b2[:, 0] if b2.ndim == 2 and b2.shape[1] == 1 else b2
    _require_all(X, W1, b1, W2, b2)
