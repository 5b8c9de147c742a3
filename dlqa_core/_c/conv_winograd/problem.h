/* What the kernels of Winograd's convolution are asked; see conv_winograd.c for how they do it. */
#ifndef DLQA_CONV_WINOGRAD_PROBLEM_H
#define DLQA_CONV_WINOGRAD_PROBLEM_H

#include <stddef.h>

#include "../variants.h"

/* Sizes of one convolution with filters of 3x3, stride 1: `in` is images x (groups * channels) x
 * height x width, `out` images x (groups * filters) x rows x columns. A padding below 0 crops. */
struct winograd_sizes {
    ptrdiff_t images, groups, channels, height, width, filters, rows, columns;
    ptrdiff_t pad_y, pad_x;
};

/* Both return 0, or -1 if there is no memory. */
struct conv_winograd {
    /* out = in * w + bias (none if NULL). With `turned`, w belongs to the convolution whose
     * gradient this is: its filters are our channels, and its taps are turned by half a turn. */
    int (*convolve)(const struct winograd_sizes *sizes, const float *in, const float *w,
                    const float *bias, float *out, int turned, int threads);
    /* grad_w, of shape (groups * filters) x channels x 3 x 3, from `in` and grad_out. */
    int (*weight_gradient)(const struct winograd_sizes *sizes, const float *in,
                           const float *grad_out, float *grad_w, int threads);
};

DLQA_TABLES(conv_winograd)

#endif
