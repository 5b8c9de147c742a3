/* Counting short keys: a table with one counter for each possible key.
 *
 * Each thread counts its stretch of the text in a table of its own, and lists the places where it
 * first sees a key. The tables are never added up as a whole: the threads strike from the later
 * lists what an earlier table has too, and when the counts are written, those of one key are
 * fetched from each table. Both walk along the lists, of which each thread has a stretch.
 *
 * Since frequent symbols have small numbers, the counters in use lie together. They have 16 bits,
 * so that more of them are in the cache: one that is full goes on from half, and its key is put
 * on a list, which for a thousand million places has no more than 32,768 entries. Counters that
 * are in no near cache are fetched ahead.
 */
#ifndef DLQA_NGRAMS_SMALL_H
#define DLQA_NGRAMS_SMALL_H

#include "keys.h"
#include "memory.h"
#include "threads.h"

#define SMALL_BITS 24      /* a table of at most 32 MB */
#define SMALL_SHARE 262144 /* places for which a thread is worth its start */
#define SMALL_LIST 16384   /* the same for what is on the lists */
#define SMALL_AHEAD 128    /* counters that are fetched before they are looked at */
#define SMALL_NEAR 18      /* bits of keys whose table is in a near cache as a whole */
#define SMALL_HALF 32768   /* what is taken off a counter that is full */

struct small_share {
    uint16_t *table;
    uint32_t *firsts; /* where keys first occur; at last only those of no earlier share */
    uint32_t *full;   /* keys whose counters were full, once for each time */
    size_t kinds, fulls;
    size_t from, to;  /* places of the text */
    size_t *kept;     /* how many keys each thread left in its stretch of the list */
};

struct small_job {
    const struct keys *keys;
    struct small_share *shares;
    int count;
    uint32_t *firsts; /* the output */
    int64_t *counts;
};

/* ---- Counting ---------------------------------------------------------------------------- */

/* Count a key. One branch, seldom taken, finds keys that are new and counters that are full. */
DLQA_INLINE void small_see(struct small_share *share, uint64_t key, size_t place)
{
    uint16_t next = (uint16_t)(share->table[key] + 1);
    if (DLQA_UNLIKELY(next <= 1)) {
        if (next == 1)
            share->firsts[share->kinds++] = (uint32_t)place;
        else {
            share->full[share->fulls++] = (uint32_t)key;
            next = SMALL_HALF;
        }
    }
    share->table[key] = next;
}

DLQA_INLINE void small_walk(const struct keys *all, enum keys_form form, struct small_share *out)
{
    const struct keys keys = *all;
    struct small_share share = *out; /* so that the compiler need not fear for it */
    uint32_t ahead[SMALL_AHEAD];
    size_t place = share.from, count, i;
    uint64_t key = keys_before(&keys, form, place);
    memset(share.table, 0, sizeof *share.table << keys.length);
    if (keys.length <= SMALL_NEAR)
        for (; place < share.to; place++) {
            key = keys_next(&keys, form, place, key);
            small_see(&share, key, place);
        }
    for (; place < share.to; place += count) {
        count = share.to - place < SMALL_AHEAD ? share.to - place : SMALL_AHEAD;
        for (i = 0; i < count; i++) {
            key = keys_next(&keys, form, place + i, key);
            ahead[i] = (uint32_t)key;
            DLQA_PREFETCH(&share.table[key]);
        }
        for (i = 0; i < count; i++)
            small_see(&share, ahead[i], place + i);
    }
    *out = share;
}

static void small_work(void *argument, int index, int count)
{
    struct small_job *job = (struct small_job *)argument;
    (void)count;
#define SMALL_CALL(form) small_walk(job->keys, form, &job->shares[index])
    KEYS_DISPATCH(job->keys->form, SMALL_CALL)
#undef SMALL_CALL
}

/* ---- Joining ----------------------------------------------------------------------------- */

/* The stretch of one thread of a list. */
static size_t small_begin(size_t kinds, int index, int count)
{
    return index == count ? kinds : kinds / (size_t)count * (size_t)index;
}

/* The keys at some places, and their counters in the tables from `from` to `to` - 1 fetched. */
DLQA_INLINE void small_fetch(const struct small_job *job, enum keys_form form,
                             const uint32_t *places, size_t count, uint32_t *found, int from,
                             int to)
{
    const struct keys keys = *job->keys;
    size_t i;
    int which;
    for (i = 0; i < count; i++) {
        found[i] = (uint32_t)keys_at(&keys, form, places[i]);
        for (which = from; which < to; which++)
            DLQA_PREFETCH(&job->shares[which].table[found[i]]);
    }
}

/* Of its stretch of each list, keep the keys that no earlier table has. */
DLQA_INLINE void small_strike(struct small_job *job, enum keys_form form, int index, int count)
{
    uint32_t ahead[SMALL_AHEAD];
    int which, other;
    for (which = 1; which < job->count; which++) {
        struct small_share *share = &job->shares[which];
        size_t begin = small_begin(share->kinds, index, count), place = begin, kept = begin;
        size_t end = small_begin(share->kinds, index + 1, count), some, i;
        for (; place < end; place += some) {
            some = end - place < SMALL_AHEAD ? end - place : SMALL_AHEAD;
            small_fetch(job, form, share->firsts + place, some, ahead, 0, which);
            for (i = 0; i < some; i++) {
                unsigned before = 0;
                for (other = 0; other < which; other++)
                    before |= job->shares[other].table[ahead[i]];
                share->firsts[kept] = share->firsts[place + i];
                kept += before == 0;
            }
        }
        share->kept[index] = kept - begin;
    }
}

