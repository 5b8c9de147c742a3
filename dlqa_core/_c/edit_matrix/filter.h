/* Which pairs cannot be within the limit, told from their symbols alone, without the order.
 *
 * Each edit mends at most one symbol that a has and b lacks, and one that b has and a lacks, so
 * the distance is at least the larger of the two numbers of lacking symbols, counted as often as
 * they occur (the bag distance of I. Bartolini, P. Ciaccia and M. Patella, "String matching with
 * metric trees using an approximate distance", 2002). The second number is the first one plus
 * the difference of lengths, so one count per pair is enough.
 *
 * It is done for 64 choices in each bit operation: a trait is "the symbol s at least r times",
 * and its bitmap says which choices have it. For every trait of a query the complement of its
 * bitmap is added to counters that lie across a few words, bit i of all counters in word i, and
 * start so high that they overflow where the limit is passed.
 */
#ifndef DLQA_EDIT_MATRIX_FILTER_H
#define DLQA_EDIT_MATRIX_FILTER_H

#include "columns.h"

#define MOST_TRAITS 4096
#define MOST_PLANES 16

struct filter {
    int64_t limit, longest; /* longest: of the choices */
    int planes;            /* bits of a counter: 2^planes > limit */
    int64_t span;          /* vectors of a bitmap, one bit for each slot */
    uint32_t traits;       /* 1 .. traits - 1 are in use */
    int full;              /* there are more traits than bitmaps */
    uint32_t *first, *more; /* trait of (symbol, once); of (the same, once more); 0: none */
    words *has;            /* [trait][span] */
    uint32_t *by_length;   /* which bitmap in `lengths`; 0: no choice has this length */
    words *lengths;        /* [1 ..][span] */
};

/* The trait that comes with one more occurrence of a symbol; `seen` is the one before or 0. */
static inline uint32_t *next_trait(const struct filter *filter, uint32_t symbol, uint32_t seen)
{
    return seen ? &filter->more[seen] : &filter->first[symbol];
}

static inline void set_slot(words *bitmap, int64_t slot)
{
    ((uint64_t *)bitmap)[slot / 64] |= UINT64_C(1) << slot % 64;
}

/* Enter the traits of one choice; `seen` is all zero before and after. */
static inline void enter_traits(struct filter *filter, const uint32_t *symbols, int64_t n,
                                int64_t slot, uint32_t *seen)
{
    int64_t i;
    for (i = 0; i < n; i++) {
        uint32_t *trait = next_trait(filter, symbols[i], seen[symbols[i]]);
        if (*trait == 0 && filter->traits < MOST_TRAITS)
            *trait = filter->traits++;
        if (*trait != 0)
            set_slot(filter->has + *trait * filter->span, slot);
        else
            filter->full = 1;
        if (*trait != 0)
            seen[symbols[i]] = *trait;
    }
    for (i = 0; i < n; i++)
        seen[symbols[i]] = 0;
}

/* Bitmaps for the choices of a block, in the memory of the block. */
static inline void build_filter(struct filter *filter, struct columns *columns,
                                const struct texts *texts, int64_t limit)
{
    const int64_t start = texts->starts[columns->first];
    const int64_t codes = texts->starts[columns->first + columns->count] - start;
    const int64_t most = codes + 1 < MOST_TRAITS ? codes + 1 : MOST_TRAITS;
    struct memory *memory = &columns->memory;
    uint32_t *seen, used = 1;
    int64_t i;
    memset(filter, 0, sizeof *filter);
    filter->limit = limit;
    filter->longest = columns->longest;
    while (limit >> filter->planes != 0)
        filter->planes++;
    filter->span = (columns->slots + 64 * WORD_LANES - 1) / (64 * WORD_LANES);
    filter->traits = 1;
    filter->first = (uint32_t *)grab(memory, (int64_t)columns->symbols.count + 1, 4);
    filter->more = (uint32_t *)grab(memory, most, 4);
    filter->has = (words *)grab(memory, most * filter->span, sizeof(words));
    filter->by_length = (uint32_t *)grab(memory, columns->longest + 1, 4);
    seen = (uint32_t *)grab(memory, (int64_t)columns->symbols.count + 1, 4);
    if (memory->failed)
        return;
    for (i = 0; i < columns->count; i++)
        if (filter->by_length[length_of(texts, columns->first + i)] == 0)
            filter->by_length[length_of(texts, columns->first + i)] = used++;
    filter->lengths = (words *)grab(memory, used * filter->span, sizeof(words));
    if (memory->failed)
        return;
    for (i = 0; i < columns->count; i++) {
        const int64_t n = length_of(texts, columns->first + i);
        set_slot(filter->lengths + filter->by_length[n] * filter->span, columns->position[i]);
        enter_traits(filter, columns->dense + (texts->starts[columns->first + i] - start), n,
                     columns->position[i], seen);
    }
}

