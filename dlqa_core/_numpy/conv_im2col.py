"""Convolution as matrix multiplication, one image after the other.

With D = C / groups * R * S, each image is unfolded into a matrix of D rows for each group, whose
column is what the filters see at one output pixel. Then every pass is one product.
"""

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided
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
    """Each image of out is w, (groups, K / groups, D), times the columns, (groups, D, P * Q)."""
    weights = rows(w, groups)
    for image, result in zip(x, out, strict=True):
        columns = im2col(image, w.shape[2:], out.shape[2:], stride, padding, dilation, groups)
        np.matmul(weights, columns, out=rows(result, groups))
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
    """The gradient of the columns is w, turned, times grad_y; it goes back where they came from."""
    turned = rows(w, groups).swapaxes(1, 2)
    for gradient, result in zip(grad_y, out, strict=True):
        columns = turned @ rows(gradient, groups)
        col2im(columns, result, w.shape[2:], grad_y.shape[2:], stride, padding, dilation)


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
    """Each image adds grad_y, (groups, K / groups, P * Q), times its columns, turned."""
    out.fill(0)
    total = rows(out, groups)
    for image, gradient in zip(x, grad_y, strict=True):
        columns = im2col(image, out.shape[2:], grad_y.shape[2:], stride, padding, dilation, groups)
        total += rows(gradient, groups) @ columns.swapaxes(1, 2)


def im2col(
    image: Array,
    kernel: Shape,
    output: Shape,
    stride: Pair,
    padding: Pair,
    dilation: Pair,
    groups: int,
) -> Array:
    """The columns of one image (C, H, W), shape (groups, D, P * Q)."""
    top, left = padding
    padded = np.pad(image, ((0, 0), (top, top), (left, left)))
    seen = windows(padded, kernel, output, stride, dilation)
    return np.ascontiguousarray(seen).reshape(groups, -1, output[0] * output[1])


def col2im(
    columns: Array,
    image: Array,
    kernel: Shape,
    output: Shape,
    stride: Pair,
    padding: Pair,
    dilation: Pair,
) -> None:
    """image[...] = the sum of all entries of the columns that im2col copies from each pixel."""
    (top, left), (c, h, w) = padding, image.shape
    padded = np.zeros((c, h + 2 * top, w + 2 * left), image.dtype)
    seen = windows(padded, kernel, output, stride, dilation)
    parts = columns.reshape(seen.shape)
    for r, s in np.ndindex(*kernel):  # one tap meets a pixel once, so += loses nothing
        seen[:, r, s] += parts[:, r, s]
    image[...] = padded[:, top : top + h, left : left + w]


def windows(padded: Array, kernel: Shape, output: Shape, stride: Pair, dilation: Pair) -> Array:
    """A view of padded planes (C, ...): entry [c, r, s, p, q] is what tap r, s sees at p, q."""
    plane, down, across = padded.strides
    return as_strided(
        padded,
        (padded.shape[0], *kernel, *output),
        (
            plane,
            down * dilation[0],
            across * dilation[1],
            down * stride[0],
            across * stride[1],
        ),
    )


def rows(a: Array, groups: int) -> Array:
    """A view of filters (K, C, R, S) or planes (K, P, Q) as (groups, K / groups, the rest)."""
    return a.reshape(groups, a.shape[0] // groups, -1)
