/* Filters of 3x3 on one channel each, stride 1, without scratch: see walk.h. */

#if DLQA_VECTOR_BYTES >= 64
#define WALK_BYTES 64
#include "conv_direct/walk.h"
#endif
#if DLQA_VECTOR_BYTES >= 32
#define WALK_BYTES 32
#include "conv_direct/walk.h"
#endif
#if DLQA_VECTOR_BYTES >= 16
#define WALK_BYTES 16
#include "conv_direct/walk.h"

struct NAME(depthwise) {
    struct strips strips;
    const struct conv_shape *shape;
    const REAL *x, *w, *bias, *g;
    REAL *out;
    ptrdiff_t images, sources, results, bytes; /* channels; bytes of the vectors to use */
    int flipped;
};

/* Planes of results: a share of all of them. */
static void NAME(walk_planes)(void *job, int index, int count)
{
    const struct NAME(depthwise) *d = (const struct NAME(depthwise) *)job;
    const struct strips *s = &d->strips;
    ptrdiff_t plane = s->height * s->width, all = d->images * d->sources * plane, i;
    ptrdiff_t planes = d->images * d->results, one, t, end = planes * (index + 1) / count;
    for (i = planes * index / count; i < end; i++) {
        ptrdiff_t channel = i % d->results, multiple = d->results / d->sources;
        ptrdiff_t at = (i / d->results * d->sources + channel / multiple) * plane;
        REAL start = d->bias == NULL ? 0 : d->bias[channel], w[9];
        REAL *y = d->out + i * s->rows * s->columns;
        for (t = 0; t < 9; t++)
            w[t] = d->w[channel * 9 + (d->flipped ? 8 - t : t)];
        one = d->bytes;
#if DLQA_VECTOR_BYTES >= 64
        if (one == 64)
            DLQA_JOIN(NAME(plane), 64)(d->x, all, at, s, w, start, y);
#endif
#if DLQA_VECTOR_BYTES >= 32
        if (one == 32)
            DLQA_JOIN(NAME(plane), 32)(d->x, all, at, s, w, start, y);
#endif
        if (one == 16)
            DLQA_JOIN(NAME(plane), 16)(d->x, all, at, s, w, start, y);
    }
}

/* The gradients of a share of all filters. */
static void NAME(walk_filters)(void *job, int index, int count)
{
    const struct NAME(depthwise) *d = (const struct NAME(depthwise) *)job;
    const struct strips *s = &d->strips;
    ptrdiff_t plane = s->height * s->width, all = d->images * d->sources * plane, n, k, i;
    ptrdiff_t begin = d->results * index / count, end = d->results * (index + 1) / count;
    memset(d->out + begin * 9, 0, (size_t)((end - begin) * 9) * sizeof(REAL));
    for (n = 0; n < d->images; n++)
        for (k = begin; k < end; k++) {
            ptrdiff_t at = (n * d->sources + k / (d->results / d->sources)) * plane;
            const REAL *g = d->g + (n * d->results + k) * s->rows * s->columns;
#if DLQA_VECTOR_BYTES >= 64
            if (d->bytes == 64)
                DLQA_JOIN(NAME(weigh), 64)(d->x, all, at, s, g, d->out + k * 9);
#endif
#if DLQA_VECTOR_BYTES >= 32
            if (d->bytes == 32)
                DLQA_JOIN(NAME(weigh), 32)(d->x, all, at, s, g, d->out + k * 9);
#endif
            if (d->bytes == 16)
                DLQA_JOIN(NAME(weigh), 16)(d->x, all, at, s, g, d->out + k * 9);
        }
    for (i = begin * 9; i < end * 9; i++) /* zeros of one strip met infinities of another */
        if (DLQA_UNLIKELY(!NAME(is_finite)(d->out[i])))
            d->out[i] = NAME(weight_at)(d->shape, d->g, d->x, i / 9, 0, i % 9 / 3, i % 3);
}

/* Run `work` on shares of `parts`. */
static void NAME(share)(struct NAME(depthwise) *d, dlqa_work work, ptrdiff_t parts, int threads)
{
    threads = (int)least(threads, parts);
    if (threads > 1)
        dlqa_parallel(threads, work, d);
    else
        work(d, 0, 1);
}

/* Bytes of the vectors whose strips suit rows of this length, 0 if none does. Two vectors of 32
 * bytes take about as long as one of 64, and one of 16 as long as one of 32. */
static ptrdiff_t NAME(strip_bytes)(ptrdiff_t columns)
{
    ptrdiff_t bytes, best = 0, least_time = PTRDIFF_MAX;
    for (bytes = DLQA_VECTOR_BYTES; bytes >= 16; bytes /= 2) {
        ptrdiff_t lanes = bytes / (ptrdiff_t)sizeof(REAL);
        ptrdiff_t time = ceil_div(columns, lanes) * most(bytes, least(32, DLQA_VECTOR_BYTES));
        if (columns >= lanes && time < least_time) {
            least_time = time;
            best = bytes;
        }
    }
    return best;
}

#endif
