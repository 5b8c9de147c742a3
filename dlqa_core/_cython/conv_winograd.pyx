"""Convolution with 3x3 filters by Winograd's F(4x4, 3x3), float32."""

from dlqa_core._cython._variants cimport chosen_variant

cdef extern from "conv_winograd/problem.h" nogil:
    struct winograd_sizes:
        Py_ssize_t images, groups, channels, height, width, filters, rows, columns, pad_y, pad_x

    struct conv_winograd:
        int (*convolve)(
            const winograd_sizes *, const float *, const float *, const float *, float *, int, int
        ) noexcept nogil
        int (*weight_gradient)(
            const winograd_sizes *, const float *, const float *, float *, int
        ) noexcept nogil

    const conv_winograd *conv_winograd_table(int variant)

ctypedef const float[:, :, :, ::1] Images


def supports(dtype, x_shape, w_shape, stride, padding, dilation, groups):
    """Whether this way can do it: float32, 3x3, stride 1."""
    return (
        dtype == "float32"
        and tuple(w_shape[2:]) == (3, 3)
        and tuple(stride) == (1, 1)
        and tuple(dilation) == (1, 1)
    )


def forward(
    Images x, Images w, const float[::1] bias, float[:, :, :, ::1] out,
    stride, padding, dilation, int groups, int threads,
):
    """Write the convolution of x with w, plus bias unless that is None, into out."""
    cdef const conv_winograd *kernel = conv_winograd_table(chosen_variant())
    cdef winograd_sizes sizes = sizes_of(x.shape, out.shape, groups, padding[0], padding[1])
    cdef const float *start = NULL
    cdef int failed
    if bias is not None:
        start = &bias[0]
    with nogil:
        failed = kernel.convolve(
            &sizes, first(x), first(w), start, <float *>first(out), 0, threads
        )
    if failed:
        raise MemoryError()


def backward_input(
    Images grad_y, Images w, float[:, :, :, ::1] out,
    stride, padding, dilation, int groups, int threads,
):
    """Write the gradient of x into out: the convolution of grad_y with the turned filters."""
    cdef const conv_winograd *kernel = conv_winograd_table(chosen_variant())
    cdef winograd_sizes sizes = sizes_of(
        grad_y.shape, out.shape, groups, 2 - padding[0], 2 - padding[1]
    )
    cdef int failed
    with nogil:
        failed = kernel.convolve(
            &sizes, first(grad_y), first(w), NULL, <float *>first(out), 1, threads
        )
    if failed:
        raise MemoryError()


def backward_weight(
    Images grad_y, Images x, float[:, :, :, ::1] out,
    stride, padding, dilation, int groups, int threads,
):
    """Write the gradient of w into out."""
    cdef const conv_winograd *kernel = conv_winograd_table(chosen_variant())
    cdef winograd_sizes sizes = sizes_of(x.shape, grad_y.shape, groups, padding[0], padding[1])
    cdef int failed
    with nogil:
        failed = kernel.weight_gradient(
            &sizes, first(x), first(grad_y), <float *>first(out), threads
        )
    if failed:
        raise MemoryError()


cdef winograd_sizes sizes_of(
    const Py_ssize_t *x, const Py_ssize_t *y, int groups, Py_ssize_t pad_y, Py_ssize_t pad_x
):
    """The sizes of the convolution of images of shape x to images of shape y."""
    return winograd_sizes(
        x[0], groups, x[1] // groups, x[2], x[3], y[1] // groups, y[2], y[3], pad_y, pad_x
    )


cdef inline const float *first(Images images) noexcept nogil:
    """Where the numbers are; NULL if there are none."""
    if images.shape[0] * images.shape[1] * images.shape[2] * images.shape[3] == 0:
        return NULL
    return &images[0, 0, 0, 0]
