/* The three products in blocks, on threads. Included once for each T.
 *
 * Each thread takes the next piece of the result from a counter. A piece's own arithmetic does
 * not depend on how the work was split, so any number of threads gives the same bits.
 */

struct NAME(job) {
    struct conv_shape shape;
    struct axis rows, columns;
    const T *images, *weights, *bias; /* images: x or grad_y; weights: w or what is made of it */
    T *result;
    ptrdiff_t pixels, taps, depth; /* outputs of a plane; R*S; C*R*S, or filters if backward */
    ptrdiff_t lda;                 /* from one row of the weights to the next */
    ptrdiff_t step, wide, high;    /* a block: of the sum, of pixels, of rows */
    ptrdiff_t tasks, pieces, parts; /* parts of rows x pieces of pixels (or bands) per group */
    ptrdiff_t block, window, column; /* numbers of scratch of a thread: packed, staged, product */
    int pointwise, direct;
    T *scratch;
    volatile int64_t next;
};

static T *NAME(scratch_of)(const struct NAME(job) *job, int thread)
{
    return job->scratch + thread * (job->block + job->window + job->column);
}

/* Run `work` on at most `threads` threads, each with its scratch. */
static int NAME(run)(struct NAME(job) *job, dlqa_work work, int threads)
{
    T *all;
    if (threads > DLQA_MAX_THREADS)
        threads = DLQA_MAX_THREADS;
    if (threads > job->tasks)
        threads = job->tasks < 1 ? 1 : (int)job->tasks;
    job->block = rounded(job->block + LANES, LINE);
    job->window = rounded(job->window + LANES, LINE);
    job->column = rounded(job->column + LANES, LINE);
    all = (T *)malloc((size_t)(threads * (job->block + job->window + job->column) + LINE) *
                      sizeof(T));
    if (all == NULL)
        return -1;
    job->scratch = all + (LINE - (uintptr_t)all / sizeof(T) % LINE) % LINE;
    job->next = 0;
    dlqa_parallel(threads, work, job);
    free(all);
    return 0;
}

/* A 1x1 filter that neither skips nor pads sees each image as one long row. */
static void NAME(begin)(struct NAME(job) *job, const struct conv_shape *shape)
{
    ptrdiff_t axis;
    struct conv_shape *own = &job->shape;
    memset(job, 0, sizeof *job);
    *own = *shape;
    job->pointwise = 1;
    for (axis = 0; axis < 2; axis++)
        if (own->kernel[axis] > 1 || own->stride[axis] > 1 || own->padding[axis] != 0)
            job->pointwise = 0;
    if (job->pointwise) {
        own->input[1] = own->output[1] = own->input[0] * own->input[1];
        own->input[0] = own->output[0] = 1;
    }
    job->pixels = own->output[0] * own->output[1];
    job->taps = own->kernel[0] * own->kernel[1];
}

/* ---- forward: out = W X, in blocks of `wide` pixels and `step` terms of the sum ---- */

