/* The gradient of the weights: each is the inner product of a plane of gradients with a shifted
 * plane of the images. Both lie in scratch in the same way, so that one long loop makes it; the
 * places between the rows are 0 in the gradients. */

struct NAME(products) {
    struct NAME(tile) tile;
    const struct conv_shape *shape;
    const REAL *x, *g;
    REAL *out;
    struct tap *taps;
    ptrdiff_t filters, channels; /* of a part: what one task holds in scratch */
    ptrdiff_t in_filters, in_channels; /* parts of the filters and channels of one group */
    REAL *scratch;
    ptrdiff_t per_thread, g_offset, to_g;
    volatile int64_t next;
};

/* The planes of gradients of a tile, zeros between rows and up to a whole vector. */
static void NAME(fill_gradient)(const struct NAME(tile) *t, const struct conv_shape *s,
                                ptrdiff_t row, ptrdiff_t height, ptrdiff_t images, const REAL *g,
                                ptrdiff_t padded, REAL *to)
{
    ptrdiff_t n, i;
    memset(to, 0, (size_t)padded * sizeof(REAL));
    for (n = 0; n < images; n++)
        for (i = 0; i < height; i++)
            memcpy(to + n * t->image + i * t->pitch, g + (n * s->k * s->p + row + i) * s->q,
                   (size_t)s->q * sizeof(REAL));
}

/* The product of a plane of gradients with one of the source, leaving out what is between rows. */
static REAL NAME(careful_product)(const struct NAME(tile) *t, ptrdiff_t height, ptrdiff_t images,
                                  const REAL *g, const REAL *x)
{
    ptrdiff_t n, i, j;
    REAL sum = 0;
    for (n = 0; n < images; n++)
        for (i = 0; i < height; i++)
            for (j = 0; j < t->columns->count; j++)
                sum += g[n * t->image + i * t->pitch + j] * x[n * t->image + i * t->pitch + j];
    return sum;
}

/* Add the products of all filters k and all pairs of a channel and a tap in scratch to `out`. */
static void NAME(add_products)(const struct NAME(products) *p, const REAL *scratch,
                               ptrdiff_t filters, ptrdiff_t channels, ptrdiff_t height,
                                ptrdiff_t images, REAL *out)
{
    const struct conv_shape *s = p->shape;
    ptrdiff_t taps = s->r * s->s, pairs = channels * taps, row = s->c / s->groups * taps;
    ptrdiff_t plane = p->tile.phase * p->tile.rows->slots * p->tile.columns->slots, k, m, i, j, rows;
    ptrdiff_t length = (images - 1) * p->tile.image + (height - 1) * p->tile.pitch + s->q;
    for (k = 0; k < filters; k += rows) {
        const REAL *g = scratch + p->g_offset + k * p->to_g;
        ptrdiff_t c = 0, t = 0;
        rows = filters - k < MULTIPLY_ROWS ? 1 : MULTIPLY_ROWS;
        for (m = 0; m < pairs; m += MULTIPLY_COLUMNS) {
            const REAL *x[MULTIPLY_COLUMNS];
            REAL sums[MULTIPLY_ROWS * MULTIPLY_COLUMNS], check, *to = out + k * row + m;
            ptrdiff_t columns = least(MULTIPLY_COLUMNS, pairs - m);
            for (j = 0; j < MULTIPLY_COLUMNS; j++) {
                x[j] = scratch + c * plane + p->taps[t].x;
                if (m + j + 1 < pairs && ++t == taps) { /* else the last one again */
                    t = 0;
                    c++;
                }
            }
            if (rows == 1)
                NAME(multiply_1x6)(g, p->to_g, x, length, sums);
            else
                NAME_multiply(g, p->to_g, x, length, sums);
            for (i = 0, check = 0; i < rows * MULTIPLY_COLUMNS; i++)
                check += sums[i] * 0;
            for (i = 0; DLQA_UNLIKELY(check != 0) && i < rows * MULTIPLY_COLUMNS; i++)
                sums[i] = NAME(careful_product)(&p->tile, height, images,
                                                g + i / MULTIPLY_COLUMNS * p->to_g,
                                                x[i % MULTIPLY_COLUMNS]);
            for (i = 0; i < rows; i++)
                for (j = 0; j < columns; j++)
                    to[i * row + j] += sums[i * MULTIPLY_COLUMNS + j];
        }
    }
}

