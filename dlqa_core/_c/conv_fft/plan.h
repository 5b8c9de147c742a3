/* How a convolution is cut into tiles and blocks. No vectors, no floating-point data.
 *
 * The arithmetic has three indices inside a group of channels: the tile t (of all images), the
 * input channel c and the output channel k. x has tiles of (t, c), y of (t, k), w of (c, k). For
 * each frequency, the array that is wanted is a matrix product of the spectra of the others:
 *
 *     M(i, j) = sum over r of A(i, r) * B(r, j)        with (i, r, j) some order of (t, c, k)
 *
 * j runs along the lanes of vectors; which of the two free indices that is, is for the plan to
 * choose. With many groups of few channels each, the lanes may also be groups.
 */
#ifndef DLQA_CONV_FFT_PLAN_H
#define DLQA_CONV_FFT_PLAN_H

#include <stddef.h>

#include "conv_fft/conv_fft.h"

enum { DIM_TILE, DIM_INPUT, DIM_OUTPUT }; /* the three indices */

/* Bytes: all the spectra of B and the sums M held for it; A and M of one thread. */
#define CONV_FFT_SHARED ((ptrdiff_t)8 << 20)
#define CONV_FFT_OWN ((ptrdiff_t)5 << 18)

/* The smallest tile that holds the kernel, and any tile, has at most so many points. */
#define CONV_FFT_KERNEL_AREA ((ptrdiff_t)1 << 18)
#define CONV_FFT_AREA ((ptrdiff_t)1 << 20)

#define CONV_FFT_STRIDE 8 /* the largest that is sensible */
#define CONV_FFT_ROWS 4 /* of A that the product takes at once */

struct conv_fft_plan {
    ptrdiff_t kernel_y, kernel_x;   /* with dilation */
    ptrdiff_t size_y, size_x;       /* of a tile: powers of 2 times powers of 3, size_x even */
    ptrdiff_t valid_y, valid_x;     /* outputs that a tile gives */
    ptrdiff_t tiles_y, tiles_x;     /* in an image */
    ptrdiff_t frequencies;          /* that are kept; the others are their conjugates */
    ptrdiff_t extent[3];            /* of the indices DIM_TILE, DIM_INPUT and DIM_OUTPUT */
    int i, r, j;                    /* which of them is i, which r, which j */
    int by_group;                   /* lanes are groups, not values of j */
    ptrdiff_t vectors;              /* that hold all values of j */
    ptrdiff_t block_i, block_r, block_v; /* values of i and r, vectors of j in one block */
    ptrdiff_t part_r;               /* values of r whose A a thread holds at once */
    double cost;                    /* in cycles, roughly */
};

static inline ptrdiff_t conv_fft_least(ptrdiff_t a, ptrdiff_t b)
{
    return a < b ? a : b;
}

static inline ptrdiff_t conv_fft_most(ptrdiff_t a, ptrdiff_t b)
{
    return a > b ? a : b;
}

static inline ptrdiff_t conv_fft_ceil(ptrdiff_t a, ptrdiff_t b)
{
    return (a + b - 1) / b;
}

/* Whether n is a power of 2 times a power of 3. */
static inline int conv_fft_smooth(ptrdiff_t n)
{
    while (n % 2 == 0)
        n /= 2;
    while (n % 3 == 0)
        n /= 3;
    return n == 1;
}

/* The next length of a transform that is at least n and a multiple of `of`. */
static inline ptrdiff_t conv_fft_length(ptrdiff_t n, ptrdiff_t of)
{
    n = conv_fft_ceil(n, of) * of;
    while (!conv_fft_smooth(n))
        n += of;
    return n;
}

/* Cycles of one complex transform of a vector of lanes: 0 passes copy. */
static inline double conv_fft_line(ptrdiff_t n)
{
    double passes = 0;
    ptrdiff_t left = n;
    for (; left % 4 == 0; left /= 4)
        passes += 5.5;
    for (; left % 3 == 0; left /= 3)
        passes += 5;
    for (; left % 2 == 0; left /= 2)
        passes += 4;
    return (double)n * (2 + passes);
}