static void NAME(forward_piece)(const struct NAME(job) *job, ptrdiff_t task, T *panel, T *window)
{
    const struct conv_shape *shape = &job->shape;
    ptrdiff_t part = task % job->parts, piece = task / job->parts % job->pieces;
    ptrdiff_t plane = task / job->parts / job->pieces, group = plane % shape->groups;
    ptrdiff_t from = piece * job->wide, to = least(from + job->wide, job->pixels);
    ptrdiff_t first = part * job->high, end = least(first + job->high, shape->filters), k, next;
    ptrdiff_t wide = shape->output[1];
    ptrdiff_t p = from / shape->output[1], outputs = (to - 1) / shape->output[1] + 1 - p;
    const T *image = job->images + plane * shape->channels * shape->input[0] * shape->input[1];
    const T *weights = job->weights + (group * shape->filters + first) * job->lda;
    const T *bias = job->bias == NULL ? NULL : job->bias + group * shape->filters + first;
    T *out = job->result + (plane * shape->filters + first) * job->pixels;
    ptrdiff_t seen[MOST_DEPTH], row[MOST_DEPTH];
    struct NAME(ahead) ahead = {NULL, job->pixels, 0, 0, 0};
    ahead.each = (job->step * TILE_ROWS + end - first - 1) / (end - first);
    for (k = 0; k < job->depth; k = next) {
        ptrdiff_t channel = k / job->taps, j, pitch;
        next = least(k + job->step, job->depth);
        if (!job->pointwise) {
            NAME(stage)(shape, &job->rows, &job->columns,
                        image + channel * shape->input[0] * shape->input[1],
                        (next - 1) / job->taps + 1 - channel, p, outputs, window);
            NAME(find)(shape, &job->rows, &job->columns, k - channel * job->taps,
                       next - channel * job->taps, seen);
        }
        for (j = from; j < to; j += pitch) {
            ptrdiff_t line = job->direct ? least((j / wide + 1) * wide, to) : to; /* a panel's end */
            const T *b = panel;
            pitch = NAME(panel)(line - j) * LANES;
            if (job->direct)
                b = window + (j / wide - p) * job->columns.length + j % wide;
            else if (job->pointwise)
                NAME(pack_panels)(image + k * job->pixels + j, job->pixels, next - k,
                                  least(pitch, to - j), panel);
            else
                NAME(pack)(shape, &job->columns, window, seen, next - k, p, j,
                           least(j + pitch, to), panel, pitch);
            if (!job->direct)
                NAME(in_order)(row, next - k, pitch);
            if (job->pointwise) {
                ahead.at = image + k * job->pixels + j + pitch;
                ahead.rows = next - k;
                ahead.width = least(pitch, to - j - pitch);
            }
            pitch = least(pitch, line - j);
            NAME(multiply_panel)(weights + k, job->lda, end - first, b, job->direct ? seen : row,
                                 next - k, line - j, out + j, job->pixels, bias, k > 0, &ahead);
        }
    }
}

static void NAME(forward_work)(void *argument, int index, int count)
{
    struct NAME(job) *job = (struct NAME(job) *)argument;
    T *block = NAME(scratch_of)(job, index);
    int64_t task;
    (void)count;
    while ((task = dlqa_next(&job->next)) < job->tasks)
        NAME(forward_piece)(job, (ptrdiff_t)task, block, block + job->block);
}

/* As many of `depth` terms as a panel in the first-level cache has, whole channels if possible. */
static ptrdiff_t NAME(step)(ptrdiff_t depth, ptrdiff_t taps)
{
    ptrdiff_t most = PANEL_BYTES / (ptrdiff_t)sizeof(T) / (TILE_VECTORS * LANES);
    most = most < MOST_DEPTH ? most : MOST_DEPTH;
    if (taps < most)
        most -= most % taps;
    return depth < most ? depth : most;
}

/* Pixels of a block, if each takes `numbers` numbers: whole tiles, `most` bytes in all. */
static ptrdiff_t NAME(width)(ptrdiff_t pixels, ptrdiff_t numbers, ptrdiff_t most)
{
    ptrdiff_t tile = TILE_VECTORS * LANES, wide = most / (ptrdiff_t)sizeof(T) / (numbers + 1);
    wide = wide < tile ? tile : wide > MOST_PIXELS ? MOST_PIXELS : wide;
    wide -= wide % tile;
    return wide < pixels ? wide : pixels;
}

