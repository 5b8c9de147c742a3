/* Convolution with 3x3 filters by Winograd's minimal filtering, F(4x4, 3x3).
 *
 * S. Winograd, "Arithmetic complexity of computations" (1980); A. Lavin, S. Gray, "Fast algorithms
 * for convolutional neural networks" (CVPR 2016). A tile of 4x4 outputs needs 6x6 pixels. Seen as
 * polynomials, pixels and taps are mapped to their values at 6x6 points, where convolution is a
 * plain product: 36 multiplications in place of 144. The sum over channels is done there too, so
 * most of the work is 36 products of matrices, (tiles x channels) times (channels x filters).
 *
 * All maps work on LANES channels at once, of whatever tiles there are: narrow images cost no more
 * than wide ones. Tiles go through in blocks that stay in the second-level cache:
 *
 *   V [strip of 6 tiles][36 points][6][channels]     values of the input
 *   U [panel of filters][36 points][channels][panel]  values of the filters
 *   M [strip of 6 tiles][36 points][6][panel]        their products
 *
 * A panel is up to VECTORS vectors of filters. Planes of points are LANES floats longer than
 * needed: at a distance of a power of two all 36 would share a few places in the cache.
 */
#include "problem.h"
#include "../threads.h"
#include "products.h"
#include "transforms.h"

#include <stdlib.h>

#define POINTS 36
#define ALIGNMENT 64

/* Measured where the second-level cache has 1 MB; CACHE from 256 KB to 1 MB differs by 4 %. */
#define CACHE ((ptrdiff_t)384 << 10) /* bytes of V and M in a block of tiles */
#define SINGLE ((ptrdiff_t)4 << 20)  /* bytes of V and M for one block only, if U takes more */
#define DEPTH 128                    /* channels in one sum */
#define U_CHANNELS 64                /* channels of U at a time, if there is one block only */
#define SHARE 32                     /* channels of U that one thread maps at a time */
#define WEIGHT_FILTERS 128           /* one part of the gradient of the filters, */
#define WEIGHT_CHANNELS 64           /* its channels, */
#define WEIGHT_TILES 64              /* and the tiles in one sum */

DLQA_INLINE ptrdiff_t smaller(ptrdiff_t a, ptrdiff_t b)
{
    return a < b ? a : b;
}

DLQA_INLINE ptrdiff_t larger(ptrdiff_t a, ptrdiff_t b)
{
    return a > b ? a : b;
}

DLQA_INLINE ptrdiff_t ceiling(ptrdiff_t a, ptrdiff_t b)
{
    return (a + b - 1) / b;
}

/* Rounded up to whole vectors. */
DLQA_INLINE ptrdiff_t rounded(ptrdiff_t count)
{
    return ceiling(count, LANES) * LANES;
}

