/* The kernel for float and double: constants, small helpers, and the templates. */

#include "conv_im2col/conv_im2col.h"
#include "conv_im2col/axis.h"
#include "threads.h"
#include "variants.h"
#include "vectors.h"

/* A tile fits the registers: 8 x 3 sums of 32 (AVX-512, NEON), 4 x 3 of 16 (AVX2); without FMA a
 * product needs one more. */
#if DLQA_VECTOR_BYTES == 64 || (DLQA_VECTOR_BYTES == 16 && defined(__aarch64__))
#define TILE_ROWS 8
#define TILE_VECTORS 3
#elif DLQA_VECTOR_BYTES == 32
#define TILE_ROWS 4
#define TILE_VECTORS 3
#else
#define TILE_ROWS 4
#define TILE_VECTORS 2
#endif

#define PANEL_BYTES 24576   /* a panel of B: most of the first-level cache */
#define BLOCK_BYTES 393216  /* all of a block that is used again: part of the second-level cache */
#define WINDOW_BYTES 4194304 /* window of the backward pass */
#define MOST_PIXELS 960     /* of a block */
#define MOST_ROWS 512       /* of the weights against one block */
#define COLUMN_ROWS 160     /* of X at once in the backward passes */
#define WEIGHT_PIXELS 256   /* of a block of the weights' gradient */
#define MOST_FILTERS 256    /* of its columns */
#define MOST_PIECES 512     /* a panel or a block of weights has no more pixels than that */
#define LINE 64             /* numbers by which scratch is aligned */
#define LINE_BYTES 64       /* of the caches */
#define MOST_DEPTH 512      /* terms of a sum in one go */
#define DIRECT_WASTE 4      /* filters times the part of each row of pixels that tiles reach over */

#define TURN_ALONE 100000   /* weights: fewer are turned by one thread */

/* Ask for memory that is needed in a while: into the second-level cache. */
#if defined(__GNUC__) || defined(__clang__)
#define FETCH(p) __builtin_prefetch((p), 0, 2)
#else
#define FETCH(p) ((void)(p))
#endif

/* How far the pixels go in a straight line: one piece of an output row. */
struct piece {
    ptrdiff_t from, to, count;
};

static ptrdiff_t least(ptrdiff_t a, ptrdiff_t b)
{
    return a < b ? a : b;
}

static ptrdiff_t rounded(ptrdiff_t size, ptrdiff_t step)
{
    return (size + step - 1) / step * step;
}

/* The first i in 0..count with i * step >= distance. */
static ptrdiff_t inside(ptrdiff_t distance, ptrdiff_t step, ptrdiff_t count)
{
    return distance <= 0 ? 0 : least((distance - 1) / step + 1, count);
}

/* The pieces of output pixels from..to, rows of `width`: where they begin in a window with rows
 * `pitch` apart that starts with output row p, and in a row of a block. */
static int cut(struct piece *pieces, ptrdiff_t from, ptrdiff_t to, ptrdiff_t p, ptrdiff_t width,
               ptrdiff_t pitch)
{
    ptrdiff_t j, next, row = from / width;
    int count = 0;
    for (j = from; j < to; j = next, row++, count++) {
        next = least((row + 1) * width, to);
        pieces[count].from = (row - p) * pitch + j - row * width;
        pieces[count].to = j - from;
        pieces[count].count = next - j;
    }
    return count;
}

#if DLQA_VECTOR_BYTES > 0
#define LANES DLQA_LANES(T)
#else
#define LANES 1
#define DLQA_LOAD(vector, from) ((vector) = *(from))
#define DLQA_STORE(to, vector) (*(to) = (vector))
#endif

/* Turn a square of numbers whose rows are vectors of 16 bytes. */
#if DLQA_VECTOR_BYTES > 0 && defined(__has_builtin)
#if __has_builtin(__builtin_shufflevector)
#define TURNS
#endif
#endif
#ifdef TURNS
typedef __attribute__((vector_size(16))) float quad;
typedef __attribute__((vector_size(16))) double couple;

DLQA_INLINE void turn_f32(const float *a, ptrdiff_t lda, float *b, ptrdiff_t ldb)
{
    quad r0, r1, r2, r3, p, q, r, s;
    memcpy(&r0, a, 16);
    memcpy(&r1, a + lda, 16);
    memcpy(&r2, a + 2 * lda, 16);
    memcpy(&r3, a + 3 * lda, 16);
    p = __builtin_shufflevector(r0, r1, 0, 4, 1, 5);
    q = __builtin_shufflevector(r2, r3, 0, 4, 1, 5);
    r = __builtin_shufflevector(r0, r1, 2, 6, 3, 7);
    s = __builtin_shufflevector(r2, r3, 2, 6, 3, 7);
    r0 = __builtin_shufflevector(p, q, 0, 1, 4, 5);
    r1 = __builtin_shufflevector(p, q, 2, 3, 6, 7);
    r2 = __builtin_shufflevector(r, s, 0, 1, 4, 5);
    r3 = __builtin_shufflevector(r, s, 2, 3, 6, 7);
    memcpy(b, &r0, 16);
    memcpy(b + ldb, &r1, 16);
    memcpy(b + 2 * ldb, &r2, 16);
    memcpy(b + 3 * ldb, &r3, 16);
}

DLQA_INLINE void turn_f64(const double *a, ptrdiff_t lda, double *b, ptrdiff_t ldb)
{
    couple r0, r1, p, q;
    memcpy(&r0, a, 16);
    memcpy(&r1, a + lda, 16);
    p = __builtin_shufflevector(r0, r1, 0, 2);
    q = __builtin_shufflevector(r0, r1, 1, 3);
    memcpy(b, &p, 16);
    memcpy(b + ldb, &q, 16);
}
#define TURN NAME(turn)
#define SQUARE (16 / (ptrdiff_t)sizeof(T))
#else
#define TURN(a, lda, b, ldb) ((void)0)
#define SQUARE 1
#endif

#if DLQA_VECTOR_BYTES > 0
#define VECTOR_OF(type) v##type
#else
#define VECTOR_OF(type) scalar_##type
typedef float scalar_f32;
typedef double scalar_f64;
#endif

#define T float
#define V VECTOR_OF(f32)
#define NAME(name) name##_f32
#include "conv_im2col/tile.h"
#include "conv_im2col/columns.h"
#include "conv_im2col/passes.h"
#undef T
#undef V
#undef NAME

#define T double
#define V VECTOR_OF(f64)
#define NAME(name) name##_f64
#include "conv_im2col/tile.h"
#include "conv_im2col/columns.h"
#include "conv_im2col/passes.h"

const struct conv_im2col VARIANT(conv_im2col) = {
    forward_f32, forward_f64, backward_input_f32, backward_input_f64,
    backward_weight_f32, backward_weight_f64,
};
