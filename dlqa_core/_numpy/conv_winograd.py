"""Convolution with 3x3 filters by Winograd's minimal filtering, F(4x4, 3x3), in float32.

S. Winograd, "Arithmetic complexity of computations" (1980); A. Lavin, S. Gray, "Fast algorithms
for convolutional neural networks" (CVPR 2016). A tile of 4x4 outputs needs 6x6 pixels. As
polynomials, pixels and taps are mapped to their values at 6x6 points; there convolution is a
product, and the sum over channels is a product of matrices at each of the 36 points.
"""

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Array = NDArray[np.float32]
Pair = tuple[int, int]

A, B = np.sqrt(0.5), np.sqrt(2.0)  # the points are 0, A, -A, B, -B and infinity
POINTS = np.array([0, A, -A, B, -B])
FACTORS = np.array([1, -2 / 3, -2 / 3, 1 / 6, 1 / 6])[:, None]  # 1 / product of p - other points


def powers(count: int) -> NDArray[np.float64]:
    """What a polynomial of `count` coefficients is at the points: shape (6, count)."""
    finite = POINTS[:, None] ** np.arange(count)
    return np.vstack([finite, np.eye(1, count, count - 1)])  # infinity: the last coefficient


FROM_INPUT: Array = np.array(
    [
        [1, 0, -2.5, 0, 1, 0],
        [0, -2 * A, -2, A, 1, 0],
        [0, 2 * A, -2, -A, 1, 0],
        [0, -B / 2, -0.5, B, 1, 0],
        [0, B / 2, -0.5, -B, 1, 0],
        [0, 1, 0, -2.5, 0, 1],
    ],
    dtype=np.float32,
)
SCALE = np.vstack([FACTORS, [[1.0]]])
FROM_TAPS: Array = (powers(3) * SCALE).astype(np.float32)
FROM_GRADIENT: Array = (powers(4) * SCALE).astype(np.float32)
TO_OUTPUT: Array = powers(4).T.astype(np.float32)
TO_TAPS: Array = powers(3).T.astype(np.float32)


def supports(
    dtype: Any,
    x_shape: tuple[int, ...],
    w_shape: tuple[int, ...],
    stride: Pair,
    padding: Pair,
    dilation: Pair,
    groups: int,
) -> bool:
    """Whether this way can do it: float32, 3x3, stride 1, no dilation."""
    plain = tuple(stride) == tuple(dilation) == (1, 1)
    return bool(plain and tuple(w_shape[2:]) == (3, 3) and np.dtype(dtype) == np.float32)


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
    """Write the convolution of x with w, plus bias unless that is None, into out."""
    for pixels, filters, result in zip(
        np.split(x, groups, 1), np.split(w, groups, 0), np.split(out, groups, 1), strict=True
    ):
        convolve(pixels, filters, result, padding)
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
    """Write the gradient of x into out: the convolution of grad_y with the turned filters."""
    turned = w[:, :, ::-1, ::-1].swapaxes(0, 1)
    for pixels, filters, result in zip(
        np.split(grad_y, groups, 1),
        np.split(turned, groups, 1),
        np.split(out, groups, 1),
        strict=True,
    ):
        convolve(pixels, filters, result, (2 - padding[0], 2 - padding[1]))


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
    """Write the gradient of w into out."""
    for gradients, pixels, result in zip(
        np.split(grad_y, groups, 1), np.split(x, groups, 1), np.split(out, groups, 0), strict=True
    ):
        v = at_points(FROM_INPUT, tiles_of(pixels, padding, result_shape(gradients), 6))
        d = at_points(FROM_GRADIENT, tiles_of(gradients, (0, 0), result_shape(gradients), 4))
        m = d.swapaxes(-1, -2) @ v  # the sum over tiles: (6, 6, filters, channels)
        result[:] = from_points(TO_TAPS, m)


def convolve(x: Array, w: Array, out: Array, padding: Pair) -> None:
    """Write the convolution of x, padded (or cropped, if padding is negative), with w into out."""
    images, filters, rows, columns = out.shape
    down, across = -(-rows // 4), -(-columns // 4)
    v = at_points(FROM_INPUT, tiles_of(x, padding, (rows, columns), 6))
    u = at_points(FROM_TAPS, w).swapaxes(-1, -2)  # (6, 6, channels, filters)
    tiles = from_points(TO_OUTPUT, v @ u).reshape(images, down, across, filters, 4, 4)
    whole = tiles.transpose(0, 3, 1, 4, 2, 5).reshape(images, filters, 4 * down, 4 * across)
    out[:] = whole[:, :, :rows, :columns]


def result_shape(images: Array) -> Pair:
    """Height and width."""
    return images.shape[2], images.shape[3]


def tiles_of(images: Array, padding: Pair, outputs: Pair, size: int) -> Array:
    """Tiles of size x size pixels, one for each 4x4 outputs: (tiles, channels, size, size)."""
    for axis, (before, wanted) in enumerate(zip(padding, outputs, strict=True), start=2):
        images = framed(images, axis, before, -(-wanted // 4) * 4 + size - 4)
    windows = sliding_window_view(images, (size, size), (2, 3))[:, :, ::4, ::4]
    return windows.transpose(0, 2, 3, 1, 4, 5).reshape(-1, images.shape[1], size, size)


def framed(images: Array, axis: int, before: int, length: int) -> Array:
    """Put `before` zeros in front along one axis (crop if negative), then end it at `length`."""
    start = max(-before, 0)
    kept = images.take(range(start, min(images.shape[axis], length - before)), axis)
    frame = [(0, 0)] * 4
    frame[axis] = (max(before, 0), length - max(before, 0) - kept.shape[axis])
    return np.pad(kept, frame)


def at_points(matrix: Array, tiles: Array) -> Array:
    """Values of tiles (a, b, size, size) at the points, points first: (6, 6, a, b)."""
    return np.ascontiguousarray((matrix @ tiles @ matrix.T).transpose(2, 3, 0, 1))


def from_points(matrix: Array, values: Array) -> Array:
    """The way back: (6, 6, a, b) to (a, b, size, size)."""
    return np.asarray(matrix @ values.transpose(2, 3, 0, 1) @ matrix.T)
