/* Counting keys that are too long for a table of all of them: divide, then count by hashing.
 *
 * 1. Each key is scrambled by a bijection of its bits. The top bits choose one of the parts;
 *    the rest, which together with the part still tells the key exactly, is appended to the part
 *    with the place: one radix pass (A. Shatdal, C. Kant, J. F. Naughton, "Cache conscious
 *    algorithms for relational query processing", 1994). A part is a chain of blocks per thread,
 *    so nothing needs to be counted beforehand.
 * 2. Each part is counted in a small table that stays in the second-level cache: open addressing
 *    with linear probing, the slot chosen by the top bits of the rest. When the table has a slot
 *    for each possible rest, no two keys meet.
 * 3. A slot remembers the first place of its key; the count is written to tally[that place]. So
 *    reading `tally` from the left gives the different n-grams in order of first occurrence,
 *    whatever the number of threads.
 *
 * An n-gram that contains a shorter one that occurs once occurs once itself: where the tally of
 * shorter n-grams is at hand, such places skip all that.
 */
#ifndef DLQA_NGRAMS_LARGE_H
#define DLQA_NGRAMS_LARGE_H

#include "keys.h"
#include "memory.h"
#include "threads.h"

#define LARGE_BLOCK 1024   /* entries of a block, a power of two */
#define LARGE_PART 8192   /* entries of a part, if up to 2^8 parts do */
#define LARGE_MOST 131072 /* entries of a part, if up to 2^11 parts do */
#define LARGE_TABLE 14    /* a part's table has at first at most 2^14 slots: 256 KB */
#define LARGE_SHARE 32768 /* places for which a thread is worth its start */

struct large_wide {
    uint64_t rest;
    uint64_t place;
};

struct large_slot {
    uint64_t rest;
    uint32_t first;
    uint32_t count; /* 0: free */
};

struct large_job {
    const struct keys *keys;
    size_t places;
    const uint32_t *shorter; /* the tally of shorter n-grams, or NULL */
    size_t apart;            /* places from the first of these that an n-gram contains to the last */
    uint32_t *tally;
    uint32_t *names;         /* or NULL: not wanted */
    unsigned parts;          /* bits that choose the part */
    unsigned rest;           /* bits that are left, from 1 on */
    int wide;                /* whether an entry is a large_wide or one number, rest and place */
    int threads;
    void *entries;           /* the blocks: first those of thread 0, then of thread 1, ... */
    size_t *ends;            /* per thread and part: where the next entry goes */
    uint32_t *links;         /* the block that follows each */
    size_t share;            /* blocks of a thread */
    volatile int64_t next;   /* the next part to count */
    size_t kinds[DLQA_MAX_THREADS];
    int failed[DLQA_MAX_THREADS];
};

struct large_table {
    struct large_slot *slots;
    uint32_t *used; /* the slots in use, in order of first occurrence */
    unsigned bits, room;
    size_t count;
};

/* A bijection of numbers of `bits` bits whose top bits depend on all. */
DLQA_INLINE uint64_t large_scramble(uint64_t key, unsigned bits)
{
    key ^= key >> ((bits + 1) / 2);
    return (key * UINT64_C(0x9e3779b97f4a7c15)) & keys_ones(bits);
}

/* ---- Dividing ---------------------------------------------------------------------------- */

/* The stretch of places of one thread. */
static void large_stretch(size_t places, int threads, int index, size_t *from, size_t *to)
{
    size_t step = places / (size_t)threads;
    *from = step * (size_t)index;
    *to = index + 1 == threads ? places : *from + step;
}

