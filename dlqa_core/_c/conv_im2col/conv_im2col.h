/* Convolution as matrix multiplication, never with the whole matrix of columns in memory.
 *
 * One image and one group of channels: with K filters, D = C*R*S numbers in a filter and P*Q
 * output pixels, let X be the D x P*Q matrix whose column is what one output pixel sees. Then
 *
 *     forward           out     = W X             (K x D) (D x P*Q)
 *     backward weight   grad_w  = grad_y X'       summed over the images
 *     backward input    grad_X  = W' grad_y       and each entry added where it was copied from
 *
 * K. Chellapilla, S. Puri, P. Simard, "High performance convolutional neural networks for document
 * processing" (2006). X is R*S times as large as the image, so it is never built: a block of it
 * that fits the second-level cache is, and multiplied at once (S. Chetlur et al., "cuDNN", 2014).
 *
 *     axis.h      which input positions a block of outputs needs, along one axis
 *     tile.h      the multiplication: a tile of the result in registers
 *     columns.h   image -> block of X and back
 *     passes.h    the three products, in blocks and on threads
 */
#ifndef DLQA_CONV_IM2COL_H
#define DLQA_CONV_IM2COL_H

#include <stddef.h>

/* channels and filters are those of one group; the pairs are vertical, horizontal. */
struct conv_shape {
    ptrdiff_t images, groups, channels, filters;
    ptrdiff_t input[2], kernel[2], output[2];
    ptrdiff_t stride[2], padding[2], dilation[2];
};

/* Each returns 0, or -1 if there is no memory for its scratch; bias may be NULL. */
struct conv_im2col {
    int (*forward_f32)(const struct conv_shape *shape, const float *x, const float *w,
                       const float *bias, float *y, int threads);
    int (*forward_f64)(const struct conv_shape *shape, const double *x, const double *w,
                       const double *bias, double *y, int threads);
    int (*backward_input_f32)(const struct conv_shape *shape, const float *grad_y, const float *w,
                              float *grad_x, int threads);
    int (*backward_input_f64)(const struct conv_shape *shape, const double *grad_y,
                              const double *w, double *grad_x, int threads);
    int (*backward_weight_f32)(const struct conv_shape *shape, const float *grad_y,
                               const float *x, float *grad_w, int threads);
    int (*backward_weight_f64)(const struct conv_shape *shape, const double *grad_y,
                               const double *x, double *grad_w, int threads);
};

#endif