/* Filters `k` and channels `c` of one group, over all tiles. */
static void NAME(one_part)(const struct NAME(products) *p, ptrdiff_t group, ptrdiff_t k,
                           ptrdiff_t filters, ptrdiff_t c, ptrdiff_t channels, REAL *scratch)
{
    const struct conv_shape *s = p->shape;
    const struct NAME(tile) *t = &p->tile;
    ptrdiff_t per_group = s->c / s->groups, taps = s->r * s->s, first, row, i;
    ptrdiff_t plane = t->phase * t->rows->slots * t->columns->slots;
    ptrdiff_t filter = group * (s->k / s->groups) + k, channel = group * per_group + c;
    REAL *out = p->out + (filter * per_group + c) * taps;
    for (i = 0; i < filters; i++)
        memset(out + i * per_group * taps, 0, (size_t)(channels * taps) * sizeof(REAL));
    for (first = 0; first < s->n; first += t->images)
        for (row = 0; row < s->p; row += t->height) {
            ptrdiff_t images = least(t->images, s->n - first), height = least(t->height, s->p - row);
            ptrdiff_t length = (images - 1) * t->image + (height - 1) * t->pitch + s->q;
            for (i = 0; i < channels; i++)
                NAME(fill_plane)(t, row, height, images,
                                 p->x + (first * s->c + channel + i) * s->h * s->w,
                                 s->c * s->h * s->w, scratch + i * plane);
            for (i = 0; i < filters; i++)
                NAME(fill_gradient)(t, s, row, height, images,
                                    p->g + (first * s->k + filter + i) * s->p * s->q,
                                    ceil_div(length, LANES) * LANES,
                                    scratch + p->g_offset + i * p->to_g);
            NAME(add_products)(p, scratch, filters, channels, height, images, out);
        }
}

static void NAME(parts)(void *job, int index, int count)
{
    struct NAME(products) *p = (struct NAME(products) *)job;
    const struct conv_shape *s = p->shape;
    ptrdiff_t k = s->k / s->groups, c = s->c / s->groups;
    int64_t all = (int64_t)(s->groups * p->in_filters * p->in_channels), task;
    (void)count;
    for (task = dlqa_next(&p->next); task < all; task = dlqa_next(&p->next)) {
        ptrdiff_t rest = (ptrdiff_t)task, a, b;
        b = rest % p->in_channels * p->channels;
        rest /= p->in_channels;
        a = rest % p->in_filters * p->filters;
        NAME(one_part)(p, rest / p->in_filters, a, least(p->filters, k - a), b,
                       least(p->channels, c - b), p->scratch + index * p->per_thread);
    }
}

/* The largest part of `all` channels that fits `fit`, in equal parts. */
static ptrdiff_t NAME(equal_part)(ptrdiff_t all, ptrdiff_t fit)
{
    return ceil_div(all, ceil_div(all, most(1, least(all, fit))));
}

/* Choose tiles whose planes fit LINE_BYTES each, so that a few stay in the L1 cache, and as many
 * channels and filters as fit SOURCE_BYTES, in enough parts for all threads. */
static void NAME(choose_parts)(struct NAME(products) *p, const struct axis *rows,
                               const struct axis *columns, int threads)
{
    const struct conv_shape *s = p->shape;
    ptrdiff_t pitch = columns->count + columns->span - columns->shared;
    ptrdiff_t k = s->k / s->groups, c = s->c / s->groups, images = 1, fit;
    ptrdiff_t lines = LINE_BYTES / (ptrdiff_t)sizeof(REAL) / pitch;
    ptrdiff_t height = least(s->p, most(lines, rows->span / 2 + 1));
    if (height == s->p)
        images = most(1, least(s->n, lines / (height + rows->span - rows->shared)));
    height = ceil_div(s->p, ceil_div(s->p, height));
    p->tile = NAME(lay_out)(rows, columns, height, images);
    fit = SOURCE_BYTES / 2 / (p->tile.phase * (ptrdiff_t)sizeof(REAL));
    p->channels = NAME(equal_part)(c, fit / (rows->slots * columns->slots));
    p->filters = NAME(equal_part)(k, fit);
    while (s->groups * ceil_div(k, p->filters) < threads && p->filters > MULTIPLY_ROWS)
        p->filters = ceil_div(p->filters, 2);
    while (s->groups * ceil_div(k, p->filters) * ceil_div(c, p->channels) < threads &&
           p->channels > 1)
        p->channels = ceil_div(p->channels, 2);
    p->filters = least(k, ceil_div(p->filters, MULTIPLY_ROWS) * MULTIPLY_ROWS);
    p->in_filters = ceil_div(k, p->filters);
    p->in_channels = ceil_div(c, p->channels);
}

