/* A whole convolution: plan, memory, blocks, threads. Included once per type. */

struct NAME(job) {
    struct conv_fft_plan plan;
    struct NAME(transform) transform;
    struct NAME(array) array[3];   /* x, y and w: number d is the one without index d */
    const REAL *bias;
    ptrdiff_t groups;
    REAL sign;                     /* see struct factors */
    VEC *spectra_b, *sums, *own;   /* of all threads; of each, in turn */
    ptrdiff_t own_vectors, block_a; /* of a thread; of its spectra of A */
    int keep;                      /* sums of all blocks of i: r has several blocks */
    /* The block at work: where it begins, how much it holds. */
    ptrdiff_t group, i0, r0, v0, i, r, v;
    volatile int64_t next;
};

/* The tiles of one vector of `array`, all those that are there. Lane l differs from lane 0 in
 * index `runs` by l, or in the group. */
static void NAME(aim_vector)(const struct NAME(job) *job, const struct NAME(array) *array,
                             ptrdiff_t index[3], struct NAME(lane) *lanes)
{
    const struct conv_fft_plan *plan = &job->plan;
    int l, runs = plan->j;
    for (l = 0; l < LANES; l++) {
        ptrdiff_t at[3] = {index[0], index[1], index[2]}, group = job->group;
        if (plan->by_group)
            group += l;
        else
            at[runs] += l;
        if (at[runs] < plan->extent[runs] && group < job->groups)
            NAME(aim)(&lanes[l], array, plan, group, at);
        else
            NAME(aim_nowhere)(&lanes[l]);
    }
}

/* The values of j that a vector holds begin at this one. */
static ptrdiff_t NAME(first_j)(const struct NAME(job) *job, ptrdiff_t vector)
{
    return job->plan.by_group ? vector : vector * LANES;
}

static struct NAME(room) NAME(room_of)(const struct NAME(job) *job, int thread)
{
    return NAME(room_at)(&job->plan, job->own + thread * job->own_vectors);
}

/* Thread work: the spectra of B, a vector of tiles at a time. */
static void NAME(prepare_b)(void *argument, int thread, int threads)
{
    struct NAME(job) *job = (struct NAME(job) *)argument;
    const struct conv_fft_plan *plan = &job->plan;
    struct NAME(room) room = NAME(room_of)(job, thread);
    struct NAME(lane) lanes[LANES];
    ptrdiff_t number, count = job->r * job->v;
    (void)threads;
    while ((number = (ptrdiff_t)dlqa_next(&job->next)) < count) {
        const struct NAME(array) *array = &job->array[plan->i];
        ptrdiff_t index[3] = {0, 0, 0};
        struct NAME(line) to = NAME(line_at)(job->spectra_b + 2 * number);
        to.step = 2 * count;
        index[plan->r] = job->r0 + number % job->r;
        index[plan->j] = NAME(first_j)(job, job->v0 + number / job->r);
        NAME(aim_vector)(job, array, index, lanes);
        NAME(spectrum)(&job->transform, &room, array, lanes, to);
    }
}

/* The spectra of A for some i and r, packed: tile (i, r) is number i * r_count + r. */
static ptrdiff_t NAME(prepare_a)(const struct NAME(job) *job, const struct NAME(room) *room,
                                 ptrdiff_t i0, ptrdiff_t i_count, ptrdiff_t r0, ptrdiff_t r_count,
                                 VEC *spectra)
{
    const struct conv_fft_plan *plan = &job->plan;
    const struct NAME(array) *array = &job->array[plan->j];
    ptrdiff_t count = i_count * r_count, vectors, v, l;
    struct NAME(lane) lanes[LANES];
    vectors = plan->by_group ? count : conv_fft_ceil(count, LANES);
    for (v = 0; v < vectors; v++) {
        struct NAME(line) to = {spectra + v, spectra + vectors + v, 2 * vectors};
        for (l = 0; l < LANES; l++) {
            ptrdiff_t number = plan->by_group ? v : v * LANES + l, index[3] = {0, 0, 0};
            ptrdiff_t group = plan->by_group ? job->group + l : job->group;
            index[plan->i] = i0 + number / r_count;
            index[plan->r] = r0 + number % r_count;
            if (number < count && group < job->groups)
                NAME(aim)(&lanes[l], array, plan, group, index);
            else
                NAME(aim_nowhere)(&lanes[l]);
        }
        NAME(spectrum)(&job->transform, room, array, lanes, to);
    }
    return vectors;
}

/* What is added to each lane of an output tile. */
static VEC NAME(bias_of)(const struct NAME(job) *job, const ptrdiff_t index[3])
{
    const struct conv_fft_plan *plan = &job->plan;
    REAL numbers[LANES];
    VEC bias;
    int l;
    memset(numbers, 0, sizeof numbers);
    for (l = 0; l < LANES && job->bias != NULL; l++) {
        ptrdiff_t k = index[DIM_OUTPUT], group = job->group;
        if (plan->by_group)
            group += l;
        else if (plan->j == DIM_OUTPUT)
            k += l;
        if (k < plan->extent[DIM_OUTPUT] && group < job->groups)
            numbers[l] = job->bias[group * plan->extent[DIM_OUTPUT] + k];
    }
    memcpy(&bias, numbers, sizeof bias);
    return bias;
}