static void small_strike_any(void *argument, int index, int count)
{
    struct small_job *job = (struct small_job *)argument;
#define SMALL_CALL(form) small_strike(job, form, index, count)
    KEYS_DISPATCH(job->keys->form, SMALL_CALL)
#undef SMALL_CALL
}

/* How many threads are worth their start to walk along the lists. */
static int small_walkers(const struct small_job *job)
{
    size_t wanted = job->shares[0].kinds / SMALL_LIST + 1;
    return wanted < (size_t)job->count ? (int)wanted : job->count;
}

/* Make the lists disjoint; how many different keys there are. */
static size_t small_join(struct small_job *job)
{
    size_t kinds = job->shares[0].kinds;
    int count = small_walkers(job), which, i;
    if (job->count > 1)
        dlqa_parallel(count, small_strike_any, job);
    for (which = 1; which < job->count; which++) {
        struct small_share *share = &job->shares[which];
        size_t total = share->kept[0];
        for (i = 1; i < count; total += share->kept[i++])
            memmove(share->firsts + total, share->firsts + small_begin(share->kinds, i, count),
                    share->kept[i] * sizeof *share->firsts);
        share->kinds = total;
        kinds += total;
    }
    return kinds;
}

/* How often a key occurs in a share. */
DLQA_INLINE int64_t small_sum(const struct small_share *share, uint64_t key)
{
    int64_t sum = share->table[key];
    size_t i;
    if (DLQA_UNLIKELY(sum >= SMALL_HALF))
        for (i = 0; i < share->fulls; i++)
            sum += share->full[i] == key ? SMALL_HALF : 0;
    return sum;
}

DLQA_INLINE void small_output(const struct small_job *job, enum keys_form form, int index,
                              int count)
{
    uint32_t ahead[SMALL_AHEAD];
    size_t before = 0; /* n-grams of earlier shares */
    int which, other;
    for (which = 0; which < job->count; which++) {
        const struct small_share *share = &job->shares[which];
        size_t at = small_begin(share->kinds, index, count), some, i;
        size_t end = small_begin(share->kinds, index + 1, count);
        for (; at < end; at += some) {
            some = end - at < SMALL_AHEAD ? end - at : SMALL_AHEAD;
            small_fetch(job, form, share->firsts + at, some, ahead, which, job->count);
            for (i = 0; i < some; i++) {
                int64_t sum = 0;
                for (other = which; other < job->count; other++)
                    sum += small_sum(&job->shares[other], ahead[i]);
                job->firsts[before + at + i] = share->firsts[at + i];
                job->counts[before + at + i] = sum;
            }
        }
        before += share->kinds;
    }
}

static void small_output_any(void *argument, int index, int count)
{
    const struct small_job *job = (const struct small_job *)argument;
#define SMALL_CALL(form) small_output(job, form, index, count)
    KEYS_DISPATCH(job->keys->form, SMALL_CALL)
#undef SMALL_CALL
}

/* ---- All of it --------------------------------------------------------------------------- */

static void small_close(struct small_share *shares, int count)
{
    int i;
    for (i = 0; i < count; i++) {
        free(shares[i].table);
        free(shares[i].firsts);
        free(shares[i].full);
        free(shares[i].kept);
    }
    free(shares);
}

/* Shares with a table and an empty list each; NULL if there is no memory. */
static struct small_share *small_open(size_t places, size_t room, int count)
{
    struct small_share *shares = (struct small_share *)malloc((size_t)count * sizeof *shares);
    size_t step = places / (size_t)count;
    int i, failed = 0;
    for (i = 0; shares != NULL && i < count; i++) {
        struct small_share *share = &shares[i];
        size_t share_places, most;
        share->from = step * (size_t)i;
        share->to = i + 1 == count ? places : share->from + step;
        share_places = share->to - share->from;
        share->kinds = share->fulls = 0;
        most = share_places < room ? share_places : room;
        share->table = (uint16_t *)memory_get(room, sizeof *share->table);
        share->firsts = (uint32_t *)memory_get(most, sizeof *share->firsts);
        share->full = (uint32_t *)memory_get(share_places / SMALL_HALF, sizeof *share->full);
        share->kept = (size_t *)memory_get((size_t)count, sizeof *share->kept);
        failed |= share->table == NULL || share->firsts == NULL || share->full == NULL ||
                  share->kept == NULL;
    }
    if (!failed)
        return shares;
    small_close(shares, count);
    return NULL;
}

/* Whether the tables take no more than 8 bytes a place. */
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
    struct small_job work = {NULL, NULL, 0, NULL, NULL};
    work.keys = keys;
    work.count = small_threads(keys, job->places, job->threads);
    work.shares = small_open(job->places, (size_t)1 << keys->length, work.count);
    if (work.shares == NULL)
        return -1;
    dlqa_parallel(work.count, small_work, &work);
    job->kinds = small_join(&work);
    job->shares = work.shares;
    job->share_count = work.count;
    return 0;
}

/* Write what was counted, in order of first occurrence. */
static void small_write(const struct ngrams_job *job, const struct keys *keys, uint32_t *firsts,
                        int64_t *counts)
{
    struct small_job work = {NULL, NULL, 0, NULL, NULL};
    work.keys = keys;
    work.shares = job->shares;
    work.count = job->share_count;
    work.firsts = firsts;
    work.counts = counts;
    dlqa_parallel(small_walkers(&work), small_output_any, &work);
}

#endif