DLQA_INLINE void large_walk(struct large_job *job, enum keys_form form, int index, int wide,
                            int skip)
{
    const struct keys keys = *job->keys;
    const unsigned rest = job->rest;
    const uint64_t ones = keys_ones(rest);
    const uint32_t *shorter = job->shorter;
    uint32_t *tally = job->tally, *names = job->names, *links = job->links;
    size_t *ends = job->ends + ((size_t)index << job->parts), apart = job->apart;
    struct large_wide *wides = (struct large_wide *)job->entries;
    uint64_t *narrows = (uint64_t *)job->entries;
    size_t block = job->share * (size_t)index, place, from, to, singles = 0;
    uint64_t key;
    for (place = 0; place < (size_t)1 << job->parts; place++)
        ends[place] = block++ * LARGE_BLOCK;
    large_stretch(job->places, job->threads, index, &from, &to);
    key = keys_before(&keys, form, from);
    for (place = from; place < to; place++) {
        unsigned single = skip && ((shorter[place] == 1) | (shorter[place + apart] == 1));
        uint64_t mixed;
        size_t part, end;
        key = keys_next(&keys, form, place, key);
        mixed = large_scramble(key, keys.length);
        part = job->parts == 0 ? 0 : (size_t)(mixed >> rest);
        end = ends[part];
        if (wide) {
            wides[end].rest = mixed & ones;
            wides[end].place = place;
        } else
            narrows[end] = (mixed & ones) << 32 | place;
        tally[place] = single;
        if (skip) {
            singles += single;
            if (names != NULL)
                names[place] = (uint32_t)place;
        }
        end += 1 - single; /* what occurs once is overwritten by the next entry */
        if (DLQA_UNLIKELY(end % LARGE_BLOCK == 0) && !single) {
            links[end / LARGE_BLOCK - 1] = (uint32_t)block;
            end = block++ * LARGE_BLOCK;
        }
        ends[part] = end;
    }
    job->kinds[index] = singles;
}

DLQA_INLINE void large_walk_all(struct large_job *job, int index, int wide, int skip)
{
#define LARGE_CALL(form) large_walk(job, form, index, wide, skip)
    KEYS_DISPATCH(job->keys->form, LARGE_CALL)
#undef LARGE_CALL
}

static void large_divide(void *argument, int index, int count)
{
    struct large_job *job = (struct large_job *)argument;
    (void)count;
    if (job->wide)
        large_walk_all(job, index, 1, job->shorter != NULL);
    else if (job->shorter != NULL)
        large_walk_all(job, index, 0, 1);
    else
        large_walk_all(job, index, 0, 0);
}

/* ---- Counting one part ------------------------------------------------------------------- */

/* An empty table of 2^bits slots: 0, or -1 if there is no memory. */
static int table_open(struct large_table *table, unsigned bits)
{
    if (table->slots == NULL || bits > table->room) {
        free(table->slots);
        free(table->used);
        table->slots = (struct large_slot *)memory_get((size_t)1 << bits, sizeof *table->slots);
        table->used = (uint32_t *)memory_get((size_t)1 << bits, sizeof *table->used);
        table->room = bits;
        if (table->slots == NULL || table->used == NULL)
            return -1;
    }
    memset(table->slots, 0, sizeof *table->slots << bits);
    table->bits = bits;
    table->count = 0;
    return 0;
}

static void table_close(struct large_table *table)
{
    free(table->slots);
    free(table->used);
}

/* The slot of a key, or the free one where it belongs. */
DLQA_INLINE struct large_slot *table_probe(struct large_slot *slots, size_t mask, uint64_t rest,
                                           unsigned shift)
{
    size_t i = (size_t)(rest >> shift);
    while (slots[i].count != 0 && slots[i].rest != rest)
        i = (i + 1) & mask;
    return &slots[i];
}

/* Four times the slots, or as many as there can be keys. */
static int table_grow(struct large_table *table, unsigned rest)
{
    struct large_table bigger = {NULL, NULL, 0, 0, 0};
    unsigned bits = table->bits + 2 < rest ? table->bits + 2 : rest;
    size_t mask = ((size_t)1 << bits) - 1, i;
    if (table_open(&bigger, bits) < 0) {
        table_close(&bigger);
        return -1;
    }
    for (i = 0; i < table->count; i++) {
        const struct large_slot *old = &table->slots[table->used[i]];
        struct large_slot *slot = table_probe(bigger.slots, mask, old->rest, rest - bits);
        *slot = *old;
        bigger.used[bigger.count++] = (uint32_t)(slot - bigger.slots);
    }
    table_close(table);
    *table = bigger;
    return 0;
}

/* Count the entries from `from` to `to`. */
DLQA_INLINE int table_add(const struct large_job *job, struct large_table *table, size_t from,
                          size_t to, int wide, int name)
{
    const struct large_wide *wides = (const struct large_wide *)job->entries;
    const uint64_t *narrows = (const uint64_t *)job->entries;
    size_t i;
    for (i = from; i < to; i++) {
        uint64_t rest = wide ? wides[i].rest : narrows[i] >> 32;
        uint32_t place = (uint32_t)(wide ? wides[i].place : narrows[i]);
        size_t mask = ((size_t)1 << table->bits) - 1;
        struct large_slot *slot = table_probe(table->slots, mask, rest, job->rest - table->bits);
        uint32_t first = place;
        if (slot->count++ == 0) {
            slot->rest = rest;
            slot->first = place;
            table->used[table->count++] = (uint32_t)(slot - table->slots);
            if (DLQA_UNLIKELY(table->count > mask / 2 + 1) && table->bits < job->rest &&
                table_grow(table, job->rest) < 0)
                return -1; /* `slot` is gone if the table grew */
        } else {
            first = slot->first;
        }
        if (name)
            job->names[place] = first;
    }
    return 0;
}