/* Inverse transforms of the sums of some i. */
static void NAME(finish)(const struct NAME(job) *job, const struct NAME(room) *room, ptrdiff_t i0,
                         ptrdiff_t i_count, VEC *sums)
{
    const struct conv_fft_plan *plan = &job->plan;
    const struct NAME(array) *array = &job->array[plan->r];
    struct NAME(lane) lanes[LANES];
    ptrdiff_t number, count = i_count * job->v;
    for (number = 0; number < count; number++) {
        struct NAME(line) from = NAME(line_at)(sums + 2 * number);
        ptrdiff_t index[3] = {0, 0, 0};
        from.step = 2 * count;
        index[plan->i] = i0 + number / job->v;
        index[plan->j] = NAME(first_j)(job, job->v0 + number % job->v);
        NAME(aim_vector)(job, array, index, lanes);
        NAME(restore)(&job->transform, room, array, lanes, from, NAME(bias_of)(job, index));
    }
}

/* Thread work: block_i values of i at a time, from A to the output. */
static void NAME(work)(void *argument, int thread, int threads)
{
    struct NAME(job) *job = (struct NAME(job) *)argument;
    const struct conv_fft_plan *plan = &job->plan;
    struct NAME(room) room = NAME(room_of)(job, thread);
    VEC *a = job->own + thread * job->own_vectors + NAME(room_vectors)(plan), *m = a + job->block_a;
    ptrdiff_t number, part, count = conv_fft_ceil(job->i, plan->block_i);
    struct NAME(factors) factors;
    (void)threads;
    factors.a = a;
    factors.frequencies = plan->frequencies;
    factors.vectors = job->v;
    factors.next_b = 2 * job->r;
    factors.step_b = 2 * job->v * job->r;
    factors.sign = job->sign;
    while ((number = (ptrdiff_t)dlqa_next(&job->next)) < count) {
        ptrdiff_t i = number * plan->block_i;
        factors.rows = conv_fft_least(plan->block_i, job->i - i);
        factors.m = job->keep ? job->sums + i * job->v * 2 * plan->frequencies : m;
        for (part = 0; part < job->r; part += plan->part_r) {
            ptrdiff_t vectors;
            factors.depth = conv_fft_least(plan->part_r, job->r - part);
            vectors = NAME(prepare_a)(job, &room, job->i0 + i, factors.rows, job->r0 + part,
                                      factors.depth, a);
            factors.step_a = 2 * vectors;
            factors.imaginary = vectors;
            factors.b = job->spectra_b + 2 * part;
            factors.add = job->r0 + part > 0;
            if (plan->by_group)
                NAME(product_of_vectors)(&factors);
            else
                NAME(product_of_numbers)(&factors);
        }
        if (job->r0 + job->r == plan->extent[plan->r])
            NAME(finish)(job, &room, job->i0 + i, factors.rows, factors.m);
    }
}

/* All blocks of one group, or of LANES groups. */
static void NAME(run_group)(struct NAME(job) *job, ptrdiff_t most_i, int threads)
{
    const struct conv_fft_plan *plan = &job->plan;
    ptrdiff_t i_count = plan->extent[plan->i], r_count = plan->extent[plan->r];
    for (job->v0 = 0; job->v0 < plan->vectors; job->v0 += plan->block_v)
        for (job->i0 = 0; job->i0 < i_count; job->i0 += most_i)
            for (job->r0 = 0; job->r0 < r_count; job->r0 += plan->block_r) {
                job->v = conv_fft_least(plan->block_v, plan->vectors - job->v0);
                job->i = conv_fft_least(most_i, i_count - job->i0);
                job->r = conv_fft_least(plan->block_r, r_count - job->r0);
                job->next = 0;
                dlqa_parallel((int)conv_fft_least(threads, job->r * job->v), NAME(prepare_b), job);
                job->next = 0;
                dlqa_parallel((int)conv_fft_least(threads, conv_fft_ceil(job->i, plan->block_i)),
                              NAME(work), job);
            }
}