static int NAME(forward)(const struct conv_shape *given, const T *x, const T *w,
                              const T *bias, T *y, int threads)
{
    struct NAME(job) job;
    const struct conv_shape *shape = &job.shape;
    ptrdiff_t waste;
    int failed;
    NAME(begin)(&job, given);
    job.images = x;
    job.weights = w;
    job.bias = bias;
    job.result = y;
    job.depth = job.lda = shape->channels * job.taps;
    job.step = NAME(step)(job.depth, job.taps);
    job.wide = NAME(width)(job.pixels, job.step + least(shape->filters, MOST_ROWS), BLOCK_BYTES);
    waste = rounded(shape->output[1], LANES) - shape->output[1];
    job.direct = !job.pointwise && waste * shape->filters <= DIRECT_WASTE * shape->output[1];
    if (job.direct && job.wide > shape->output[1])
        job.wide -= job.wide % shape->output[1];
    job.pieces = (job.pixels + job.wide - 1) / job.wide;
    job.high = shape->filters;
    job.parts = 1;
    while (threads > 1 && job.high > 2 * TILE_ROWS &&
           shape->images * shape->groups * job.pieces * job.parts < 4 * threads) {
        job.high = rounded((job.high + 1) / 2, TILE_ROWS);
        job.parts = (shape->filters + job.high - 1) / job.high;
    }
    job.tasks = shape->images * shape->groups * job.pieces * job.parts;
    job.block = TILE_VECTORS * LANES * job.step;
    if (axis_plan(&job.rows, least(shape->output[0], (job.wide - 2) / shape->output[1] + 2),
                  shape->kernel[0], shape->stride[0], shape->dilation[0]))
        return -1;
    if (axis_plan(&job.columns, shape->output[1], shape->kernel[1], shape->stride[1],
                  shape->dilation[1])) {
        axis_free(&job.rows);
        return -1;
    }
    if (!job.pointwise)
        job.window = least((job.step - 1) / job.taps + 2, shape->channels) * job.rows.length *
                     job.columns.length;
    failed = NAME(run)(&job, NAME(forward_work), threads);
    axis_free(&job.rows);
    axis_free(&job.columns);
    return failed;
}

/* ---- backward input ---- */

struct NAME(turn) {
    const struct conv_shape *shape;
    const T *w;
    T *turned;
    volatile int64_t next;
};

/* Of each group: filters and channels change places, taps are read backwards. Each thread takes a
 * few channels, so that each line of memory is read once. */
static void NAME(turn_work)(void *argument, int index, int count)
{
    struct NAME(turn) *job = (struct NAME(turn) *)argument;
    const struct conv_shape *shape = job->shape;
    ptrdiff_t taps = shape->kernel[0] * shape->kernel[1], channels = shape->channels;
    ptrdiff_t filters = shape->filters, parts = (channels + 15) / 16, c, k, t, task;
    (void)index;
    (void)count;
    while ((task = (ptrdiff_t)dlqa_next(&job->next)) < shape->groups * parts) {
        ptrdiff_t first = task % parts * 16, last = least(first + 16, channels);
        const T *from = job->w + task / parts * filters * channels * taps;
        T *to = job->turned + task / parts * filters * channels * taps;
        if (taps == 1)
            NAME(transpose)(from + first, channels, filters, last - first, to + first * filters,
                            filters);
        else
            for (k = 0; k < filters; k++)
                for (c = first; c < last; c++)
                    for (t = 0; t < taps; t++)
                        to[(c * filters + k) * taps + t] =
                            from[(k * channels + c) * taps + taps - 1 - t];
    }
}

/* Stride 1: grad_x is a convolution of grad_y, padded until it is as large as x. */
static int NAME(backward_by_forward)(const struct conv_shape *shape, const T *grad_y, const T *w,
                                     T *grad_x, int threads)
{
    struct conv_shape other = *shape;
    ptrdiff_t axis, count = shape->groups * shape->filters * shape->channels *
                            shape->kernel[0] * shape->kernel[1];
    T *reversed = (T *)malloc((size_t)count * sizeof(T));
    struct NAME(turn) turn = {shape, w, NULL, 0};
    int failed;
    if (reversed == NULL)
        return -1;
    turn.turned = reversed;
    dlqa_parallel(count < TURN_ALONE ? 1 : threads, NAME(turn_work), &turn);
    other.channels = shape->filters;
    other.filters = shape->channels;
    for (axis = 0; axis < 2; axis++) {
        other.input[axis] = shape->output[axis];
        other.output[axis] = shape->input[axis];
        other.padding[axis] = shape->dilation[axis] * (shape->kernel[axis] - 1) -
                              shape->padding[axis];
    }
    failed = NAME(forward)(&other, grad_y, reversed, NULL, grad_x, threads);
    free(reversed);
    return failed;
}

/* Any stride: the gradient of a block of X is added into a window, and that becomes a band of
 * rows of grad_x. Blocks lie the same way for every band; a band leaves out what it cannot see. */
