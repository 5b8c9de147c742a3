/* Edit distances of all pairs of two lists of texts.
 *
 * The choices lie side by side in the lanes of vectors (columns.h) and each query is walked once
 * for many of them (lanes.h, words.h). A few queries at a time go over all choices, so that the
 * tables of one unit stay in the first cache while those queries use them; their scores collect
 * in rows of slots, in the order in which units are computed, and are then put in the caller's
 * order and width (write.h). Threads take such blocks of queries from a counter.
 */
#include "edit_matrix/edit_matrix.h"

#include "edit_matrix/columns.h"
#include "edit_matrix/filter.h"
#include "threads.h"
#include "variants.h"

#if DLQA_VECTOR_BYTES > 0
#define LANE uint8_t
#define VECTOR vu8
#define NAME(x) x##_8
#include "edit_matrix/lanes.h"

#define LANE uint16_t
#define VECTOR vu16
#define NAME(x) x##_16
#include "edit_matrix/lanes.h"

#define LANE uint32_t
#define VECTOR vu32
#define NAME(x) x##_32
#include "edit_matrix/lanes.h"
#endif

#define LANE uint64_t
#define VECTOR words
#define NAME(x) x##_64
#include "edit_matrix/lanes.h"

#include "edit_matrix/words.h"
#include "edit_matrix/single.h"
#include "edit_matrix/few.h"
#include "edit_matrix/turn.h"

#if defined(__SSSE3__)
#define STORE_AT(to, index, value) _mm256_storeu_si256((__m256i *)(to) + (index), value)
#define BYTES_AT(from, index) _mm_shuffle_epi32(from, (index) * 0x55)
#endif

#define CELL uint8_t
#define NAME(x) x##_1
#define WIDEN(to, sixteen) _mm_storeu_si128((__m128i *)(to), sixteen)
#include "edit_matrix/write.h"

#define CELL uint16_t
#define NAME(x) x##_2
#define WIDEN(to, sixteen) STORE_AT(to, 0, _mm256_cvtepu8_epi16(sixteen))
#include "edit_matrix/write.h"

#define CELL uint32_t
#define NAME(x) x##_4
#if defined(__AVX512BW__)
#define WIDEN(to, sixteen) _mm512_storeu_si512(to, _mm512_cvtepu8_epi32(sixteen))
#else
#define WIDEN(to, sixteen)                                                                      \
    do {                                                                                        \
        STORE_AT(to, 0, _mm256_cvtepu8_epi32(sixteen));                                         \
        STORE_AT(to, 1, _mm256_cvtepu8_epi32(_mm_srli_si128(sixteen, 8)));                      \
    } while (0)
#endif
#include "edit_matrix/write.h"

#define CELL uint64_t
#define NAME(x) x##_8
#define WIDEN(to, sixteen)                                                                      \
    do {                                                                                        \
        STORE_AT(to, 0, _mm256_cvtepu8_epi64(BYTES_AT(sixteen, 0)));                            \
        STORE_AT(to, 1, _mm256_cvtepu8_epi64(BYTES_AT(sixteen, 1)));                            \
        STORE_AT(to, 2, _mm256_cvtepu8_epi64(BYTES_AT(sixteen, 2)));                            \
        STORE_AT(to, 3, _mm256_cvtepu8_epi64(BYTES_AT(sixteen, 3)));                            \
    } while (0)
#include "edit_matrix/write.h"

#define MOST_ROWS 32 /* texts that go over the units together */
#define PAUSE 15     /* blocks of rows that the filter is not asked about if it was no help */

/* One pass: some choices (`columns`, in lanes) against all texts that are walked (`rows`). */
struct pass {
    const struct texts *rows, *lanes;
    const struct columns *columns;
    const struct filter *filter; /* NULL: every pair is computed */
    char *out;
    int64_t stride, rows_per_block;
    int itemsize, symmetric, transposed;
    int64_t cutoff;
    volatile int64_t next, failed;
};

/* What a thread works with. */
struct scratch {
    uint32_t *symbols; /* of the texts of a block of rows */
    uint8_t *bytes;    /* [row][slot], costs below 256; room for a multiple of 16 rows */
    uint8_t *turned;   /* [slot][row], the same */
    uint32_t *wide;    /* [row][slot], any */
    int64_t pitch;     /* from slot to slot of `turned` */
    words *state;
    words *within;    /* the filter's bitmap of one row */
    uint32_t *seen, *traits;
    uint64_t *matches; /* [symbol], of a short text */
    uint8_t *skip;    /* [row][unit]: nothing is left to be computed */
    int pause;        /* blocks of rows until the filter is asked again */
    struct memory memory;
};

