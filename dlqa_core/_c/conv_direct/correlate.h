/* Convolution and the gradient of its input: the same work on different axes. */

struct NAME(pass) {
    struct NAME(tile) tile;
    const REAL *x, *w, *bias;
    REAL *y;
    ptrdiff_t images, groups, sources, results; /* channels of one group */
    ptrdiff_t height, width;                    /* of a plane of y */
    ptrdiff_t to_filter, to_source, to_group;   /* in w */
    struct tap *taps;
    ptrdiff_t count;
    ptrdiff_t down, along, parts; /* tiles of an image, of the batch; parts of the results */
    REAL *scratch;
    ptrdiff_t per_thread, y_offset, to_y;
    volatile int64_t next;
};

/* Copy the results of one channel from scratch to where they belong. */
static void NAME(hand_out)(const struct NAME(pass) *p, const REAL *from, ptrdiff_t row,
                           ptrdiff_t height, ptrdiff_t images, REAL *plane)
{
    const struct axis *rows = p->tile.rows, *columns = p->tile.columns;
    ptrdiff_t n, i, j, to_image = p->groups * p->results * p->height * p->width;
    for (n = 0; n < images; n++)
        for (i = 0; i < height; i++) {
            const REAL *line = from + n * p->tile.image + i * p->tile.pitch;
            REAL *to = plane + n * to_image + (rows->first + (row + i) * rows->step) * p->width +
                       columns->first;
            if (columns->step == 1)
                NAME(copy)(to, line, columns->count);
            else
                for (j = 0; j < columns->count; j++)
                    to[j * columns->step] = line[j];
        }
}

/* Results k .. k + block.rows at all places of a tile. */
static void NAME(one_block)(const struct NAME(pass) *p, const struct NAME(block) *block,
                            const REAL *x, const REAL *w, const REAL *start, ptrdiff_t length,
                            REAL *y)
{
    ptrdiff_t plane = p->tile.phase * p->tile.rows->slots * p->tile.columns->slots, o = 0;
    for (; o + (block->vectors - 1) * LANES < length; o += block->vectors * LANES)
        block->many(x + o, plane, p->sources, w, p->to_filter, p->to_source, p->taps, p->count,
                    start, y + o, p->to_y);
    for (; o < length; o += LANES)
        block->one(x + o, plane, p->sources, w, p->to_filter, p->to_source, p->taps, p->count,
                   start, y + o, p->to_y);
}

/* One tile of one group, for results `from` to `to`. */
static void NAME(one_tile)(const struct NAME(pass) *p, ptrdiff_t group, ptrdiff_t first,
                           ptrdiff_t row, ptrdiff_t from, ptrdiff_t to, REAL *scratch)
{
    const struct NAME(tile) *t = &p->tile;
    ptrdiff_t images = least(t->images, p->images - first), c, i;
    ptrdiff_t height = least(t->height, t->rows->count - row);
    ptrdiff_t in = t->rows->size * t->columns->size, to_image = p->groups * p->sources * in;
    ptrdiff_t length = (images - 1) * t->image + (height - 1) * t->pitch + t->columns->count;
    const struct NAME(block) *block = NAME(blocks);
    for (c = 0; c < p->sources; c++)
        NAME(fill_plane)(t, row, height, images,
                         p->x + first * to_image + (group * p->sources + c) * in, to_image,
                         scratch + c * t->phase * t->rows->slots * t->columns->slots);
    while (from < to) {
        ptrdiff_t channel = group * p->results + from;
        REAL start[8] = {0}, *y = scratch + p->y_offset;
        while (block->rows > to - from)
            block++;
        for (i = 0; p->bias != NULL && i < block->rows; i++)
            start[i] = p->bias[channel + i];
        NAME(one_block)(p, block, scratch, p->w + group * p->to_group + from * p->to_filter, start,
                        length, y);
        for (i = 0; i < block->rows; i++)
            NAME(hand_out)(p, y + i * p->to_y, row, height, images,
                           p->y + ((first * p->groups * p->results) + channel + i) * p->height *
                                      p->width);
        from += block->rows;
    }
}

/* What one thread does: tiles, parts of the results and groups, whichever is next. */
static void NAME(tiles)(void *job, int index, int count)
{
    struct NAME(pass) *p = (struct NAME(pass) *)job;
    int64_t all = (int64_t)(p->groups * p->along * p->down * p->parts), task;
    (void)count;
    for (task = dlqa_next(&p->next); task < all; task = dlqa_next(&p->next)) {
        ptrdiff_t rest = (ptrdiff_t)task, part, down, along;
        part = rest % p->parts;
        rest /= p->parts;
        down = rest % p->down;
        rest /= p->down;
        along = rest % p->along;
        NAME(one_tile)(p, rest / p->along, along * p->tile.images, down * p->tile.height,
                       p->results * part / p->parts, p->results * (part + 1) / p->parts,
                       p->scratch + index * p->per_thread);
    }
}

