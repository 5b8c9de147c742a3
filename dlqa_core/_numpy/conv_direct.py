"""Convolution one tap at a time: each weight's place in the filter is one small product."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Pair = tuple[int, int]
Shape = tuple[int, ...]


def supports(
    dtype: Any,
    x_shape: Shape,
    w_shape: Shape,
    stride: Pair,
    padding: Pair,
    dilation: Pair,
    groups: int,
) -> bool:
    """Whether this algorithm can do it: always."""
    return True


def forward(
    x: Array,
    w: Array,
    bias: Array | None,
    out: Array,
    stride: Pair,
    padding: Pair,
    dilation: Pair,
    groups: int,
    threads: int,
) -> None:
    """out[n, k, p, q] = bias[k] + the sum over c, r, s of w[k, c, r, s] * what tap r, s sees."""
    padded = pad(x, padding)
    total = np.zeros(split(out, groups).shape, out.dtype)
    for r, s, seen in taps(padded, out.shape, w.shape, stride, dilation):
        total += filters(w, r, s, groups) @ split(seen, groups)
    out[...] = total.reshape(out.shape)
    if bias is not None:
        out += bias[:, None, None]


def backward_input(
    grad_y: Array,
    w: Array,
    out: Array,
    stride: Pair,
    padding: Pair,
    dilation: Pair,
    groups: int,
    threads: int,
) -> None:
    """Hand each output's gradient back to the inputs that its taps saw."""
    padded = pad(np.zeros_like(out), padding)
    gradients = split(grad_y, groups)
    for r, s, seen in taps(padded, grad_y.shape, w.shape, stride, dilation):
        seen += (filters(w, r, s, groups).swapaxes(1, 2) @ gradients).reshape(seen.shape)
    (_, _, h, wide), (top, left) = out.shape, padding
    out[...] = padded[:, :, top : top + h, left : left + wide]


def backward_weight(
    grad_y: Array,
    x: Array,
    out: Array,
    stride: Pair,
    padding: Pair,
    dilation: Pair,
    groups: int,
    threads: int,
) -> None:
    """out[k, c, r, s] = the sum of grad_y[:, k] times what tap r, s sees of channel c."""
    padded = pad(x, padding)
    gradients = split(grad_y, groups)
    for r, s, seen in taps(padded, grad_y.shape, out.shape, stride, dilation):
        products = gradients @ split(seen, groups).swapaxes(2, 3)
        out[:, :, r, s] = products.sum(axis=0).reshape(out.shape[:2])


def pad(x: Array, padding: Pair) -> Array:
    """A copy of `x`, shape (N, C, H, W), with zeros around each plane."""
    top, left = padding
    return np.pad(x, ((0, 0), (0, 0), (top, top), (left, left)))


def taps(
    padded: Array, y_shape: Shape, w_shape: Shape, stride: Pair, dilation: Pair
) -> Iterator[tuple[int, int, Array]]:
    """Each place r, s of a filter with the view, shape (N, C, P, Q), of the inputs it meets."""
    (p, q), (down, right), (tall, wide) = y_shape[2:], stride, dilation
    for r, s in np.ndindex(*w_shape[2:]):
        top, left = r * tall, s * wide
        yield (
            r,
            s,
            padded[
                :,
                :,
                top : top + (p - 1) * down + 1 : down,
                left : left + (q - 1) * right + 1 : right,
            ],
        )


def split(images: Array, groups: int) -> Array:
    """Planes as rows of a matrix per group: (N, C, P, Q) as (N, groups, C / groups, P * Q)."""
    n, channels, p, q = images.shape
    return images.reshape(n, groups, channels // groups, p * q)


def filters(w: Array, r: int, s: int, groups: int) -> Array:
    """The weights at one place of all filters, shape (groups, K / groups, C / groups)."""
    k, c = w.shape[:2]
    return w[:, :, r, s].reshape(groups, k // groups, c)