static int get_scratch(struct scratch *scratch, const struct pass *pass)
{
    const struct columns *columns = pass->columns;
    const int64_t step = pass->rows_per_block, count = pass->rows->count;
    int64_t codes = 0, i;
    for (i = 0; i < count; i += step) {
        const int64_t end = smaller(i + step, count);
        const int64_t here = pass->rows->starts[end] - pass->rows->starts[i];
        codes = here > codes ? here : codes;
    }
    memset(scratch, 0, sizeof *scratch);
    scratch->symbols = (uint32_t *)grab(&scratch->memory, codes, sizeof(uint32_t));
    scratch->pitch = (step + 15) / 16 * 16;
    scratch->bytes =
        (uint8_t *)grab(&scratch->memory, scratch->pitch * columns->slots + 16, 1);
    if (pass->symmetric || pass->transposed)
        scratch->turned =
            (uint8_t *)grab(&scratch->memory, scratch->pitch * (columns->slots + 15), 1);
    if (columns->longest > 255 || longest_of(pass->rows, 0, count) > 255)
        scratch->wide =
            (uint32_t *)grab(&scratch->memory, step * columns->slots, sizeof(uint32_t));
    scratch->state = (words *)grab(&scratch->memory, 4 * columns->most_words, sizeof(words));
    if (pass->filter != NULL) {
        const int64_t symbols = (int64_t)columns->symbols.count + 1;
        scratch->within = (words *)grab(&scratch->memory, pass->filter->span, sizeof(words));
        scratch->seen = (uint32_t *)grab(&scratch->memory, symbols, sizeof(uint32_t));
        scratch->traits = (uint32_t *)grab(&scratch->memory, codes, sizeof(uint32_t));
        scratch->matches = (uint64_t *)grab(&scratch->memory, symbols, sizeof(uint64_t));
        scratch->skip = (uint8_t *)grab(&scratch->memory, step * columns->units_count, 1);
    }
    return !scratch->memory.failed;
}

/* One text against one unit or two, of more than one word to a lane, within the limit. */
static void run_long(const struct pass *pass, const struct unit *unit, int two,
                     const uint32_t *text, int64_t n, words *state, uint8_t *bytes,
                     uint32_t *wide)
{
    struct band band = {INT64_MAX, INT64_MIN, 0};
    int any;
    if (pass->cutoff < 0 || pass->cutoff >= n + 64 * unit->words) {
        run_words(pass->columns, unit, two, text, n, NULL, state, bytes, wide);
        return;
    }
    any = widen(&band, pass->columns, unit, pass->lanes, n, pass->cutoff);
    if (two)
        any |= widen(&band, pass->columns, unit + 1, pass->lanes, n, pass->cutoff);
    band.limit = pass->cutoff;
    if (any && run_words(pass->columns, unit, two, text, n, &band, state, bytes, wide))
        return;
    give_up(unit, pass->cutoff, bytes, wide);
    if (two)
        give_up(unit + 1, pass->cutoff, bytes, wide);
}

/* The scores of one text in one unit, or in two alike. */
static void run_unit(const struct pass *pass, const struct unit *unit, int two,
                     const uint32_t *text, int64_t n, words *state, uint8_t *bytes,
                     uint32_t *wide)
{
    switch (unit->kind) {
#if DLQA_VECTOR_BYTES > 0
    case 0:
        (two ? run_two_8 : run_8)(unit, text, n, bytes, wide);
        break;
    case 1:
        (two ? run_two_16 : run_16)(unit, text, n, bytes, wide);
        break;
    case 2:
        (two ? run_two_32 : run_32)(unit, text, n, bytes, wide);
        break;
#endif
    case 3:
        (two ? run_two_64 : run_64)(unit, text, n, bytes, wide);
        break;
    default:
        run_long(pass, unit, two, text, n, state, bytes, wide);
    }
}

#define WRITE(bytes_of, CELL)                                                                    \
    do {                                                                                        \
        CELL *out = (CELL *)pass->out;                                                            \
        const int64_t from = pass->symmetric && first > columns->first ? first : columns->first; \
        const int64_t below = pass->symmetric && end > columns->first ? end : columns->first;   \
        for (r = first; r < end && !pass->transposed; r++)                                      \
            write_row_##bytes_of(columns, from - columns->first,                                \
                                 scratch->bytes + (r - first) * columns->slots,                 \
                                 wide ? wide + (r - first) * columns->slots : NULL, highest,    \
                                 out + r * pass->stride + columns->first);                      \
        if (pass->transposed || pass->symmetric)                                                \
            write_columns_##bytes_of(columns, below - columns->first, end - first,              \
                                     scratch->turned, scratch->pitch, wide, highest,             \
                                out + first, pass->stride);                                 \
    } while (0)