/* Choose the tiles: as large as fits SOURCE_BYTES and RESULT_PLACES, enough for all threads. */
static void NAME(choose_tiles)(struct NAME(pass) *p, const struct axis *rows,
                               const struct axis *columns, int threads)
{
    ptrdiff_t pitch = columns->count + columns->span - columns->shared;
    ptrdiff_t line = p->sources * rows->slots * columns->slots * pitch * (ptrdiff_t)sizeof(REAL);
    ptrdiff_t lines = most(1, least(SOURCE_BYTES / line, RESULT_PLACES / pitch));
    ptrdiff_t whole = rows->count + rows->span - rows->shared;
    ptrdiff_t height = most(least(rows->count, lines - rows->span), rows->span / 2 + 1), images = 1;
    height = least(height, rows->count);
    if (height == rows->count)
        images = most(1, least(p->images, lines / whole));
    if (threads > 1)
        images = least(images, ceil_div(p->images * p->groups, 2 * threads));
    p->along = ceil_div(p->images, images);
    images = ceil_div(p->images, p->along);
    p->down = ceil_div(rows->count, height);
    while (threads > 1 && p->groups * p->along * p->down < threads && height > rows->span + 1) {
        height = ceil_div(height, 2);
        p->down = ceil_div(rows->count, height);
    }
    height = ceil_div(rows->count, p->down);
    p->parts = 1;
    if (p->groups * p->along * p->down < threads)
        p->parts = most(1, least(threads, p->results / NAME(blocks)[0].rows));
    p->tile = NAME(lay_out)(rows, columns, height, images);
}

/* Run one pass on tiles of its axes; returns -1 if there is no memory. */
static int NAME(correlate_all)(struct NAME(pass) *p, const struct conv_shape *s,
                               const struct axis *rows, const struct axis *columns, int threads)
{
    double small[SMALL_SCRATCH / sizeof(double)], *memory = small;
    ptrdiff_t slack = 8 * LANES, sources, bytes, i, heads;
    NAME(choose_tiles)(p, rows, columns, threads);
    for (i = 0; i < 2; i++) {
        p->tile.gap[i] = s->gap[i];
        p->tile.pad[i] = s->pad[i];
    }
    threads = (int)least(threads, p->groups * p->along * p->down * p->parts);
    p->count = rows->taps * columns->taps;
    sources = p->sources * rows->slots * columns->slots * p->tile.phase;
    p->y_offset = sources + slack;
    p->to_y = p->tile.length + slack;
    p->per_thread = p->y_offset + NAME(blocks)[0].rows * p->to_y;
    heads = p->count * (ptrdiff_t)sizeof(struct tap);
    bytes = heads + threads * p->per_thread * (ptrdiff_t)sizeof(REAL);
    if (bytes > (ptrdiff_t)sizeof small && (memory = (double *)malloc((size_t)bytes)) == NULL)
        return -1;
    p->taps = (struct tap *)memory;
    p->scratch = (REAL *)((char *)memory + heads);
    NAME(place_taps)(&p->tile, s->s, p->taps);
    for (i = 0; i < threads; i++)
        memset(p->scratch + i * p->per_thread + sources, 0, (size_t)slack * sizeof(REAL));
    p->next = 0;
    if (threads > 1)
        dlqa_parallel(threads, NAME(tiles), p);
    else
        NAME(tiles)(p, 0, 1);
    if (memory != small)
        free(memory);
    return 0;
}

#if DLQA_VECTOR_BYTES > 0
/* Try the depthwise kernel; returns 0 if the shape does not suit it. */
static int NAME(forward_depthwise)(const struct conv_shape *s, const void *x, const void *w,
                                   const void *bias, void *out, int threads)
{
    struct strips strips = {s->h, s->w, s->p, s->q, {s->pad[0], s->pad[1]}};
    struct NAME(depthwise) d = {strips, s, (const REAL *)x, (const REAL *)w, (const REAL *)bias, NULL,
                                (REAL *)out, s->n, s->c, s->k, NAME(strip_bytes)(s->q), 0};
    if (!is_depthwise(s) || d.bytes == 0)
        return 0;
    NAME(share)(&d, NAME(walk_planes), s->n * s->k, worth_threads(s, threads));
    return 1;
}