static void NAME(backward_piece)(const struct NAME(job) *job, ptrdiff_t task, T *block, T *window,
                                 T *column)
{
    const struct conv_shape *shape = &job->shape;
    ptrdiff_t band = task % job->pieces, part = task / job->pieces % job->parts;
    ptrdiff_t plane = task / job->pieces / job->parts, group = plane % shape->groups;
    ptrdiff_t height = shape->input[0], width = shape->output[1], stride = shape->stride[0];
    ptrdiff_t first = part * job->high, end = least(first + job->high, shape->channels);
    ptrdiff_t top = band * height / job->pieces, bottom = (band + 1) * height / job->pieces;
    ptrdiff_t reach = (shape->kernel[0] - 1) * shape->dilation[0];
    ptrdiff_t p = inside(top + shape->padding[0] - reach, stride, shape->output[0]);
    ptrdiff_t q = inside(bottom + shape->padding[0], stride, shape->output[0]);
    const T *grad_y = job->images + plane * shape->filters * job->pixels;
    const T *weights = job->weights + (group * shape->channels + first) * job->taps * job->lda;
    T *grad_x = job->result + (plane * shape->channels + first) * height * shape->input[1];
    ptrdiff_t start, row, last = (end - first) * job->taps, k, high, depth;
    struct NAME(ahead) ahead = {NULL, job->pixels, 0, 0, 1};
    memset(window, 0, (size_t)((end - first) * job->rows.length * job->columns.length) *
                          sizeof(T));
    for (start = p * width / job->wide * job->wide; start < q * width; start += job->wide) {
        ptrdiff_t from = start < p * width ? p * width : start;
        ptrdiff_t to = least(start + job->wide, q * width), wide = rounded(to - from, LANES);
        for (k = 0; k < job->depth; k += job->step) {
            depth = least(job->step, job->depth - k);
            NAME(pack_panels)(grad_y + k * job->pixels + from, job->pixels, depth, to - from,
                              block + k * wide);
        }
        ahead.at = grad_y + to;
        ahead.rows = job->depth;
        ahead.width = least(job->wide, q * width - to);
        for (row = 0; row < last; row += high) {
            high = least(COLUMN_ROWS, last - row);
            for (k = 0; k < job->depth; k += job->step)
                NAME(multiply)(weights + row * job->lda + k, job->lda, high, block + k * wide,
                               least(job->step, job->depth - k), wide, column, wide, k > 0,
                               &ahead);
            NAME(unpack)(shape, &job->rows, &job->columns, window, p, row, row + high, from, to,
                         column, wide);
        }
    }
    NAME(unstage)(shape, &job->rows, &job->columns, grad_x, end - first, p, top, bottom, window);
}

static void NAME(backward_work)(void *argument, int index, int count)
{
    struct NAME(job) *job = (struct NAME(job) *)argument;
    T *block = NAME(scratch_of)(job, index);
    int64_t task;
    (void)count;
    while ((task = dlqa_next(&job->next)) < job->tasks)
        NAME(backward_piece)(job, (ptrdiff_t)task, block, block + job->block,
                             block + job->block + job->window);
}