/* Put the scores of rows first .. end - 1 where the caller wants them. */
static void write_block(const struct pass *pass, const struct scratch *scratch,
                        const uint32_t *wide, int64_t first, int64_t end)
{
    const struct columns *columns = pass->columns;
    const uint32_t highest = pass->cutoff < 0 || pass->cutoff >= UINT32_MAX - 1
                                 ? UINT32_MAX
                                 : (uint32_t)pass->cutoff + 1;
    int64_t r;
    if (wide == NULL && (pass->symmetric || pass->transposed))
        turn(scratch->bytes, columns->slots, end - first, scratch->turned, scratch->pitch);
    switch (pass->itemsize) {
    case 1:
        WRITE(1, uint8_t);
        break;
    case 2:
        WRITE(2, uint16_t);
        break;
    case 4:
        WRITE(4, uint32_t);
        break;
    default:
        WRITE(8, uint64_t);
    }
}

/* Rows first .. end - 1, shortest first: a loop of the same length again is well predicted. */
static void sort_rows(const struct texts *rows, int64_t first, int64_t end, int64_t *sorted)
{
    int64_t r, at;
    for (r = first; r < end; r++) {
        for (at = r - first; at > 0; at--) {
            if (length_of(rows, sorted[at - 1]) <= length_of(rows, r))
                break;
            sorted[at] = sorted[at - 1];
        }
        sorted[at] = r;
    }
}

/* Ask the filter about one row and settle all units where few pairs or none are left. */
static void sift_row(const struct pass *pass, const struct scratch *scratch,
                     const uint32_t *text, int64_t n, uint8_t *bytes, uint32_t *wide,
                     uint8_t *skip)
{
    const struct columns *columns = pass->columns;
    const uint64_t *within = (const uint64_t *)scratch->within;
    const int64_t slots = columns->slots;
    int64_t lacking, i, u, slot;
    const int64_t count =
        traits_of(pass->filter, text, n, scratch->seen, scratch->traits, &lacking);
    sift(pass->filter, scratch->traits, count, lacking, n, scratch->within);
    for (i = 0; i < slots && wide != NULL; i++)
        wide[i] = (uint32_t)pass->cutoff + 1;
    if (wide == NULL)
        memset(bytes, (int)pass->cutoff + 1, (size_t)slots);
    if (n <= 64)
        mark_matches(scratch->matches, text, n);
    for (u = 0; u < columns->units_count; u++) {
        const struct unit *unit = &columns->units[u];
        int64_t left[2];
        int64_t found = 0;
        for (slot = unit->slot; slot < unit->slot + unit->count; slot++) {
            const uint64_t rest = within[slot / 64] >> slot % 64;
            if (rest == 0) {
                slot |= 63;
                continue;
            }
            slot += dlqa_ctz64(rest);
            if (slot >= unit->slot + unit->count)
                break;
            if (found == MOST_SINGLE || n > 64)
                found = MOST_SINGLE + 1;
            if (found > MOST_SINGLE)
                break;
            left[found++] = slot;
        }
        skip[u] = found <= MOST_SINGLE;
        for (i = 0; i < found && skip[u]; i++) {
            const int64_t choice = columns->order[unit->first + left[i] - unit->slot];
            const int64_t at = pass->lanes->starts[columns->first + choice];
            const int64_t m = length_of(pass->lanes, columns->first + choice);
            const uint32_t *symbols = columns->dense + (at - pass->lanes->starts[columns->first]);
            const int64_t score = single(scratch->matches, n, NULL, symbols, m);
            if (wide != NULL)
                wide[left[i]] = (uint32_t)score;
            else
                bytes[left[i]] = (uint8_t)score;
        }
    }
    if (n <= 64)
        clear_matches(scratch->matches, text, n);
}

/* Ask the filter about all rows of a block, unless it was no help lately; whether it was asked. */
static int sift_block(const struct pass *pass, struct scratch *scratch, uint32_t *wide,
                      int64_t first, int64_t end)
{
    const struct texts *rows = pass->rows;
    const int64_t units = pass->columns->units_count, slots = pass->columns->slots;
    int64_t r, i, settled = 0;
    if (pass->filter == NULL || scratch->pause-- > 0)
        return 0;
    for (r = first; r < end; r++)
        sift_row(pass, scratch, scratch->symbols + (rows->starts[r] - rows->starts[first]),
                 length_of(rows, r), scratch->bytes + (r - first) * slots,
                 wide ? wide + (r - first) * slots : NULL, scratch->skip + (r - first) * units);
    for (i = 0; i < (end - first) * units; i++)
        settled += scratch->skip[i];
    scratch->pause = 2 * settled < (end - first) * units ? PAUSE : 0;
    return 1;
}

