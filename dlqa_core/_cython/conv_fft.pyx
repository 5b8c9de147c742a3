"""Convolution by tiled FFT: see dlqa_core/_c/conv_fft/plan.h and docs/kernels/conv_fft.md."""

from dlqa_core._cython._variants cimport chosen_variant

cdef extern from "conv_fft/conv_fft.h" nogil:
    enum conv_fft_wanted:
        CONV_FFT_Y, CONV_FFT_X, CONV_FFT_W

    struct conv_fft_shape:
        Py_ssize_t n, c, h, w, k, r, s, p, q, groups
        Py_ssize_t stride_y, stride_x, pad_y, pad_x, dilation_y, dilation_x

    ctypedef int (*conv_fft_function)(
        conv_fft_wanted, const conv_fft_shape *, void *, void *, void *, const void *, int)

    struct conv_fft:
        conv_fft_function f32, f64

    const conv_fft *conv_fft_table(int variant)

cdef extern from "conv_fft/plan.h" nogil:
    Py_ssize_t CONV_FFT_KERNEL_AREA, CONV_FFT_STRIDE
    Py_ssize_t conv_fft_length(Py_ssize_t n, Py_ssize_t of)

ctypedef fused real:
    float
    double


def supports(dtype, x_shape, w_shape, stride, padding, dilation, groups):
    """Whether this module can do a convolution, and not only at a senseless cost.

    All positions between the strides are computed and dropped, and the tiles must be larger than
    the kernel: so strides up to 8, and kernels, with their dilation, up to 512 x 512.
    """
    cdef Py_ssize_t high = dilation[0] * (w_shape[2] - 1) + 1
    cdef Py_ssize_t wide = dilation[1] * (w_shape[3] - 1) + 1
    if max(high, wide) > CONV_FFT_KERNEL_AREA or max(stride) > CONV_FFT_STRIDE:
        return False
    return conv_fft_length(high, 1) * conv_fft_length(wide, 2) <= CONV_FFT_KERNEL_AREA


def forward(const real[:, :, :, ::1] x, const real[:, :, :, ::1] w, bias,
            real[:, :, :, ::1] out, stride, padding, dilation, groups, int threads):
    """out = x convolved with w, plus the bias of each output channel."""
    cdef const real[::1] added = bias
    run(CONV_FFT_Y, sizeof(real), shape_of(x.shape, w.shape, out.shape, stride, padding,
        dilation, groups), <void *>&x[0, 0, 0, 0], <void *>&w[0, 0, 0, 0], &out[0, 0, 0, 0],
        <void *>NULL if added is None else <void *>&added[0], threads)


def backward_input(const real[:, :, :, ::1] grad_y, const real[:, :, :, ::1] w,
                   real[:, :, :, ::1] out, stride, padding, dilation, groups, int threads):
    """out = gradient of sum(grad_y * y) for x."""
    run(CONV_FFT_X, sizeof(real), shape_of(out.shape, w.shape, grad_y.shape, stride, padding,
        dilation, groups), &out[0, 0, 0, 0], <void *>&w[0, 0, 0, 0], <void *>&grad_y[0, 0, 0, 0],
        NULL, threads)


def backward_weight(const real[:, :, :, ::1] grad_y, const real[:, :, :, ::1] x,
                    real[:, :, :, ::1] out, stride, padding, dilation, groups, int threads):
    """out = gradient of sum(grad_y * y) for w."""
    run(CONV_FFT_W, sizeof(real), shape_of(x.shape, out.shape, grad_y.shape, stride, padding,
        dilation, groups), <void *>&x[0, 0, 0, 0], &out[0, 0, 0, 0], <void *>&grad_y[0, 0, 0, 0],
        NULL, threads)


cdef conv_fft_shape shape_of(const Py_ssize_t *x, const Py_ssize_t *w, const Py_ssize_t *y, stride,
                             padding, dilation, Py_ssize_t groups) except *:
    """What the kernel is told of the arrays."""
    cdef conv_fft_shape shape
    shape.n, shape.c, shape.h, shape.w = x[0], x[1], x[2], x[3]
    shape.k, shape.r, shape.s = w[0], w[2], w[3]
    shape.p, shape.q, shape.groups = y[2], y[3], groups
    shape.stride_y, shape.stride_x = stride
    shape.pad_y, shape.pad_x = padding
    shape.dilation_y, shape.dilation_x = dilation
    return shape


cdef int run(conv_fft_wanted wanted, size_t size, conv_fft_shape shape, void *x, void *w, void *y,
             const void *bias, int threads) except -1:
    """Compute the array that is wanted from the other two."""
    cdef const conv_fft *table = conv_fft_table(chosen_variant())
    cdef conv_fft_function function = table.f32 if size == sizeof(float) else table.f64
    cdef int failed
    with nogil:
        failed = function(wanted, &shape, x, w, y, bias, threads)
    if failed:
        raise MemoryError("no room for the spectra of a convolution")
    return 0