/* Describe the arrays: where tiles begin in them and how they are laid out. */
static void NAME(describe)(struct NAME(job) *job, enum conv_fft_wanted wanted,
                           const struct conv_fft_shape *shape, void *x, void *w, void *y)
{
    const struct conv_fft_plan *plan = &job->plan;
    ptrdiff_t c = shape->c / shape->groups, k = shape->k / shape->groups;
    struct NAME(array) *of_x = &job->array[DIM_OUTPUT], *of_y = &job->array[DIM_INPUT];
    struct NAME(array) *of_w = &job->array[DIM_TILE];
    struct NAME(array) whole = {0};
    whole.step_y = whole.step_x = 1;
    whole.rows = plan->size_y;
    whole.columns = plan->size_x;
    *of_x = *of_y = *of_w = whole;

    of_x->data = (REAL *)x;
    of_x->width = of_x->end_x = shape->w;
    of_x->end_y = shape->h;
    of_x->by_input = shape->h * shape->w;
    of_x->by_group = c * of_x->by_input;
    of_x->by_image = shape->c * of_x->by_input;
    of_x->numbers = shape->n * of_x->by_image;

    of_y->data = (REAL *)y;
    of_y->width = shape->q;
    of_y->step_y = shape->stride_y;
    of_y->step_x = shape->stride_x;
    of_y->end_y = (shape->p - 1) * shape->stride_y + 1;
    of_y->end_x = (shape->q - 1) * shape->stride_x + 1;
    of_y->by_output = shape->p * shape->q;
    of_y->by_group = k * of_y->by_output;
    of_y->by_image = shape->k * of_y->by_output;
    of_y->numbers = shape->n * of_y->by_image;

    of_w->data = (REAL *)w;
    of_w->width = shape->s;
    of_w->step_y = shape->dilation_y;
    of_w->step_x = shape->dilation_x;
    of_w->end_y = of_w->rows = plan->kernel_y;
    of_w->end_x = of_w->columns = plan->kernel_x;
    of_w->by_input = shape->r * shape->s;
    of_w->by_output = c * of_w->by_input;
    of_w->by_group = k * of_w->by_output;
    of_w->numbers = shape->groups * of_w->by_group;

    /* A tile of x is as many rows longer than its tile of y as the kernel has, less one. */
    of_x->next_y = of_y->next_y = plan->valid_y;
    of_x->next_x = of_y->next_x = plan->valid_x;
    if (wanted == CONV_FFT_X) {
        of_x->rows = plan->valid_y;
        of_x->columns = plan->valid_x;
        of_y->off_y = shape->pad_y - plan->kernel_y + 1;
        of_y->off_x = shape->pad_x - plan->kernel_x + 1;
        of_w->turn = 1;
    } else {
        of_y->rows = plan->valid_y;
        of_y->columns = plan->valid_x;
        of_x->off_y = -shape->pad_y;
        of_x->off_x = -shape->pad_x;
    }
}

/* Memory on a boundary of 64 bytes, as any vector needs it; free what `block` gets. */
static VEC *NAME(reserve)(ptrdiff_t vectors, void **block)
{
    *block = malloc((size_t)vectors * sizeof(VEC) + 64);
    return *block == NULL ? NULL : (VEC *)(((uintptr_t)*block + 63) & ~(uintptr_t)63);
}

static int NAME(convolve)(enum conv_fft_wanted wanted, const struct conv_fft_shape *shape, void *x,
                          void *w, void *y, const void *bias, int threads)
{
    struct NAME(job) job;
    struct conv_fft_plan *plan = &job.plan;
    ptrdiff_t sum_vectors = 0, b_vectors, roots, most_i, together, vectors_a;
    void *block;
    memset(&job, 0, sizeof job);
    *plan = conv_fft_choose(wanted, shape, LANES, (ptrdiff_t)sizeof(REAL));
    NAME(describe)(&job, wanted, shape, x, w, y);
    job.bias = (const REAL *)bias;
    job.groups = shape->groups;
    job.sign = plan->j == (wanted == CONV_FFT_W ? DIM_INPUT : DIM_TILE) ? (REAL)-1 : (REAL)1;
    job.keep = plan->block_r < plan->extent[plan->r];
    most_i = plan->extent[plan->i];
    if (job.keep) {
        ptrdiff_t one = plan->block_v * plan->frequencies * 2 * (ptrdiff_t)sizeof(VEC);
        most_i = conv_fft_most(1, CONV_FFT_SHARED / one / plan->block_i) * plan->block_i;
        most_i = conv_fft_least(most_i, plan->extent[plan->i]);
        sum_vectors = most_i * plan->block_v * plan->frequencies * 2;
    }
    vectors_a = plan->block_i * plan->part_r;
    if (!plan->by_group)
        vectors_a = conv_fft_ceil(vectors_a, LANES);
    job.block_a = 2 * plan->frequencies * vectors_a;
    job.own_vectors = NAME(room_vectors)(plan) + job.block_a +
                      (job.keep ? 0 : 2 * plan->frequencies * plan->block_i * plan->block_v);
    b_vectors = 2 * plan->frequencies * plan->block_r * plan->block_v;
    roots = conv_fft_ceil(2 * (plan->size_y + plan->size_x), LANES);
    job.spectra_b = NAME(reserve)(b_vectors + sum_vectors + roots + threads * job.own_vectors,
                                  &block);
    if (job.spectra_b == NULL)
        return -1;
    job.sums = job.spectra_b + b_vectors;
    job.own = job.sums + sum_vectors + roots;
    NAME(fft_prepare)(&job.transform.y, plan->size_y, (REAL *)(job.sums + sum_vectors));
    NAME(fft_prepare)(&job.transform.x, plan->size_x,
                      (REAL *)(job.sums + sum_vectors) + 2 * plan->size_y);
    job.transform.column = 2 * (plan->size_y + 1);
    together = plan->by_group ? LANES : 1;
    for (job.group = 0; job.group < shape->groups; job.group += together)
        NAME(run_group)(&job, most_i, threads);
    free(block);
    return 0;
}