static int NAME(backward_by_columns)(const struct conv_shape *given, const T *grad_y, const T *w,
                                     T *grad_x, int threads)
{
    struct NAME(job) job;
    const struct conv_shape *shape = &job.shape;
    ptrdiff_t plane, g, rows, reach = (given->kernel[0] - 1) * given->dilation[0];
    T *turned;
    int failed;
    NAME(begin)(&job, given);
    rows = shape->channels * job.taps;
    job.images = grad_y;
    job.result = grad_x;
    job.depth = job.lda = shape->filters;
    job.step = NAME(step)(job.depth, 1);
    job.wide = NAME(width)(job.pixels, job.depth, BLOCK_BYTES / 2);
    job.wide = least(job.wide, NAME(width)(job.pixels, least(rows, COLUMN_ROWS), BLOCK_BYTES));
    job.block = rounded(job.wide, LANES) * job.depth;
    job.column = rounded(job.wide, LANES) * least(rows, COLUMN_ROWS);
    job.pieces = threads > 1 && shape->images * shape->groups < 4 * threads
                     ? least(threads, shape->input[0])
                     : 1;
    if (axis_plan(&job.rows,
                  least(shape->output[0],
                        (shape->input[0] / job.pieces + 1 + reach) / shape->stride[0] + 1),
                  shape->kernel[0], shape->stride[0], shape->dilation[0]))
        return -1;
    if (axis_plan(&job.columns, shape->output[1], shape->kernel[1], shape->stride[1],
                  shape->dilation[1])) {
        axis_free(&job.rows);
        return -1;
    }
    plane = job.rows.length * job.columns.length;
    job.high = WINDOW_BYTES / (ptrdiff_t)sizeof(T) / plane;
    job.high = job.high < 1 ? 1 : least(job.high, shape->channels);
    job.parts = (shape->channels + job.high - 1) / job.high;
    job.window = job.high * plane;
    job.tasks = shape->images * shape->groups * job.parts * job.pieces;
    turned = (T *)malloc((size_t)(shape->groups * rows * job.lda) * sizeof(T));
    failed = turned == NULL;
    if (!failed) {
        for (g = 0; g < shape->groups; g++)
            NAME(transpose)(w + g * job.depth * rows, rows, job.depth, rows,
                            turned + g * rows * job.lda, job.lda);
        job.weights = turned;
        failed = NAME(run)(&job, NAME(backward_work), threads) != 0;
    }
    free(turned);
    axis_free(&job.rows);
    axis_free(&job.columns);
    return failed ? -1 : 0;
}

/* The first way copies each number of grad_y once for all channels of a group, the second adds
 * each number of the product once for all filters. */
static int NAME(backward_input)(const struct conv_shape *shape, const T *grad_y, const T *w,
                                T *grad_x, int threads)
{
    if (shape->stride[0] == 1 && shape->stride[1] == 1 &&
        (shape->channels >= TILE_ROWS || shape->channels >= shape->filters))
        return NAME(backward_by_forward)(shape, grad_y, w, grad_x, threads);
    return NAME(backward_by_columns)(shape, grad_y, w, grad_x, threads);
}

/* ---- backward weight: (grad_w)' = X (grad_y)', blocks of `step` pixels ---- */

/* Columns first..end of the result for rows of `part`: a sum over all pixels of all images. */
static void NAME(weight_piece)(const struct NAME(job) *job, ptrdiff_t task, T *block, T *window,
                               T *sum)
{
    const struct conv_shape *shape = &job->shape;
    ptrdiff_t part = task % job->parts, piece = task / job->parts % job->pieces;
    ptrdiff_t group = task / job->parts / job->pieces, image, from, to, row, last, j, pitch;
    ptrdiff_t first = part * job->high, end = least(first + job->high, job->depth);
    ptrdiff_t filter = piece * job->wide, stop = least(filter + job->wide, shape->filters);
    ptrdiff_t wide = rounded(stop - filter, LANES), area = shape->input[0] * shape->input[1];
    T *rows = block + wide * job->step;
    ptrdiff_t seen[COLUMN_ROWS], lda;
    const int few = 2 * shape->filters <= LANES;
    const T *a;
    struct NAME(ahead) ahead = {NULL, job->pixels, 0, 0, 2};
    memset(sum, 0, (size_t)((end - first) * wide) * sizeof(T));
    for (image = 0; image < shape->images; image++) {
        const T *x = job->images + (image * shape->groups + group) * shape->channels * area;
        const T *grad_y = job->weights + ((image * shape->groups + group) * shape->filters +
                                          filter) * job->pixels;
        for (from = 0; from < job->pixels; from = to) {
            ptrdiff_t p = from / shape->output[1], depth;
            to = least(from + job->step, job->pixels);
            depth = to - from;
            ahead.at = grad_y + to;
            ahead.rows = stop - filter;
            ahead.width = least(job->step, job->pixels - to);
            for (j = 0; j < stop - filter && !few; j += pitch) {
                pitch = NAME(panel)(wide - j) * LANES;
                NAME(transpose)(grad_y + j * job->pixels + from, job->pixels,
                                least(pitch, stop - filter - j), depth, block + j * depth, pitch);
            }
            for (row = first; row < end; row = last) {
                ptrdiff_t channel = row / job->taps;
                last = least(end, row + COLUMN_ROWS);
                if (!job->pointwise) {
                    NAME(stage)(shape, &job->rows, &job->columns, x + channel * area,
                                (last - 1) / job->taps + 1 - channel, p,
                                (to - 1) / shape->output[1] + 1 - p, window);
                    NAME(find)(shape, &job->rows, &job->columns, row - channel * job->taps,
                               last - channel * job->taps, seen);
                    NAME(pack)(shape, &job->columns, window, seen, last - row, p, from, to, rows,
                               job->lda);
                }
                a = job->pointwise ? x + row * area + from : rows;
                lda = job->pointwise ? area : job->lda;
                if (few)
                    NAME(multiply_rows)(a, lda, last - row, grad_y + from, job->pixels,
                                        stop - filter, depth, sum + (row - first) * wide, wide);
                else
                    NAME(multiply)(a, lda, last - row, block, depth, wide,
                                   sum + (row - first) * wide, wide, 1, &ahead);
            }
        }
    }
    NAME(transpose)(sum, wide, end - first, stop - filter,
                    job->result + (group * shape->filters + filter) * job->depth + first,
                    job->depth);
}

