/* Direct convolution: the sum as it stands, in blocks that stay in registers.
 *
 * Everything is said in axes.h (how strides and dilations become plain offsets), planes.h (the
 * padded scratch), blocks.h (the innermost loops), correlate.h and weights.h (the three
 * operations). This file compiles them for float and for double.
 */
#include "conv_direct/conv_direct.h"
#include "conv_direct/axes.h"
#include "threads.h"
#include "variants.h"
#include "vectors.h"

#define SOURCE_BYTES (512 * 1024) /* of scratch for the images' planes: about half of an L2 cache */
#define RESULT_PLACES 4096        /* of scratch for results, per channel */
#define LINE_BYTES 8192           /* of one plane in the weights' gradient */
#define SMALL_SCRATCH (24 * 1024) /* up to here it is on the stack */
#define FEW_TAPS 32
#define BEYOND 256 /* more than this beyond the images is left to plain.h */
#define WORTH_THREADS 1e6 /* multiplications and additions that take longer than to start one */

#if defined(__clang__)
#define UNROLL _Pragma("unroll")
#elif defined(__GNUC__)
#define UNROLL _Pragma("GCC unroll 16")
#else
#define UNROLL
#endif

/* Where a tap reads in a plane of scratch, and where its weight is in a filter. */
struct tap {
    ptrdiff_t x, w;
};

/* `threads`, or 1 for what is done before another thread would have started. */
static int worth_threads(const struct conv_shape *s, int threads)
{
    double work = 2.0 * (double)s->n * (double)s->k * (double)s->p * (double)s->q;
    work *= (double)(s->c / s->groups) * (double)s->r * (double)s->s;
    return work < WORTH_THREADS ? 1 : (int)least(threads, DLQA_MAX_THREADS);
}

/* Whether the first and the last tap in one direction read a result at place i of the input. */
static int all_reach(const struct conv_shape *s, int way, ptrdiff_t i, ptrdiff_t taps,
                     ptrdiff_t results)
{
    ptrdiff_t last = i + s->pad[way], first = last - (taps - 1) * s->gap[way];
    return first >= 0 && last < results * s->stride[way];
}

/* Whether the taps lie so far apart that scratch would be mostly padding. */
static int is_far(const struct conv_shape *s)
{
    return (s->r - 1) * s->gap[0] / s->stride[0] > 4 * (s->h + s->p) + BEYOND ||
           (s->s - 1) * s->gap[1] / s->stride[1] > 4 * (s->w + s->q) + BEYOND;
}

#if DLQA_VECTOR_BYTES > 0
/* The planes of depthwise filters, see depthwise.h: the image's, then the result's. */
struct strips {
    ptrdiff_t height, width, rows, columns, pad[2];
};

/* Whether each filter has one channel, is 3x3 and moves by 1. */
static int is_depthwise(const struct conv_shape *s)
{
    return s->c == s->groups && s->r == 3 && s->s == 3 && s->stride[0] == 1 &&
           s->stride[1] == 1 && s->gap[0] == 1 && s->gap[1] == 1 && s->pad[0] <= 2 &&
           s->pad[1] <= 2 && s->w < 1 << 28;
}
#endif

#define LANES ((int)(sizeof(VEC) / sizeof(REAL)))

#define REAL float
#define INTEGER int32_t
#define NAME(name) DLQA_JOIN(name, f32)
#if DLQA_VECTOR_BYTES > 0
#define VEC vf32
#else
#define VEC float
#endif
#include "conv_direct/blocks.h"
#include "conv_direct/planes.h"
#include "conv_direct/plain.h"
#include "conv_direct/depthwise.h"
#include "conv_direct/correlate.h"
#include "conv_direct/weights.h"
#undef REAL
#undef INTEGER
#undef NAME
#undef VEC
#undef NAME_multiply
#undef MULTIPLY_ROWS
#undef MULTIPLY_COLUMNS

#define REAL double
#define INTEGER int64_t
#define NAME(name) DLQA_JOIN(name, f64)
#if DLQA_VECTOR_BYTES > 0
#define VEC vf64
#else
#define VEC double
#endif
#include "conv_direct/blocks.h"
#include "conv_direct/planes.h"
#include "conv_direct/plain.h"
#include "conv_direct/depthwise.h"
#include "conv_direct/correlate.h"
#include "conv_direct/weights.h"

const struct conv_direct VARIANT(conv_direct) = {
    forward_f32,        forward_f64,         backward_input_f32,
    backward_input_f64, backward_weight_f32, backward_weight_f64,
};