static int NAME(multiply_all)(struct NAME(products) *p, const struct axis *rows,
                              const struct axis *columns, int threads)
{
    const struct conv_shape *s = p->shape;
    double small[SMALL_SCRATCH / sizeof(double)], *memory = small;
    ptrdiff_t slack = 2 * LANES, sources, bytes, heads, i;
    NAME(choose_parts)(p, rows, columns, threads);
    for (i = 0; i < 2; i++) {
        p->tile.gap[i] = s->gap[i];
        p->tile.pad[i] = s->pad[i];
    }
    threads = (int)least(threads, s->groups * p->in_filters * p->in_channels);
    sources = p->channels * rows->slots * columns->slots * p->tile.phase;
    p->g_offset = sources + slack;
    p->to_g = ceil_div(p->tile.length, LANES) * LANES;
    p->per_thread = p->g_offset + p->filters * p->to_g;
    heads = s->r * s->s * (ptrdiff_t)sizeof(struct tap);
    bytes = heads + threads * p->per_thread * (ptrdiff_t)sizeof(REAL);
    if (bytes > (ptrdiff_t)sizeof small && (memory = (double *)malloc((size_t)bytes)) == NULL)
        return -1;
    p->taps = (struct tap *)memory;
    p->scratch = (REAL *)((char *)memory + heads);
    NAME(place_taps)(&p->tile, s->s, p->taps);
    for (i = 0; i < threads; i++) /* the last tile may be smaller: what lies behind it is finite */
        memset(p->scratch + i * p->per_thread, 0, (size_t)(sources + slack) * sizeof(REAL));
    p->next = 0;
    if (threads > 1)
        dlqa_parallel(threads, NAME(parts), p);
    else
        NAME(parts)(p, 0, 1);
    if (memory != small)
        free(memory);
    return 0;
}

#if DLQA_VECTOR_BYTES > 0
/* Try the depthwise kernel; returns 0 if the shape does not suit it. */
static int NAME(weight_depthwise)(const struct conv_shape *s, const void *grad_y, const void *x,
                                  void *out, int threads)
{
    struct strips strips = {s->h, s->w, s->p, s->q, {s->pad[0], s->pad[1]}};
    struct NAME(depthwise) d = {strips, s, (const REAL *)x, NULL, NULL, (const REAL *)grad_y,
                                (REAL *)out, s->n, s->c, s->k, NAME(strip_bytes)(s->q), 0};
    if (!is_depthwise(s) || d.bytes == 0)
        return 0;
    NAME(share)(&d, NAME(walk_filters), s->k, worth_threads(s, threads));
    return 1;
}
#endif

static int NAME(backward_weight)(const struct conv_shape *s, const void *grad_y, const void *x,
                                 void *out, int threads)
{
    struct axis_tap few[FEW_TAPS], *taps = few;
    struct axis rows, columns;
    struct NAME(products) p;
    int result;
    if (is_far(s)) {
        NAME(plain_weight)(s, (const REAL *)grad_y, (const REAL *)x, (REAL *)out);
        return 0;
    }
#if DLQA_VECTOR_BYTES > 0
    if (NAME(weight_depthwise)(s, grad_y, x, out, threads))
        return 0;
#endif
    if (s->r + s->s > FEW_TAPS &&
        (taps = (struct axis_tap *)malloc((size_t)(s->r + s->s) * sizeof *taps)) == NULL)
        return -1;
    rows.tap = taps;
    columns.tap = taps + s->r;
    forward_axis(&rows, s->h, s->r, s->p, s->stride[0], s->pad[0], s->gap[0]);
    forward_axis(&columns, s->w, s->s, s->q, s->stride[1], s->pad[1], s->gap[1]);
    memset(&p, 0, sizeof p);
    p.shape = s;
    p.x = (const REAL *)x;
    p.g = (const REAL *)grad_y;
    p.out = (REAL *)out;
    result = NAME(multiply_all)(&p, &rows, &columns, worth_threads(s, threads));
    if (taps != few)
        free(taps);
    return result;
}