static void run_block(const struct pass *pass, struct scratch *scratch, int64_t first,
                      int64_t end)
{
    const struct columns *columns = pass->columns;
    const struct texts *rows = pass->rows;
    const int64_t start = rows->starts[first];
    const int any_wide = columns->longest > 255 || longest_of(rows, first, end) > 255;
    uint32_t *wide = any_wide ? scratch->wide : NULL;
    int64_t sorted[MOST_ROWS], i, u;
    int two, sifted;
    for (i = start; i < rows->starts[end]; i++)
        scratch->symbols[i - start] = symbol_of(&columns->symbols, rows->codes[i]);
    sifted = sift_block(pass, scratch, wide, first, end);
    sort_rows(rows, first, end, sorted);
    for (u = 0; u < columns->units_count; u += 1 + two) {
        const struct unit *unit = &columns->units[u];
        two = u + 1 < columns->units_count && unit[1].kind == unit->kind &&
              unit[1].words == unit->words;
        if (pass->symmetric && columns->first + unit[two].last < first &&
            columns->first + unit->last < first)
            continue; /* all of it is in the other triangle */
        for (i = 0; i < end - first; i++) {
            const int64_t row = (sorted[i] - first) * columns->slots;
            const int64_t cell = (sorted[i] - first) * columns->units_count + u;
            if (sifted && scratch->skip[cell] && scratch->skip[cell + two])
                continue;
            run_unit(pass, unit, two, scratch->symbols + (rows->starts[sorted[i]] - start),
                     length_of(rows, sorted[i]), scratch->state, scratch->bytes + row,
                     wide ? wide + row : NULL);
        }
    }
    write_block(pass, scratch, wide, first, end);
}

static void run_blocks(void *job, int index, int count)
{
    struct pass *pass = (struct pass *)job;
    struct scratch scratch;
    int64_t first;
    (void)index;
    (void)count;
    if (get_scratch(&scratch, pass)) {
        while ((first = dlqa_next(&pass->next) * pass->rows_per_block) < pass->rows->count) {
            const int64_t end = smaller(first + pass->rows_per_block, pass->rows->count);
            if (pass->symmetric && pass->columns->first + pass->columns->count <= first)
                break; /* and so are all later ones */
            run_block(pass, &scratch, first, end);
        }
    } else {
        pass->failed = 1;
    }
    release(&scratch.memory);
}

/* What it costs to keep these texts in lanes, for each symbol of the others. */
static int64_t vectors_of(const struct texts *texts)
{
    int64_t counts[WIDE] = {0}, vectors = 0, i;
    for (i = 0; i < texts->count; i++) {
        const int64_t class = class_of(length_of(texts, i));
        if (class < WIDE)
            counts[class]++;
        else
            vectors += class; /* shared below by the lanes */
    }
    vectors = (vectors + WORD_LANES - 1) / WORD_LANES;
    for (i = 0; i < WIDE; i++)
        vectors += 2 * ((counts[i] + capacity(i) - 1) / capacity(i));
    return vectors;
}

static double cost(const struct texts *rows, const struct texts *lanes)
{
    return (double)(rows->starts[rows->count] + 4 * rows->count) * (double)vectors_of(lanes);
}

static int run(const struct edit_matrix_job *job)
{
    const struct texts *lanes;
    struct columns columns;
    struct filter filter;
    struct pass pass;
    struct few few;
    int64_t first, count;
    int failed = 0, transposed;
    memset(&few, 0, sizeof few);
    if (choose_few(&few, job))
        return run_few(&few);
    transposed = !job->symmetric &&
                 2 * cost(&job->choices, &job->queries) < cost(&job->queries, &job->choices);
    lanes = transposed ? &job->queries : &job->choices;
    memset(&pass, 0, sizeof pass);
    pass.rows = transposed ? &job->choices : &job->queries;
    pass.lanes = lanes;
    pass.columns = &columns;
    pass.out = (char *)job->out;
    pass.stride = job->choices.count;
    pass.itemsize = job->itemsize;
    pass.symmetric = job->symmetric;
    pass.transposed = transposed;
    pass.cutoff = job->cutoff;
    pass.rows_per_block = smaller(MOST_ROWS, 1 + pass.rows->count / (4 * job->workers));
    for (first = 0; first < lanes->count && pass.rows->count > 0 && !failed; first += count) {
        const int64_t blocks = (pass.rows->count - 1) / pass.rows_per_block + 1;
        count = block_size(lanes, first);
        prepare(&columns, lanes, first, count);
        pass.filter = NULL;
        if (job->cutoff >= 0 && job->cutoff < columns.longest &&
            job->cutoff >> MOST_PLANES == 0 && !columns.memory.failed) {
            build_filter(&filter, &columns, lanes, job->cutoff);
            pass.filter = &filter;
        }
        failed = columns.memory.failed;
        pass.next = 0;
        if (!failed)
            dlqa_parallel((int)smaller(job->workers, blocks), run_blocks, &pass);
        failed |= pass.failed != 0;
        release(&columns.memory);
    }
    return failed ? -1 : 0;
}

const struct edit_matrix VARIANT(edit_matrix) = {run};
