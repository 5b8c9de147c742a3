/* Direct convolution and its gradients: what the module dlqa_core/_cython/conv_direct.pyx calls. */
#ifndef DLQA_CONV_DIRECT_H
#define DLQA_CONV_DIRECT_H

#include <stddef.h>

/* All sizes of one convolution; pairs are (vertical, horizontal). The result is (n, k, p, q). */
struct conv_shape {
    ptrdiff_t n, c, h, w; /* the images */
    ptrdiff_t k, r, s;    /* the filters, (k, c / groups, r, s) */
    ptrdiff_t p, q;
    ptrdiff_t stride[2], pad[2], gap[2];
    ptrdiff_t groups;
};

/* Each function writes the whole of `out` and returns 0, or -1 if there is no memory. All arrays
 * of one call hold floats or all hold doubles. */
typedef int (*conv_direct_forward)(const struct conv_shape *shape, const void *x, const void *w,
                                   const void *bias, void *out, int threads);
typedef int (*conv_direct_backward)(const struct conv_shape *shape, const void *grad_y,
                                    const void *other, void *out, int threads);

struct conv_direct {
    conv_direct_forward forward_f32, forward_f64;
    conv_direct_backward input_f32, input_f64;   /* other = the filters */
    conv_direct_backward weight_f32, weight_f64; /* other = the images */
};

#endif