/* The traits of a query; returns how many, and in `lacking` how many symbols no choice has.
 * `seen` is as long as there are symbols, and all zero before and after. */
static inline int64_t traits_of(const struct filter *filter, const uint32_t *text, int64_t n,
                                uint32_t *seen, uint32_t *traits, int64_t *lacking)
{
    int64_t i, count = 0;
    *lacking = 0;
    for (i = 0; i < n; i++) {
        const uint32_t trait = text[i] ? *next_trait(filter, text[i], seen[text[i]]) : 0;
        if (trait != 0)
            traits[count++] = seen[text[i]] = trait;
        else if (text[i] == 0 || !filter->full)
            ++*lacking;
    }
    for (i = 0; i < n; i++)
        seen[text[i]] = 0;
    return count;
}

/* Vector v of the bitmap of slots that may be within the limit. */
DLQA_INLINE words sift_vector(const struct filter *filter, const uint32_t *traits, int64_t count,
                              int64_t lacking, int64_t n, int64_t v, int planes)
{
    const int64_t top = (INT64_C(1) << planes) - 1 - filter->limit + lacking;
    const int64_t shortest = n > filter->limit ? n - filter->limit : 0;
    words counter[MOST_PLANES + 1], within = filter->has[v]; /* trait 0: nobody has it */
    int64_t length, i;
    int k;
    for (k = 0; k < planes; k++)
        counter[k] = filter->has[v];
    for (length = shortest; length <= filter->longest; length++) {
        const int64_t value = top + (length > n ? length - n : 0);
        const uint32_t bitmap = filter->by_length[length];
        if (value >> planes != 0)
            break; /* and so for all longer ones */
        if (bitmap == 0)
            continue;
        within |= filter->lengths[bitmap * filter->span + v];
        for (k = 0; k < planes; k++)
            if (value >> k & 1)
                counter[k] |= filter->lengths[bitmap * filter->span + v];
    }
    for (i = 0; i < count; i++) {
        words carry = ~filter->has[traits[i] * filter->span + v];
        for (k = 0; k < planes; k++) {
            const words both = counter[k] & carry;
            counter[k] ^= carry;
            carry = both;
        }
        within &= ~carry;
    }
    return within;
}

/* One bit for each slot: whether its choice may be within the limit. */
static void sift(const struct filter *filter, const uint32_t *traits, int64_t count,
                 int64_t lacking, int64_t n, words *within)
{
    int64_t v;
    for (v = 0; v < filter->span; v++)
        switch (filter->planes) {
        case 0:
            within[v] = sift_vector(filter, traits, count, lacking, n, v, 0);
            break;
        case 1:
            within[v] = sift_vector(filter, traits, count, lacking, n, v, 1);
            break;
        case 2:
            within[v] = sift_vector(filter, traits, count, lacking, n, v, 2);
            break;
        case 3:
            within[v] = sift_vector(filter, traits, count, lacking, n, v, 3);
            break;
        case 4:
            within[v] = sift_vector(filter, traits, count, lacking, n, v, 4);
            break;
        default:
            within[v] = sift_vector(filter, traits, count, lacking, n, v, filter->planes);
        }
}

#endif