static void NAME(weight_work)(void *argument, int index, int count)
{
    struct NAME(job) *job = (struct NAME(job) *)argument;
    T *block = NAME(scratch_of)(job, index);
    int64_t task;
    (void)count;
    while ((task = dlqa_next(&job->next)) < job->tasks)
        NAME(weight_piece)(job, (ptrdiff_t)task, block, block + job->block,
                           block + job->block + job->window);
}

static int NAME(backward_weight)(const struct conv_shape *given, const T *grad_y, const T *x,
                                 T *grad_w, int threads)
{
    struct NAME(job) job;
    const struct conv_shape *shape = &job.shape;
    ptrdiff_t least_wide;
    int failed;
    NAME(begin)(&job, given);
    job.images = x;
    job.weights = grad_y;
    job.result = grad_w;
    job.depth = shape->channels * job.taps;
    job.step = least(WEIGHT_PIXELS, job.pixels);
    job.lda = rounded(job.step, LANES) + LANES;
    least_wide = least(MOST_FILTERS, shape->filters);
    job.wide = least_wide;
    job.high = job.depth;
    job.pieces = (shape->filters + job.wide - 1) / job.wide;
    while (job.wide > LANES && shape->groups * job.pieces < threads) {
        job.wide = rounded((job.wide + 1) / 2, LANES);
        job.pieces = (shape->filters + job.wide - 1) / job.wide;
    }
    job.parts = 1;
    while (job.high > TILE_ROWS && shape->groups * job.pieces * job.parts < threads) {
        job.high = rounded((job.high + 1) / 2, TILE_ROWS);
        job.parts = (job.depth + job.high - 1) / job.high;
    }
    job.tasks = shape->groups * job.pieces * job.parts;
    if (axis_plan(&job.rows, least(shape->output[0], (job.step - 2) / shape->output[1] + 2),
                  shape->kernel[0], shape->stride[0], shape->dilation[0]))
        return -1;
    if (axis_plan(&job.columns, shape->output[1], shape->kernel[1], shape->stride[1],
                  shape->dilation[1])) {
        axis_free(&job.rows);
        return -1;
    }
    job.block = rounded(job.wide, LANES) * job.step;
    if (!job.pointwise) {
        job.block += least(COLUMN_ROWS, job.high) * job.lda;
        job.window = least((COLUMN_ROWS - 1) / job.taps + 2, shape->channels) * job.rows.length *
                     job.columns.length;
    }
    job.column = rounded(job.wide, LANES) * job.high;
    failed = NAME(run)(&job, NAME(weight_work), threads);
    axis_free(&job.rows);
    axis_free(&job.columns);
    return failed;
}
