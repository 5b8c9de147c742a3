"""Direct convolution: see dlqa_core/_c/conv_direct/conv_direct.c."""

from cpython.buffer cimport (
    PyBUF_C_CONTIGUOUS,
    PyBUF_WRITABLE,
    PyBuffer_Release,
    PyObject_GetBuffer,
)

from dlqa_core._cython._variants cimport chosen_variant


cdef extern from "conv_direct/conv_direct.h" nogil:
    struct conv_shape:
        Py_ssize_t n, c, h, w, k, r, s, p, q
        Py_ssize_t stride[2]
        Py_ssize_t pad[2]
        Py_ssize_t gap[2]
        Py_ssize_t groups

    ctypedef int (*conv_direct_forward)(
        const conv_shape *, const void *, const void *, const void *, void *, int
    )
    ctypedef int (*conv_direct_backward)(
        const conv_shape *, const void *, const void *, void *, int
    )

    struct conv_direct:
        conv_direct_forward forward_f32, forward_f64
        conv_direct_backward input_f32, input_f64, weight_f32, weight_f64


cdef extern from *:
    """
    #include "variants.h"
    DLQA_TABLES(conv_direct)
    """
    const conv_direct *conv_direct_table(int variant) nogil


def supports(dtype, x_shape, w_shape, stride, padding, dilation, groups):
    """Whether this algorithm can do it: always."""
    return True


def forward(x, w, bias, out, stride, padding, dilation, Py_ssize_t groups, int threads):
    """Write the convolution of x with w to out."""
    cdef const conv_direct *table = conv_direct_table(chosen_variant())
    cdef conv_shape shape
    cdef Py_buffer a, b, c, y
    cdef int result
    c.buf = NULL
    PyObject_GetBuffer(x, &a, PyBUF_C_CONTIGUOUS)
    PyObject_GetBuffer(w, &b, PyBUF_C_CONTIGUOUS)
    PyObject_GetBuffer(out, &y, PyBUF_C_CONTIGUOUS | PyBUF_WRITABLE)
    if bias is not None:
        PyObject_GetBuffer(bias, &c, PyBUF_C_CONTIGUOUS)
    measure(&shape, &a, &b, &y, stride, padding, dilation, groups)
    with nogil:
        if a.itemsize == 4:
            result = table.forward_f32(&shape, a.buf, b.buf, c.buf, y.buf, threads)
        else:
            result = table.forward_f64(&shape, a.buf, b.buf, c.buf, y.buf, threads)
    if bias is not None:
        PyBuffer_Release(&c)
    finish(&a, &b, &y, result)


def backward_input(grad_y, w, out, stride, padding, dilation, Py_ssize_t groups, int threads):
    """Write the gradient of the images, given that of the result, to out."""
    cdef const conv_direct *table = conv_direct_table(chosen_variant())
    cdef conv_shape shape
    cdef Py_buffer x, b, y
    cdef int result
    PyObject_GetBuffer(out, &x, PyBUF_C_CONTIGUOUS | PyBUF_WRITABLE)
    PyObject_GetBuffer(w, &b, PyBUF_C_CONTIGUOUS)
    PyObject_GetBuffer(grad_y, &y, PyBUF_C_CONTIGUOUS)
    measure(&shape, &x, &b, &y, stride, padding, dilation, groups)
    with nogil:
        if x.itemsize == 4:
            result = table.input_f32(&shape, y.buf, b.buf, x.buf, threads)
        else:
            result = table.input_f64(&shape, y.buf, b.buf, x.buf, threads)
    finish(&x, &b, &y, result)


def backward_weight(grad_y, x, out, stride, padding, dilation, Py_ssize_t groups, int threads):
    """Write the gradient of the filters, given that of the result, to out."""
    cdef const conv_direct *table = conv_direct_table(chosen_variant())
    cdef conv_shape shape
    cdef Py_buffer a, w, y
    cdef int result
    PyObject_GetBuffer(x, &a, PyBUF_C_CONTIGUOUS)
    PyObject_GetBuffer(out, &w, PyBUF_C_CONTIGUOUS | PyBUF_WRITABLE)
    PyObject_GetBuffer(grad_y, &y, PyBUF_C_CONTIGUOUS)
    measure(&shape, &a, &w, &y, stride, padding, dilation, groups)
    with nogil:
        if a.itemsize == 4:
            result = table.weight_f32(&shape, y.buf, a.buf, w.buf, threads)
        else:
            result = table.weight_f64(&shape, y.buf, a.buf, w.buf, threads)
    finish(&a, &w, &y, result)


cdef int measure(
    conv_shape *shape, Py_buffer *x, Py_buffer *w, Py_buffer *y,
    tuple stride, tuple padding, tuple dilation, Py_ssize_t groups,
) except -1:
    """Collect all sizes of one convolution."""
    shape.n, shape.c, shape.h, shape.w = x.shape[0], x.shape[1], x.shape[2], x.shape[3]
    shape.k, shape.r, shape.s = w.shape[0], w.shape[2], w.shape[3]
    shape.p, shape.q = y.shape[2], y.shape[3]
    shape.groups = groups
    cdef int i
    for i in range(2):
        shape.stride[i], shape.pad[i], shape.gap[i] = stride[i], padding[i], dilation[i]
    return 0


cdef int finish(Py_buffer *a, Py_buffer *b, Py_buffer *c, int result) except -1:
    """Let go of the arrays; MemoryError if there was none."""
    PyBuffer_Release(a)
    PyBuffer_Release(b)
    PyBuffer_Release(c)
    if result < 0:
        raise MemoryError("no scratch memory for the convolution")
    return 0
