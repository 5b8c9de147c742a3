/* Convolution by FFT: what crosses from the Cython module to a variant of the kernel. */
#ifndef DLQA_CONV_FFT_H
#define DLQA_CONV_FFT_H

#include <stddef.h>

#include "variants.h"

/* Which of the three arrays x, w and y is computed from the other two. */
enum conv_fft_wanted { CONV_FFT_Y, CONV_FFT_X, CONV_FFT_W };

/* Shapes: x (n, c, h, w), w (k, c / groups, r, s), y (n, k, p, q). */
struct conv_fft_shape {
    ptrdiff_t n, c, h, w, k, r, s, p, q, groups;
    ptrdiff_t stride_y, stride_x, pad_y, pad_x, dilation_y, dilation_x;
};

/* Returns 0, or -1 if there was not enough memory. */
typedef int (*conv_fft_function)(enum conv_fft_wanted wanted, const struct conv_fft_shape *shape,
                                 void *x, void *w, void *y, const void *bias, int threads);

struct conv_fft {
    conv_fft_function f32, f64;
};

DLQA_TABLES(conv_fft)

#endif
