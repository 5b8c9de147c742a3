"""Small helpers for all my files (narzędzia = tools)."""

import operator

import numpy as np


def text(*values):
    for value in values:
        if type(value) is not str:
            raise TypeError(f"string expected, not {type(value).__name__}")
    return values


def integer(value, minimum=0):
    if isinstance(value, (bool, np.bool_)):
        raise TypeError("integer expected, not bool")
    value = operator.index(value)  # raises TypeError by itself
    if value < minimum:
        raise ValueError(f"{value} is below {minimum}")
    return value


def real(value):
    if np.ndim(value) or np.asarray(value).dtype.kind not in "iuf":
        raise TypeError(f"number expected, not {value!r}")
    return float(value)


def rate(value):
    value = real(value)
    if not (np.isfinite(value) and value >= 0):
        raise ValueError(f"bad learning rate {value}")
    return value


def f64(values):
    return np.array(values, dtype=np.float64)


def shaped(name, array, *shape):
    """The array, if it has this shape; None stands for any length."""
    fits = array.ndim == len(shape) and all(
        want is None or want == have for want, have in zip(shape, array.shape)
    )
    if not fits:
        raise ValueError(f"{name}: shape {array.shape} does not fit {shape}")
    return array
