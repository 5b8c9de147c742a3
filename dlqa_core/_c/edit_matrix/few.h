/* Up to three short texts against all others: pair by pair (single.h), straight from the codes,
 * since sorting the others into lanes would take longer than that.
 */

#define FEW 3            /* texts for which lanes and tables are not worth their preparation */
#define MANY_AT_ONCE 256 /* texts of the other side that a thread fetches */

struct few {
    const struct texts *few, *many;
    const struct edit_matrix_job *job;
    struct symbols symbols;
    uint64_t *matches; /* [text][symbol] */
    int64_t step;        /* from text to text of `matches` */
    int64_t row, column; /* in the result, from one of many to the next, from one of few */
    volatile int64_t next;
};

static void store(const struct edit_matrix_job *job, int64_t at, int64_t score)
{
    if (job->cutoff >= 0 && score > job->cutoff)
        score = job->cutoff + 1;
    switch (job->itemsize) {
    case 1:
        ((uint8_t *)job->out)[at] = (uint8_t)score;
        break;
    case 2:
        ((uint16_t *)job->out)[at] = (uint16_t)score;
        break;
    case 4:
        ((uint32_t *)job->out)[at] = (uint32_t)score;
        break;
    default:
        ((uint64_t *)job->out)[at] = (uint64_t)score;
    }
}

static void work_on_few(void *job, int index, int count)
{
    struct few *all = (struct few *)job;
    const struct texts *few = all->few, *many = all->many;
    int64_t first, i, k;
    (void)index;
    (void)count;
    while ((first = MANY_AT_ONCE * dlqa_next(&all->next)) < many->count)
        for (i = first; i < smaller(first + MANY_AT_ONCE, many->count); i++)
            for (k = 0; k < few->count; k++)
                store(all->job, i * all->row + k * all->column,
                      single(all->matches + k * all->step, length_of(few, k), &all->symbols,
                             many->codes + many->starts[i], length_of(many, i)));
}

/* Whether one side is so small; it is chosen then. */
static int choose_few(struct few *all, const struct edit_matrix_job *job)
{
    const int of_choices = job->choices.count < job->queries.count;
    all->job = job;
    all->few = of_choices ? &job->choices : &job->queries;
    all->many = of_choices ? &job->queries : &job->choices;
    all->row = of_choices ? job->choices.count : 1;
    all->column = of_choices ? 1 : job->choices.count;
    return all->few->count <= FEW && longest_of(all->few, 0, all->few->count) <= 64;
}

static int run_few(struct few *all)
{
    const struct texts *few = all->few;
    const int64_t codes = few->starts[few->count];
    const int64_t blocks = all->many->count / MANY_AT_ONCE + 1;
    struct memory memory;
    uint32_t *dense;
    int64_t k;
    int failed;
    memset(&memory, 0, sizeof memory);
    dense = (uint32_t *)grab(&memory, codes, sizeof(uint32_t));
    if (!memory.failed)
        number_symbols(&all->symbols, &memory, few->codes, codes, dense);
    all->step = (int64_t)all->symbols.count + 1;
    all->matches = (uint64_t *)grab(&memory, all->step * few->count, sizeof(uint64_t));
    for (k = 0; k < few->count && !memory.failed; k++)
        mark_matches(all->matches + k * all->step, dense + few->starts[k], length_of(few, k));
    if (!memory.failed)
        dlqa_parallel((int)smaller(all->job->workers, blocks), work_on_few, all);
    failed = memory.failed;
    release(&memory);
    return failed ? -1 : 0;
}
