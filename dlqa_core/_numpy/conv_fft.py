"""Convolution by tiled FFT (overlap-save) with numpy.fft: the readable twin of the compiled one.

Images are cut into overlapping tiles. The circular correlation of a tile with the kernel, which a
product of spectra gives, is the true one wherever the kernel does not reach around the tile's
edge: those outputs are kept. Arrays are as in dlqa_core.conv; `size` is that of a tile, `reach`
that of the kernel with its dilation.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Pair = tuple[int, int]

LARGEST_KERNEL = 2**18  # points of the smallest tile that holds it
LARGEST_STRIDE = 8


def supports(
    dtype: np.dtype[Any],
    x_shape: tuple[int, ...],
    w_shape: tuple[int, ...],
    stride: Pair,
    padding: Pair,
    dilation: Pair,
    groups: int,
) -> bool:
    """Whether this module can do a convolution, and not only at a senseless cost."""
    high, wide = reach_of(w_shape, dilation)
    if max(high, wide) > LARGEST_KERNEL or max(stride) > LARGEST_STRIDE:
        return False
    return length(high) * length(wide, 2) <= LARGEST_KERNEL


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
    """out = x convolved with w, plus the bias of each output channel."""
    kernels = spread(w, dilation)
    high, wide = finest(out.shape, stride)
    for inputs, outputs in slices(groups, x.shape[1], out.shape[1]):
        for image, result in zip(x[:, inputs], out[:, outputs], strict=True):
            full = correlate(image, kernels[outputs], (high, wide), (-padding[0], -padding[1]))
            result[...] = full[:, :: stride[0], :: stride[1]]
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
    """out = gradient of sum(grad_y * y) for x: a correlation with the kernels turned around."""
    kernels = spread(w, dilation)[:, :, ::-1, ::-1]
    gradients = spread(grad_y, stride)
    down, across = (p - r + 1 for p, r in zip(padding, kernels.shape[2:], strict=True))
    for inputs, outputs in slices(groups, out.shape[1], grad_y.shape[1]):
        turned = kernels[outputs].swapaxes(0, 1)
        for image, result in zip(gradients[:, outputs], out[:, inputs], strict=True):
            result[...] = correlate(image, turned, result.shape[1:], (down, across))


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
    """out = gradient of sum(grad_y * y) for w: spectra are summed over all tiles."""
    reach = reach_of(out.shape, dilation)
    gradients = spread(grad_y, stride)
    extent = gradients.shape[2:]
    size = tile_size(reach, extent)
    for inputs, outputs in slices(groups, x.shape[1], out.shape[0]):
        total: Any = 0
        for top, left, high, wide in tiles(extent, size, reach):
            corner = top - padding[0], left - padding[1]
            of_x = np.fft.rfft2(window(x[:, inputs], *corner, *size))
            of_y = np.fft.rfft2(window(gradients[:, outputs], top, left, high, wide), size)
            total = total + np.einsum("ncuv,nkuv->kcuv", of_x, of_y.conj())
        full = np.fft.irfft2(total, size)[:, :, : reach[0], : reach[1]]
        out[outputs] = full[:, :, :: dilation[0], :: dilation[1]]


def correlate(image: Array, kernels: Array, extent: Pair, corner: Pair) -> Array:
    """sum over c, r, s of kernels[k, c, r, s] * image[c, corner + (p + r, q + s)], 0 outside."""
    reach = kernels.shape[2:]
    size = tile_size(reach, extent)
    spectra = np.fft.rfft2(kernels, size).conj()
    result = np.empty((len(kernels), *extent), image.dtype)
    for top, left, high, wide in tiles(extent, size, reach):
        tile = window(image, corner[0] + top, corner[1] + left, *size)
        product = np.einsum("cuv,kcuv->kuv", np.fft.rfft2(tile), spectra)
        valid = np.fft.irfft2(product, size)[:, :high, :wide]
        result[:, top : top + high, left : left + wide] = valid
    return result


def tiles(extent: Pair, size: Pair, reach: Pair) -> Iterator[tuple[int, int, int, int]]:
    """Where the valid outputs of each tile begin, and how many rows and columns they are."""
    high, wide = (s - r + 1 for s, r in zip(size, reach, strict=True))
    for top in range(0, extent[0], high):
        for left in range(0, extent[1], wide):
            yield top, left, min(high, extent[0] - top), min(wide, extent[1] - left)


def window(planes: Array, top: int, left: int, high: int, wide: int) -> Array:
    """planes[..., top : top + high, left : left + wide], with zeros outside the planes."""
    cut = np.zeros((*planes.shape[:-2], high, wide), planes.dtype)
    rows = slice(max(0, -top), max(0, min(high, planes.shape[-2] - top)))
    columns = slice(max(0, -left), max(0, min(wide, planes.shape[-1] - left)))
    if rows.start < rows.stop and columns.start < columns.stop:
        cut[..., rows, columns] = planes[
            ..., rows.start + top : rows.stop + top, columns.start + left : columns.stop + left
        ]
    return cut


def spread(planes: Array, step: Pair) -> Array:
    """The planes with step - 1 zeros between neighbours."""
    if step == (1, 1):
        return planes
    wider = np.zeros((*planes.shape[:2], *finest(planes.shape, step)), planes.dtype)
    wider[:, :, :: step[0], :: step[1]] = planes
    return wider


def finest(shape: tuple[int, ...], step: Pair) -> Pair:
    """Rows and columns once the planes are spread."""
    return (shape[2] - 1) * step[0] + 1, (shape[3] - 1) * step[1] + 1


def reach_of(w_shape: tuple[int, ...], dilation: Pair) -> Pair:
    """Rows and columns of the kernels with their dilation."""
    return finest(w_shape, dilation)


def slices(groups: int, inputs: int, outputs: int) -> Iterator[tuple[slice, slice]]:
    """The input and output channels of each group."""
    c, k = inputs // groups, outputs // groups
    for group in range(groups):
        yield slice(group * c, group * c + c), slice(group * k, group * k + k)


def tile_size(reach: Pair, extent: Pair) -> Pair:
    """About three kernels high and wide, and not more than all outputs need."""
    high, wide = (
        min(length(3 * r + 16, 2), length(r + n - 1, 2)) for r, n in zip(reach, extent, strict=True)
    )
    return high, wide


def length(least: int, multiple: int = 1) -> int:
    """The first multiple of `multiple` from `least` on with no prime factors but 2 and 3."""
    n = -(-least // multiple) * multiple
    while not smooth(n):
        n += multiple
    return n


def smooth(n: int) -> bool:
    """Whether n is a power of 2 times a power of 3."""
    for prime in (2, 3):
        while n % prime == 0:
            n //= prime
    return n == 1
