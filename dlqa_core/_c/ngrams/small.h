/* Counting short keys: a table with one counter for each possible key.
 *
 * Each thread counts its stretch of the text in a table of its own, and lists keys in the order
 * in which it first sees them; the later tables are then added to the first one, in order. Since
 * frequent symbols have small numbers, the counters in use lie together, and a table that is far
 * larger than the cache hardly costs more than a small one.
 */
#ifndef DLQA_NGRAMS_SMALL_H
#define DLQA_NGRAMS_SMALL_H

#include <stdlib.h>

#include "keys.h"
#include "threads.h"

#define SMALL_BITS 24      /* a table of at most 64 MB */
#define SMALL_SHARE 262144 /* places for which a thread is worth its start */

struct small_share {
    uint32_t *table, *order, *firsts;
    size_t kinds, from, to;
};

struct small_job {
    const struct keys *keys;
    struct small_share shares[DLQA_MAX_THREADS];
};

DLQA_INLINE void small_walk(const struct keys *keys, enum keys_form form,
                            struct small_share *share)
{
    uint64_t key = keys_before(keys, form, share->from);
    uint32_t *table = share->table;
    size_t place, kinds = 0;
    for (place = share->from; place < share->to; place++) {
        key = keys_next(keys, form, place, key);
        if (DLQA_UNLIKELY(table[key]++ == 0)) {
            share->order[kinds] = (uint32_t)key;
            share->firsts[kinds++] = (uint32_t)place;
        }
    }
    share->kinds = kinds;
}

static void small_work(void *argument, int index, int count)
{
    struct small_job *job = (struct small_job *)argument;
    struct small_share *share = &job->shares[index];
    (void)count;
#define SMALL_CALL(form) small_walk(job->keys, form, share)
    KEYS_DISPATCH(job->keys->form, SMALL_CALL)
#undef SMALL_CALL
}

static void small_close(struct small_share *share)
{
    free(share->table);
    free(share->order);
    free(share->firsts);
}

/* A share's table, and its lists of at most `most` keys. */
static int small_open(struct small_share *share, size_t keys, size_t most)
{
    share->table = (uint32_t *)calloc(keys, sizeof *share->table);
    share->order = (uint32_t *)malloc(most * sizeof *share->order);
    share->firsts = (uint32_t *)malloc(most * sizeof *share->firsts);
    if (share->table != NULL && share->order != NULL && share->firsts != NULL)
        return 0;
    small_close(share);
    return -1;
}

/* Add a later share to the first one, whose lists have room for every key. */
static void small_merge(struct small_share *into, const struct small_share *share)
{
    size_t i;
    for (i = 0; i < share->kinds; i++) {
        uint32_t key = share->order[i];
        if (into->table[key] == 0) {
            into->order[into->kinds] = key;
            into->firsts[into->kinds++] = share->firsts[i];
        }
        into->table[key] += share->table[key];
    }
}

/* Whether the tables take no more than 16 bytes a place. */
static int small_enough(const struct keys *keys, size_t places)
{
    return keys->length <= SMALL_BITS && (size_t)1 << keys->length <= 4 * places;
}

/* How many threads are worth their start and leave it so. */
static int small_threads(const struct keys *keys, size_t places, int threads)
{
    size_t wanted = places / SMALL_SHARE + 1, allowed = (4 * places) >> keys->length;
    wanted = wanted < allowed ? wanted : allowed;
    return wanted < (size_t)threads ? (int)wanted : threads;
}

/* Count the keys of all places: 0, or -1 if there is no memory. */
static int small_count(struct ngrams_job *job, const struct keys *keys)
{
    struct small_job work;
    int count = small_threads(keys, job->places, job->threads), opened, i;
    size_t room = (size_t)1 << keys->length, step = job->places / (size_t)count;
    work.keys = keys;
    for (opened = 0; opened < count; opened++) {
        struct small_share *share = &work.shares[opened];
        share->kinds = 0;
        share->from = step * (size_t)opened;
        share->to = opened + 1 == count ? job->places : share->from + step;
        if (small_open(share, room, room < job->places ? room : job->places) < 0)
            break;
    }
    if (opened == count)
        dlqa_parallel(count, small_work, &work);
    for (i = 1; i < opened; i++) {
        if (opened == count)
            small_merge(&work.shares[0], &work.shares[i]);
        small_close(&work.shares[i]);
    }
    if (opened < count) {
        if (opened > 0)
            small_close(&work.shares[0]);
        return -1;
    }
    job->table = work.shares[0].table;
    job->order = work.shares[0].order;
    job->firsts = work.shares[0].firsts;
    job->kinds = work.shares[0].kinds;
    return 0;
}

#endif