static int table_add_any(const struct large_job *job, struct large_table *table, size_t from,
                         size_t to)
{
    if (job->names != NULL)
        return table_add(job, table, from, to, job->wide, 1);
    if (job->wide)
        return table_add(job, table, from, to, 1, 0);
    return table_add(job, table, from, to, 0, 0);
}

/* Slots at first: two for each entry of the part, unless that are too many. */
static unsigned large_bits(const struct large_job *job)
{
    size_t size = job->places >> job->parts;
    unsigned bits = 4;
    while (bits < LARGE_TABLE && (size_t)1 << bits < 2 * size)
        bits++;
    return bits < job->rest ? bits : job->rest;
}

/* Count the entries that each thread, in order, put into a part. */
static int large_count_part(struct large_job *job, struct large_table *table, size_t part)
{
    size_t i;
    int thread;
    if (table_open(table, large_bits(job)) < 0)
        return -1;
    for (thread = 0; thread < job->threads; thread++) {
        size_t block = job->share * (size_t)thread + part;
        size_t end = job->ends[((size_t)thread << job->parts) + part];
        for (; block != end / LARGE_BLOCK; block = job->links[block])
            if (table_add_any(job, table, block * LARGE_BLOCK, (block + 1) * LARGE_BLOCK) < 0)
                return -1;
        if (table_add_any(job, table, block * LARGE_BLOCK, end) < 0)
            return -1;
    }
    for (i = 0; i < table->count; i++) {
        const struct large_slot *slot = &table->slots[table->used[i]];
        job->tally[slot->first] = slot->count;
    }
    return 0;
}

static void large_count_parts(void *argument, int index, int count)
{
    struct large_job *job = (struct large_job *)argument;
    struct large_table table = {NULL, NULL, 0, 0, 0};
    int64_t part;
    (void)count;
    job->failed[index] = 0;
    while (!job->failed[index] && (part = dlqa_next(&job->next)) < (int64_t)1 << job->parts) {
        job->failed[index] = large_count_part(job, &table, (size_t)part) < 0;
        job->kinds[index] += table.count;
    }
    table_close(&table);
}

/* ---- All of it --------------------------------------------------------------------------- */

static void large_plan(struct large_job *job, int threads)
{
    size_t wanted = job->places / LARGE_SHARE + 1;
    job->threads = wanted < (size_t)threads ? (int)wanted : threads;
    job->parts = 0;
    while (job->parts + 1 < job->keys->length &&
           ((job->places >> job->parts > LARGE_PART && job->parts < 8) ||
            (job->places >> job->parts > LARGE_MOST && job->parts < 11)))
        job->parts++;
    job->rest = job->keys->length - job->parts;
    job->wide = job->rest > 32;
    job->next = 0;
    job->share = (job->places / (size_t)job->threads + (size_t)job->threads) / LARGE_BLOCK + 1 +
                 ((size_t)1 << job->parts);
}

/* Fill tally (and names) from the keys; how many different ones, -1 if there is no memory. */
static int64_t large_count(struct large_job *job, int threads)
{
    size_t blocks;
    int64_t kinds = 0;
    int i;
    large_plan(job, threads);
    blocks = job->share * (size_t)job->threads;
    job->ends = (size_t *)memory_get((size_t)job->threads << job->parts, sizeof *job->ends);
    job->links = (uint32_t *)memory_get(blocks, sizeof *job->links);
    job->entries = memory_get(
        blocks * LARGE_BLOCK, job->wide ? sizeof(struct large_wide) : sizeof(uint64_t));
    if (job->ends != NULL && job->links != NULL && job->entries != NULL) {
        dlqa_parallel(job->threads, large_divide, job);
        dlqa_parallel(job->threads, large_count_parts, job);
        for (i = 0; i < job->threads; i++)
            kinds = job->failed[i] || kinds < 0 ? -1 : kinds + (int64_t)job->kinds[i];
    } else
        kinds = -1;
    free(job->ends);
    free(job->links);
    free(job->entries);
    return kinds;
}

#endif