/* Room for `count` floats at an aligned address; *memory is for free(). */
static float *room(ptrdiff_t count, void **memory)
{
    *memory = malloc((size_t)count * sizeof(float) + ALIGNMENT);
    if (*memory == NULL)
        return NULL;
    return (float *)(((uintptr_t)*memory + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
}

/* How many threads are of use. */
static int workers(int threads, ptrdiff_t jobs)
{
    return (int)smaller(threads, smaller(DLQA_MAX_THREADS, jobs));
}

/* `total` vectors in as few panels as there must be, of almost the same width. */
struct panels {
    ptrdiff_t total, count;
};

static struct panels panels_of(ptrdiff_t numbers)
{
    struct panels all;
    all.total = ceiling(numbers, LANES);
    all.count = ceiling(all.total, VECTORS);
    return all;
}

/* The vector with which panel number `index` begins. */
DLQA_INLINE ptrdiff_t panel_start(struct panels all, ptrdiff_t index)
{
    return all.total / all.count * index + smaller(index, all.total % all.count);
}

/* How the values of tiles lie in memory: see above. */
struct layout {
    ptrdiff_t rows, row, point, strip; /* tiles of a strip; floats from one ... to the next */
};

static struct layout strips(ptrdiff_t rows, ptrdiff_t width)
{
    struct layout lie;
    lie.rows = rows;
    lie.row = width;
    lie.point = rows * width + LANES;
    lie.strip = POINTS * lie.point;
    return lie;
}

DLQA_INLINE float *tile_place(float *base, const struct layout *lie, ptrdiff_t tile)
{
    return base + tile / lie->rows * lie->strip + tile % lie->rows * lie->row;
}

/* The tiles of all images, 4x4 outputs each, counted through. */
struct tiles {
    ptrdiff_t down, across, count;
};

static struct tiles tiles_of(const struct winograd_sizes *sizes)
{
    struct tiles all;
    all.down = ceiling(sizes->rows, 4);
    all.across = ceiling(sizes->columns, 4);
    all.count = sizes->images * all.down * all.across;
    return all;
}

/* The tiles from number `tile` on, before `end`, that lie side by side. */
struct run {
    ptrdiff_t image, y, x, count; /* y and x count tiles */
};

DLQA_INLINE struct run run_from(const struct tiles *all, ptrdiff_t tile, ptrdiff_t end)
{
    struct run run;
    run.x = tile % all->across;
    run.y = tile / all->across % all->down;
    run.image = tile / all->across / all->down;
    run.count = smaller(all->across - run.x, end - tile);
    return run;
}

/* Ask for what the next LANES channels have from pixel (y, x) on, in `rows` rows, a line each. No
 * prefetcher guesses a way that goes from channel to channel. It may lie outside of the image. */
DLQA_INLINE void ask_for(const float *image, ptrdiff_t plane, ptrdiff_t width, ptrdiff_t y,
                         ptrdiff_t x, int rows, int to_write)
{
    const ptrdiff_t first = (LANES * plane + y * width + x) * (ptrdiff_t)sizeof(float);
    ptrdiff_t row, lane;
    for (row = 0; row < rows; row++)
        for (lane = 0; lane < LANES; lane++) {
            const ptrdiff_t further = (row * width + lane * plane) * (ptrdiff_t)sizeof(float);
            const void *line = (const void *)((uintptr_t)image + (uintptr_t)(first + further));
            if (to_write)
                ASK_TO_WRITE(line);
            else
                ASK(line);
        }
}

/* V of tiles start..end-1: channels first..last-1 of the images' `channels_in_all`. */
static void map_input(const struct winograd_sizes *sizes, const float *in, ptrdiff_t first,
                      ptrdiff_t last, ptrdiff_t start, ptrdiff_t end, float *v,
                      const struct layout *lie)
{
    const struct tiles all = tiles_of(sizes);
    const ptrdiff_t plane = sizes->height * sizes->width;
    const ptrdiff_t image = sizes->groups * sizes->channels * plane;
    float columns[2][24 * LANES];
    ptrdiff_t channel, tile, i;
    struct run run;
    for (tile = start; tile < end; tile += run.count) {
        run = run_from(&all, tile, end);
        for (channel = first; channel < last; channel += LANES) {
            const struct plane from = {in + run.image * image + channel * plane, sizes->height,
                                       sizes->width, plane, (int)smaller(LANES, last - channel)};
            const ptrdiff_t y = 4 * run.y - sizes->pad_y, x = 4 * run.x - sizes->pad_x;
            input_columns(&from, y, x, columns[0]);
            for (i = 0; i < run.count; i++) {
                if (i % 4 == 0 && channel + LANES < last)
                    ask_for(from.data, plane, sizes->width, y, x + 4 * i, 6, 0);
                input_columns(&from, y, x + 4 * i + 4, columns[(i + 1) % 2]);
                input_rows(columns[i % 2], columns[(i + 1) % 2],
                           tile_place(v, lie, tile + i - start) + channel - first, lie->point);
            }
        }
    }
}

/* The tiles start..end-1 of channels first..last-1 of a gradient of the output. */
static void map_gradient(const struct winograd_sizes *sizes, const float *grad, ptrdiff_t first,
                         ptrdiff_t last, ptrdiff_t start, ptrdiff_t end, float *d,
                         const struct layout *lie)
{
    const struct tiles all = tiles_of(sizes);
    const ptrdiff_t plane = sizes->rows * sizes->columns;
    const ptrdiff_t image = sizes->groups * sizes->filters * plane;
    ptrdiff_t channel, tile, i;
    struct run run;
    for (tile = start; tile < end; tile += run.count) {
        run = run_from(&all, tile, end);
        for (channel = first; channel < last; channel += LANES) {
            const struct plane from = {grad + run.image * image + channel * plane, sizes->rows,
                                       sizes->columns, plane, (int)smaller(LANES, last - channel)};
            const ptrdiff_t y = 4 * run.y, x = 4 * run.x;
            for (i = 0; i < run.count; i++) {
                if (i % 4 == 0 && channel + LANES < last)
                    ask_for(from.data, plane, sizes->columns, y, x + 4 * i, 4, 0);
                gradient_tile(&from, y, x + 4 * i,
                              tile_place(d, lie, tile + i - start) + channel - first, lie->point);
            }
        }
    }
}

/* The tiles start..end-1 of filters first..last-1 of the output, from M. */
static void write_output(const struct winograd_sizes *sizes, const float *bias, float *out,
                         ptrdiff_t first, ptrdiff_t last, ptrdiff_t start, ptrdiff_t end, float *m,
                         const struct layout *lie)
{
    const struct tiles all = tiles_of(sizes);
    const ptrdiff_t plane = sizes->rows * sizes->columns;
    const ptrdiff_t image = sizes->groups * sizes->filters * plane;
    ptrdiff_t filter, tile, i;
    struct run run;
    for (tile = start; tile < end; tile += run.count) {
        run = run_from(&all, tile, end);
        for (filter = first; filter < last; filter += LANES) {
            float *to = out + run.image * image + filter * plane + 4 * run.y * sizes->columns;
            const int lanes = (int)smaller(LANES, last - filter);
            float biases[LANES] = {0};
            for (i = 0; bias && i < lanes; i++)
                biases[i] = bias[filter + i];
            for (i = run.x; i < run.x + run.count; i++) {
                if (i % 4 == 0 && filter + LANES < last)
                    ask_for(to, plane, sizes->columns, 0, 4 * i, 4, 1);
                output_tile(tile_place(m, lie, tile + i - run.x - start) + filter - first,
                            lie->point, biases, to + 4 * i, sizes->columns, plane, lanes,
                            clip(sizes->rows - 4 * run.y), clip(sizes->columns - 4 * i));
            }
        }
    }
}

/* ---- The convolution itself, which is its own gradient of the input ---- */

struct convolution {
    const struct winograd_sizes *sizes;
    const float *in, *w, *bias;
    float *out, *u, *scratch;
    int turned;
    struct panels panels;
    struct layout v, m;
    ptrdiff_t tiles, blocks, parts; /* a job: one block of tiles, one part of the panels */
    ptrdiff_t u_group, u_chunk, scratch_each;
    volatile int64_t next_filters, next_block;
};

/* Floats from one point of a panel of U to the next. */
DLQA_INLINE ptrdiff_t u_point(ptrdiff_t channels, ptrdiff_t width)
{
    return channels * width + LANES;
}

/* U of channels first..last-1 and one panel of filters, in the order of w in memory; to `u`, whose
 * points are `point` floats apart. */
static void map_filters(const struct convolution *job, ptrdiff_t group, ptrdiff_t panel,
                        ptrdiff_t first, ptrdiff_t last, float *u, ptrdiff_t point)
{
    const struct winograd_sizes *sizes = job->sizes;
    const ptrdiff_t start = panel_start(job->panels, panel) * LANES;
    const ptrdiff_t width = panel_start(job->panels, panel + 1) * LANES - start;
    const ptrdiff_t vectors = width / LANES;
    const ptrdiff_t filter_step = 9 * (job->turned ? 1 : sizes->channels);
    const ptrdiff_t channel_step = 9 * (job->turned ? sizes->filters : 1);
    const float *w = job->w + group * sizes->filters * sizes->channels * 9;
    ptrdiff_t i;
    for (i = 0; i < vectors * (last - first); i++) {
        const ptrdiff_t vector = job->turned ? i % vectors : i / (last - first);
        const ptrdiff_t channel = job->turned ? i / vectors : i % (last - first);
        const ptrdiff_t filter = start + vector * LANES;
        filter_taps(w + filter * filter_step + (first + channel) * channel_step, filter_step,
                    (int)smaller(LANES, sizes->filters - filter), job->turned,
                    u + channel * width + vector * LANES, point);
    }
}

/* M = V * U, or M += V * U, for channels first..last-1. */
static void multiply(const struct convolution *job, const float *v, const float *u, float *m,
                     ptrdiff_t tiles, ptrdiff_t vectors, ptrdiff_t first, ptrdiff_t last)
{
    const ptrdiff_t width = vectors * LANES;
    const ptrdiff_t u_step = u_point(last - first, width);
    ptrdiff_t point, channel, tile;
    for (point = 0; point < POINTS; point++)
        for (channel = first; channel < last; channel += DEPTH)
            for (tile = 0; tile < tiles; tile += ROWS) {
                const ptrdiff_t rows = smaller(ROWS, tiles - tile);
                products[vectors - 1][rows - 1](
                    v + tile / ROWS * job->v.strip + point * job->v.point + channel, job->v.row, 1,
                    u + point * u_step + (channel - first) * width, width,
                    m + tile / ROWS * POINTS * (ROWS * width + LANES) +
                        point * (ROWS * width + LANES),
                    width, smaller(DEPTH, last - channel), channel > 0);
            }
}

static void convolve_block(const struct convolution *job, ptrdiff_t number, float *v)
{
    const struct winograd_sizes *sizes = job->sizes;
    const ptrdiff_t part = number % job->parts, block = number / job->parts % job->blocks;
    const ptrdiff_t group = number / job->parts / job->blocks;
    const ptrdiff_t strips_in_all = ceiling(job->tiles, ROWS);
    const ptrdiff_t start = strips_in_all * block / job->blocks * ROWS;
    const ptrdiff_t end = smaller(strips_in_all * (block + 1) / job->blocks * ROWS, job->tiles);
    const ptrdiff_t plane = sizes->height * sizes->width;
    float *m = v + ceiling(end - start, ROWS) * job->v.strip;
    ptrdiff_t panel = job->panels.count * part / job->parts, channel;
    const ptrdiff_t last_panel = job->panels.count * (part + 1) / job->parts;
    map_input(sizes, job->in + group * sizes->channels * plane, 0, sizes->channels, start, end, v,
              &job->v);
    for (; panel < last_panel; panel++) {
        const ptrdiff_t first = panel_start(job->panels, panel);
        const ptrdiff_t vectors = panel_start(job->panels, panel + 1) - first;
        const struct layout lie = strips(ROWS, vectors * LANES);
        if (job->u) {
            const float *u = job->u + group * job->u_group +
                             POINTS * (first * LANES * sizes->channels + panel * LANES);
            multiply(job, v, u, m, end - start, vectors, 0, sizes->channels);
        } else {
            float *u = m + ceiling(end - start, ROWS) * job->m.strip;
            for (channel = 0; channel < sizes->channels; channel += job->u_chunk) {
                const ptrdiff_t last = smaller(channel + job->u_chunk, sizes->channels);
                map_filters(job, group, panel, channel, last, u,
                            u_point(last - channel, vectors * LANES));
                multiply(job, v, u, m, end - start, vectors, channel, last);
            }
        }
        write_output(sizes, job->bias ? job->bias + group * sizes->filters : NULL,
                     job->out + group * sizes->filters * sizes->rows * sizes->columns,
                     first * LANES, smaller((first + vectors) * LANES, sizes->filters), start, end,
                     m, &lie);
    }
}

/* How many shares there are of the channels, when U is made for all of them. */
DLQA_INLINE ptrdiff_t filter_shares(const struct convolution *job)
{
    return ceiling(job->sizes->channels, SHARE);
}

static void filters_worker(void *argument, int index, int count)
{
    struct convolution *job = (struct convolution *)argument;
    const ptrdiff_t channels = job->sizes->channels, shares = filter_shares(job);
    const ptrdiff_t all = job->sizes->groups * job->panels.count * shares;
    ptrdiff_t number;
    (void)index, (void)count;
    while ((number = (ptrdiff_t)dlqa_next(&job->next_filters)) < all) {
        const ptrdiff_t first = number % shares * SHARE;
        const ptrdiff_t panel = number / shares % job->panels.count;
        const ptrdiff_t group = number / shares / job->panels.count;
        const ptrdiff_t start = panel_start(job->panels, panel);
        const ptrdiff_t width = (panel_start(job->panels, panel + 1) - start) * LANES;
        map_filters(job, group, panel, first, smaller(first + SHARE, channels),
                    job->u + group * job->u_group +
                        POINTS * (start * LANES * channels + panel * LANES) + first * width,
                    u_point(channels, width));
    }
}

static void blocks_worker(void *argument, int index, int count)
{
    struct convolution *job = (struct convolution *)argument;
    const ptrdiff_t all = job->sizes->groups * job->blocks * job->parts;
    ptrdiff_t number;
    (void)count;
    while ((number = (ptrdiff_t)dlqa_next(&job->next_block)) < all)
        convolve_block(job, number, job->scratch + index * job->scratch_each);
}

static int convolve(const struct winograd_sizes *sizes, const float *in, const float *w,
                    const float *bias, float *out, int turned, int threads)
{
    struct convolution job = {0};
    const ptrdiff_t channels = rounded(sizes->channels);
    ptrdiff_t strips_in_all, strips_each, strip_bytes, u_size;
    void *u_memory = NULL, *memory = NULL;
    job.sizes = sizes;
    job.in = in, job.w = w, job.bias = bias, job.out = out, job.turned = turned;
    job.panels = panels_of(sizes->filters);
    job.v = strips(ROWS, channels);
    job.m = strips(ROWS, smaller(VECTORS, job.panels.total) * LANES);
    job.tiles = tiles_of(sizes).count;
    if (job.tiles == 0 || sizes->filters == 0 || sizes->groups == 0)
        return 0;
    strips_in_all = ceiling(job.tiles, ROWS);
    strip_bytes = (job.v.strip + job.m.strip) * (ptrdiff_t)sizeof(float);
    u_size = POINTS * (job.panels.total * sizes->channels + job.panels.count) * LANES;
    if (strips_in_all * strip_bytes <= smaller(SINGLE, u_size * (ptrdiff_t)sizeof(float)))
        job.blocks = 1;
    else
        job.blocks = ceiling(strips_in_all, larger(1, CACHE / strip_bytes));
    strips_each = ceiling(strips_in_all, job.blocks);
    job.parts = smaller(job.panels.count, ceiling(threads, job.blocks * sizes->groups));
    job.u_chunk = smaller(U_CHANNELS, sizes->channels);
    job.scratch_each = strips_each * (job.v.strip + job.m.strip);
    if (job.blocks > 1) {
        job.u_group = u_size;
        job.u = room(sizes->groups * u_size, &u_memory);
        if (job.u == NULL)
            return -1;
    } else
        job.scratch_each += POINTS * u_point(job.u_chunk, job.m.row);
    job.scratch_each = ceiling(job.scratch_each, 16) * 16;
    threads = workers(threads, sizes->groups * job.blocks * job.parts);
    job.scratch = room(threads * job.scratch_each, &memory);
    if (job.scratch != NULL) {
        if (job.u != NULL)
            dlqa_parallel(workers(threads, sizes->groups * job.panels.count * filter_shares(&job)),
                          filters_worker, &job);
        dlqa_parallel(threads, blocks_worker, &job);
    }
    free(u_memory);
    free(memory);
    return job.scratch == NULL ? -1 : 0;
}

/* ---- The gradient of the filters ----
 *
 * A tap's gradient is a sum over all outputs of pixel times gradient: the convolution of a 6x6
 * tile of the input with a 4x4 tile of grad_out, F(3x3, 4x4). At the points it is a product again,
 * and now tiles are what is summed over, so the way back is gone once per filter, at the end.
 */

struct weight_job {
    const struct winograd_sizes *sizes;
    const float *in, *grad_out;
    float *grad_w, *scratch;
    ptrdiff_t filters_each, channels_each, filter_parts, channel_parts, tiles_each, scratch_each;
    volatile int64_t next;
};

static void weight_block(const struct weight_job *job, ptrdiff_t number, float *v)
{
    const struct winograd_sizes *sizes = job->sizes;
    const ptrdiff_t channel = number % job->channel_parts * job->channels_each;
    const ptrdiff_t filter = number / job->channel_parts % job->filter_parts * job->filters_each;
    const ptrdiff_t group = number / job->channel_parts / job->filter_parts;
    const ptrdiff_t channels = smaller(job->channels_each, sizes->channels - channel);
    const ptrdiff_t filters = smaller(job->filters_each, sizes->filters - filter);
    const struct panels panels = panels_of(channels);
    const struct layout lie_v = strips(job->tiles_each, panels.total * LANES);
    const struct layout lie_d = strips(job->tiles_each, rounded(filters));
    const ptrdiff_t all = tiles_of(sizes).count;
    const ptrdiff_t in_all = group * sizes->channels + channel;
    const ptrdiff_t of_all = group * sizes->filters + filter;
    const float *in = job->in + in_all * sizes->height * sizes->width;
    const float *grad = job->grad_out + of_all * sizes->rows * sizes->columns;
    float *grad_w = job->grad_w + (of_all * sizes->channels + channel) * 9;
    float *d = v + lie_v.strip, *m = d + lie_d.strip;
    const ptrdiff_t m_row = panels.total * LANES, m_point = filters * m_row + LANES;
    ptrdiff_t tile, panel, point, i, j;
    for (tile = 0; tile < all; tile += job->tiles_each) {
        const ptrdiff_t end = smaller(tile + job->tiles_each, all);
        map_input(sizes, in, 0, channels, tile, end, v, &lie_v);
        map_gradient(sizes, grad, 0, filters, tile, end, d, &lie_d);
        for (point = 0; point < POINTS; point++)
            for (panel = 0; panel < panels.count; panel++) {
                const ptrdiff_t at = panel_start(panels, panel);
                const ptrdiff_t vectors = panel_start(panels, panel + 1) - at;
                for (i = 0; i < filters; i += ROWS)
                    products[vectors - 1][smaller(ROWS, filters - i) - 1](
                        d + point * lie_d.point + i, 1, lie_d.row,
                        v + point * lie_v.point + at * LANES, lie_v.row,
                        m + point * m_point + i * m_row + at * LANES, m_row, end - tile, tile > 0);
            }
    }
    for (i = 0; i < filters; i++)
        for (j = 0; j < channels; j += LANES)
            taps(m + i * m_row + j, m_point, grad_w + (i * sizes->channels + j) * 9,
                 (int)smaller(LANES, channels - j));
}

static void weight_worker(void *argument, int index, int count)
{
    struct weight_job *job = (struct weight_job *)argument;
    const ptrdiff_t all = job->sizes->groups * job->filter_parts * job->channel_parts;
    ptrdiff_t number;
    (void)count;
    while ((number = (ptrdiff_t)dlqa_next(&job->next)) < all)
        weight_block(job, number, job->scratch + index * job->scratch_each);
}

/* Cut filters and channels into parts: small enough for the cache, enough for all threads. */
static void share_out(struct weight_job *job, int threads)
{
    ptrdiff_t filters = WEIGHT_FILTERS, channels = WEIGHT_CHANNELS, parts;
    do {
        job->filter_parts = ceiling(job->sizes->filters, filters);
        job->channel_parts = ceiling(job->sizes->channels, channels);
        job->filters_each = rounded(ceiling(job->sizes->filters, job->filter_parts));
        job->channels_each = rounded(ceiling(job->sizes->channels, job->channel_parts));
        parts = job->sizes->groups * job->filter_parts * job->channel_parts;
        if (job->filters_each < job->channels_each)
            channels = rounded(job->channels_each / 2);
        else
            filters = rounded(job->filters_each / 2);
    } while (parts < threads && larger(job->filters_each, job->channels_each) > LANES);
}

static int weight_gradient(const struct winograd_sizes *sizes, const float *in,
                           const float *grad_out, float *grad_w, int threads)
{
    struct weight_job job = {0};
    const ptrdiff_t weights = sizes->groups * sizes->filters * sizes->channels * 9;
    void *memory;
    if (weights == 0)
        return 0;
    if (tiles_of(sizes).count == 0) {
        memset(grad_w, 0, (size_t)weights * sizeof *grad_w);
        return 0;
    }
    job.sizes = sizes;
    job.in = in, job.grad_out = grad_out, job.grad_w = grad_w;
    share_out(&job, threads);
    job.tiles_each = smaller(WEIGHT_TILES, tiles_of(sizes).count);
    job.scratch_each = strips(job.tiles_each, job.channels_each).strip +
                       strips(job.tiles_each, job.filters_each).strip +
                       POINTS * (job.filters_each * job.channels_each + LANES);
    job.scratch_each = ceiling(job.scratch_each, 16) * 16;
    threads = workers(threads, sizes->groups * job.filter_parts * job.channel_parts);
    job.scratch = room(threads * job.scratch_each, &memory);
    if (job.scratch == NULL)
        return -1;
    dlqa_parallel(threads, weight_worker, &job);
    free(memory);
    return 0;
}

const struct conv_winograd VARIANT(conv_winograd) = {convolve, weight_gradient};