/* Cycles of one two-dimensional transform of which `rows` rows are not zero or wanted. */
static inline double conv_fft_tile_cost(const struct conv_fft_plan *plan, ptrdiff_t rows)
{
    double columns = (double)(plan->size_x / 2 + 1);
    rows = conv_fft_least(rows, plan->size_y);
    return columns * conv_fft_line(plan->size_y) +
           (double)conv_fft_ceil(rows, 2) *
               (conv_fft_line(plan->size_x) + 12.0 * (double)plan->size_x);
}

/* Cut i, r and j into blocks such that what is held at once fits into the bounds above. */
static inline void conv_fft_blocks(struct conv_fft_plan *plan, ptrdiff_t lanes, ptrdiff_t size)
{
    ptrdiff_t r = plan->extent[plan->r], spectrum = plan->frequencies * 2 * size * lanes;
    ptrdiff_t room = conv_fft_most(1, CONV_FFT_SHARED / spectrum), side = 1, own;
    ptrdiff_t batch = plan->by_group ? 1 : lanes;
    plan->block_r = r;
    plan->block_v = plan->vectors;
    if (r * plan->vectors > room) { /* about as many values of r as of j */
        while ((side + 1) * (side + 1) * batch <= room)
            side++;
        plan->block_v = conv_fft_least(plan->vectors, side);
        plan->block_r = conv_fft_least(r, conv_fft_most(1, room / plan->block_v));
        plan->block_v = conv_fft_least(plan->vectors, conv_fft_most(1, room / plan->block_r));
    }
    plan->part_r = spectrum > CONV_FFT_OWN / 8 ? batch : conv_fft_most(CONV_FFT_ROWS, 2 * batch);
    plan->part_r = conv_fft_least(plan->block_r, plan->part_r);
    own = CONV_FFT_OWN / (spectrum / batch * (plan->part_r + plan->block_v * batch));
    if (own >= CONV_FFT_ROWS || spectrum < CONV_FFT_OWN)
        own = conv_fft_most(1, own / CONV_FFT_ROWS) * CONV_FFT_ROWS;
    plan->block_i = conv_fft_most(1, own);
    plan->block_i = conv_fft_least(plan->block_i, plan->extent[plan->i]);
}

/* Rows of a tile that are not zero (or wanted) of the array that lacks the index `lacks`. */
static inline ptrdiff_t conv_fft_rows(const struct conv_fft_plan *plan,
                                      enum conv_fft_wanted wanted, int lacks)
{
    if (lacks == DIM_TILE)
        return plan->kernel_y;
    if (wanted == CONV_FFT_W)
        return lacks == DIM_INPUT ? plan->valid_y : plan->size_y;
    return lacks == plan->r ? plan->valid_y : plan->size_y;
}