/* The same for the gradient of the input: the filter is turned round and the padding changes. */
static int NAME(backward_depthwise)(const struct conv_shape *s, const void *grad_y, const void *w,
                                    void *out, int threads)
{
    struct strips strips = {s->p, s->q, s->h, s->w, {2 - s->pad[0], 2 - s->pad[1]}};
    struct NAME(depthwise) d = {strips, s, (const REAL *)grad_y, (const REAL *)w, NULL, NULL,
                                (REAL *)out, s->n, s->k, s->c, NAME(strip_bytes)(s->w), 1};
    if (!is_depthwise(s) || d.bytes == 0 || s->k != s->c)
        return 0;
    NAME(share)(&d, NAME(walk_planes), s->n * s->c, worth_threads(s, threads));
    return 1;
}
#endif

static int NAME(forward)(const struct conv_shape *s, const void *x, const void *w,
                         const void *bias, void *out, int threads)
{
    struct axis_tap few[FEW_TAPS], *taps = few;
    struct axis rows, columns;
    struct NAME(pass) p;
    int result;
    if (is_far(s)) {
        NAME(plain_forward)(s, (const REAL *)x, (const REAL *)w, (const REAL *)bias, (REAL *)out);
        return 0;
    }
#if DLQA_VECTOR_BYTES > 0
    if (NAME(forward_depthwise)(s, x, w, bias, out, threads))
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
    p.x = (const REAL *)x;
    p.w = (const REAL *)w;
    p.bias = (const REAL *)bias;
    p.y = (REAL *)out;
    p.images = s->n;
    p.groups = s->groups;
    p.sources = s->c / s->groups;
    p.results = s->k / s->groups;
    p.height = s->p;
    p.width = s->q;
    p.to_source = s->r * s->s;
    p.to_filter = p.sources * p.to_source;
    p.to_group = p.results * p.to_filter;
    result = NAME(correlate_all)(&p, s, &rows, &columns, worth_threads(s, threads));
    if (taps != few)
        free(taps);
    return result;
}

static int NAME(input_passes)(const struct conv_shape *s, const void *grad_y, const void *w,
                              void *out, int threads)
{
    struct axis_tap few[FEW_TAPS], *taps = few;
    struct axis rows, columns;
    struct NAME(pass) p;
    ptrdiff_t a, b;
    int result = 0;
    if (s->r + s->s > FEW_TAPS &&
        (taps = (struct axis_tap *)malloc((size_t)(s->r + s->s) * sizeof *taps)) == NULL)
        return -1;
    rows.tap = taps;
    columns.tap = taps + s->r;
    memset(&p, 0, sizeof p);
    p.x = (const REAL *)grad_y;
    p.w = (const REAL *)w;
    p.y = (REAL *)out;
    p.images = s->n;
    p.groups = s->groups;
    p.sources = s->k / s->groups;
    p.results = s->c / s->groups;
    p.height = s->h;
    p.width = s->w;
    p.to_filter = s->r * s->s;
    p.to_source = p.results * p.to_filter;
    p.to_group = p.sources * p.to_source;
    if (s->stride[0] > 1 || s->stride[1] > 1) /* phases without a tap stay 0 */
        memset(out, 0, (size_t)(s->n * s->c * s->h * s->w) * sizeof(REAL));
    for (a = 0; a < s->r && result == 0; a++) {
        if (!backward_axis(&rows, a, s->h, s->r, s->p, s->stride[0], s->pad[0], s->gap[0]))
            continue;
        for (b = 0; b < s->s && result == 0; b++)
            if (backward_axis(&columns, b, s->w, s->s, s->q, s->stride[1], s->pad[1], s->gap[1]))
                result = NAME(correlate_all)(&p, s, &rows, &columns, worth_threads(s, threads));
    }
    if (taps != few)
        free(taps);
    return result;
}

static int NAME(backward_input)(const struct conv_shape *s, const void *grad_y, const void *w,
                                void *out, int threads)
{
    ptrdiff_t weights = s->k * (s->c / s->groups) * s->r * s->s;
    int result = 0, done = 0;
    if (is_far(s)) {
        NAME(plain_input)(s, (const REAL *)grad_y, (const REAL *)w, (REAL *)out, 0);
        return 0;
    }
#if DLQA_VECTOR_BYTES > 0
    done = NAME(backward_depthwise)(s, grad_y, w, out, threads);
#endif
    if (!done)
        result = NAME(input_passes)(s, grad_y, w, out, threads);
    if (result == 0 && !NAME(all_finite)((const REAL *)w, weights))
        NAME(plain_input)(s, (const REAL *)grad_y, (const REAL *)w, (REAL *)out, 1);
    return result;
}
