"""Convolution as matrix multiplication: see dlqa_core/_c/conv_im2col/conv_im2col.h."""

cimport cython

from dlqa_core._cython._variants cimport chosen_variant


cdef extern from "conv_im2col/conv_im2col.h" nogil:
    cdef struct conv_shape:
        Py_ssize_t images, groups, channels, filters
        Py_ssize_t input[2]
        Py_ssize_t kernel[2]
        Py_ssize_t output[2]
        Py_ssize_t stride[2]
        Py_ssize_t padding[2]
        Py_ssize_t dilation[2]

    cdef struct conv_im2col:
        int (*forward_f32)(
            const conv_shape *, const float *, const float *, const float *, float *, int
        ) noexcept nogil
        int (*forward_f64)(
            const conv_shape *, const double *, const double *, const double *, double *, int
        ) noexcept nogil
        int (*backward_input_f32)(
            const conv_shape *, const float *, const float *, float *, int
        ) noexcept nogil
        int (*backward_input_f64)(
            const conv_shape *, const double *, const double *, double *, int
        ) noexcept nogil
        int (*backward_weight_f32)(
            const conv_shape *, const float *, const float *, float *, int
        ) noexcept nogil
        int (*backward_weight_f64)(
            const conv_shape *, const double *, const double *, double *, int
        ) noexcept nogil

cdef extern from *:
    """
    #include "variants.h"
    DLQA_TABLES(conv_im2col)
    """
    const conv_im2col *conv_im2col_table(int variant) nogil


def supports(dtype, x_shape, w_shape, stride, padding, dilation, groups):
    """Whether this algorithm can do it: always."""
    return True


@cython.boundscheck(False)
def forward(
    const cython.floating[:, :, :, ::1] x,
    const cython.floating[:, :, :, ::1] w,
    const cython.floating[::1] bias,
    cython.floating[:, :, :, ::1] out,
    stride, padding, dilation, Py_ssize_t groups, int threads,
):
    """Convolve each image of x with each filter of w, into out."""
    cdef conv_shape shape = shaped(x.shape, w.shape, out.shape, stride, padding, dilation, groups)
    cdef const conv_im2col *kernel = conv_im2col_table(chosen_variant())
    cdef const cython.floating *b = NULL
    if bias is not None:
        b = &bias[0]
    cdef int failed
    with nogil:
        if cython.floating is float:
            failed = kernel.forward_f32(
                &shape, &x[0, 0, 0, 0], &w[0, 0, 0, 0], b, &out[0, 0, 0, 0], threads
            )
        else:
            failed = kernel.forward_f64(
                &shape, &x[0, 0, 0, 0], &w[0, 0, 0, 0], b, &out[0, 0, 0, 0], threads
            )
    if failed:
        raise MemoryError


@cython.boundscheck(False)
def backward_input(
    const cython.floating[:, :, :, ::1] grad_y,
    const cython.floating[:, :, :, ::1] w,
    cython.floating[:, :, :, ::1] out,
    stride, padding, dilation, Py_ssize_t groups, int threads,
):
    """The gradient with respect to the images, into out."""
    cdef conv_shape shape = shaped(
        out.shape, w.shape, grad_y.shape, stride, padding, dilation, groups
    )
    cdef const conv_im2col *kernel = conv_im2col_table(chosen_variant())
    cdef int failed
    with nogil:
        if cython.floating is float:
            failed = kernel.backward_input_f32(
                &shape, &grad_y[0, 0, 0, 0], &w[0, 0, 0, 0], &out[0, 0, 0, 0], threads
            )
        else:
            failed = kernel.backward_input_f64(
                &shape, &grad_y[0, 0, 0, 0], &w[0, 0, 0, 0], &out[0, 0, 0, 0], threads
            )
    if failed:
        raise MemoryError


@cython.boundscheck(False)
def backward_weight(
    const cython.floating[:, :, :, ::1] grad_y,
    const cython.floating[:, :, :, ::1] x,
    cython.floating[:, :, :, ::1] out,
    stride, padding, dilation, Py_ssize_t groups, int threads,
):
    """The gradient with respect to the weights, into out."""
    cdef conv_shape shape = shaped(
        x.shape, out.shape, grad_y.shape, stride, padding, dilation, groups
    )
    cdef const conv_im2col *kernel = conv_im2col_table(chosen_variant())
    cdef int failed
    with nogil:
        if cython.floating is float:
            failed = kernel.backward_weight_f32(
                &shape, &grad_y[0, 0, 0, 0], &x[0, 0, 0, 0], &out[0, 0, 0, 0], threads
            )
        else:
            failed = kernel.backward_weight_f64(
                &shape, &grad_y[0, 0, 0, 0], &x[0, 0, 0, 0], &out[0, 0, 0, 0], threads
            )
    if failed:
        raise MemoryError


cdef conv_shape shaped(
    const Py_ssize_t *x, const Py_ssize_t *w, const Py_ssize_t *y,
    stride, padding, dilation, Py_ssize_t groups,
) except *:
    """The numbers of one convolution as the kernel wants them."""
    cdef conv_shape shape
    cdef int axis
    shape.images, shape.groups = x[0], groups
    shape.filters, shape.channels = w[0] // groups, w[1]
    for axis in range(2):
        shape.input[axis], shape.kernel[axis], shape.output[axis] = (
            x[2 + axis], w[2 + axis], y[2 + axis]
        )
    shape.stride[0], shape.stride[1] = stride
    shape.padding[0], shape.padding[1] = padding
    shape.dilation[0], shape.dilation[1] = dilation
    return shape