/* Fill in everything that follows from the size of a tile and the choice of lanes. */
static inline void conv_fft_consider(struct conv_fft_plan *plan, enum conv_fft_wanted wanted,
                                     const struct conv_fft_shape *shape, ptrdiff_t high,
                                     ptrdiff_t wide, ptrdiff_t lanes, ptrdiff_t size)
{
    ptrdiff_t i, r, j, again, times;
    double spectrum, bytes;
    plan->valid_y = plan->size_y - plan->kernel_y + 1;
    plan->valid_x = plan->size_x - plan->kernel_x + 1;
    plan->tiles_y = conv_fft_ceil(high, plan->valid_y);
    plan->tiles_x = conv_fft_ceil(wide, plan->valid_x);
    plan->frequencies = plan->size_y * (plan->size_x / 2 + 1);
    plan->extent[DIM_TILE] = shape->n * plan->tiles_y * plan->tiles_x;
    plan->extent[DIM_INPUT] = shape->c / shape->groups;
    plan->extent[DIM_OUTPUT] = shape->k / shape->groups;
    i = plan->extent[plan->i];
    r = plan->extent[plan->r];
    j = plan->extent[plan->j];
    plan->vectors = plan->by_group ? j : conv_fft_ceil(j, lanes);
    conv_fft_blocks(plan, lanes, size);
    again = conv_fft_ceil(plan->vectors, plan->block_v);
    times = plan->by_group ? conv_fft_ceil(shape->groups, lanes) : shape->groups;
    spectrum = (double)plan->frequencies;
    plan->cost =
        (double)times *
        ((double)(plan->by_group ? i * r : conv_fft_ceil(i * r, lanes)) * (double)again *
             conv_fft_tile_cost(plan, conv_fft_rows(plan, wanted, plan->j)) +
         (double)(r * plan->vectors) *
             (conv_fft_tile_cost(plan, conv_fft_rows(plan, wanted, plan->i)) + 4 * spectrum) +
         (double)(i * plan->vectors) *
             (conv_fft_tile_cost(plan, conv_fft_rows(plan, wanted, plan->r)) + 4 * spectrum) +
         (double)(i * r) * (double)plan->vectors * 5 * spectrum);
    bytes = spectrum * 2 * (double)(lanes * size);
    if (bytes * (double)(r * plan->vectors) > (double)CONV_FFT_SHARED)
        plan->cost += 0.3 * bytes * (double)(r * plan->vectors * times); /* through memory */
    if (bytes > (double)(1 << 19))
        plan->cost *= 1.4; /* one tile alone fills the cache */
}

/* The cheapest plan for vectors of `lanes` numbers of `size` bytes each. */
static inline struct conv_fft_plan conv_fft_choose(enum conv_fft_wanted wanted,
                                                   const struct conv_fft_shape *shape,
                                                   ptrdiff_t lanes, ptrdiff_t size)
{
    enum { T = DIM_TILE, C = DIM_INPUT, K = DIM_OUTPUT };
    static const int orders[3][2][3] = {{{T, C, K}, {K, C, T}},  /* (i, r, j) for y, */
                                        {{T, K, C}, {C, K, T}},  /* x */
                                        {{C, T, K}, {K, T, C}}}; /* and w */
    ptrdiff_t high = wanted == CONV_FFT_X ? shape->h : (shape->p - 1) * shape->stride_y + 1;
    ptrdiff_t wide = wanted == CONV_FFT_X ? shape->w : (shape->q - 1) * shape->stride_x + 1;
    struct conv_fft_plan best, plan;
    ptrdiff_t last_y, last_x;
    int order;
    memset(&plan, 0, sizeof plan);
    plan.kernel_y = (shape->r - 1) * shape->dilation_y + 1;
    plan.kernel_x = (shape->s - 1) * shape->dilation_x + 1;
    /* Up to one tile for an image, or far larger than the kernel, where the cost grows again. */
    last_y = conv_fft_length(conv_fft_least(plan.kernel_y + high - 1, 4 * plan.kernel_y + 32), 1);
    last_x = conv_fft_length(conv_fft_least(plan.kernel_x + wide - 1, 4 * plan.kernel_x + 32), 2);
    best = plan;
    best.cost = -1;
    for (plan.size_y = conv_fft_length(plan.kernel_y, 1); plan.size_y <= last_y;
         plan.size_y = conv_fft_length(plan.size_y + 1, 1))
        for (plan.size_x = conv_fft_length(plan.kernel_x, 2); plan.size_x <= last_x;
             plan.size_x = conv_fft_length(plan.size_x + 1, 2))
            for (order = 0; order < 3; order++) {
                if (best.cost >= 0 && plan.size_y * plan.size_x > CONV_FFT_AREA)
                    continue;
                plan.by_group = order == 2;
                plan.i = orders[wanted][order % 2][0];
                plan.r = orders[wanted][order % 2][1];
                plan.j = orders[wanted][order % 2][2];
                conv_fft_consider(&plan, wanted, shape, high, wide, lanes, size);
                if (best.cost < 0 || plan.cost < best.cost)
                    best = plan;
            }
    return best;
}

#endif
