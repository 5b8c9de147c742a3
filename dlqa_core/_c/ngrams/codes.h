/* Numbering the symbols of a text densely, so that keys take few bits.
 *
 * Frequent symbols (by a sample) come first, so that what is often used lies together in a table
 * of all keys. Which number a symbol has does not show in what is counted.
 */
#ifndef DLQA_NGRAMS_CODES_H
#define DLQA_NGRAMS_CODES_H

#include <stdlib.h>

#include "keys.h"
#include "threads.h"

#define CODES_SAMPLE 61    /* one symbol of so many is counted */
#define CODES_SHARE 262144 /* symbols for which a thread is worth its start */

DLQA_INLINE uint32_t ngrams_symbol(const void *symbols, int kind, size_t i)
{
    return kind == 1   ? ((const uint8_t *)symbols)[i]
           : kind == 2 ? ((const uint16_t *)symbols)[i]
                       : ((const uint32_t *)symbols)[i];
}

/* Which symbols there are: a row of flags for each thread. */
struct codes_search {
    const struct ngrams_job *job;
    size_t range;
    uint8_t *present;
};

static void codes_find(void *argument, int index, int count)
{
    const struct codes_search *search = (const struct codes_search *)argument;
    const struct ngrams_job *job = search->job;
    uint8_t *present = search->present + search->range * (size_t)index;
    size_t step = job->length / (size_t)count, i = step * (size_t)index;
    size_t end = index + 1 == count ? job->length : i + step;
    for (; i < end; i++)
        present[ngrams_symbol(job->symbols, job->kind, i)] = 1;
}

/* Find the symbols of the text; how many different ones. The first row then has them all. */
static size_t codes_search(struct codes_search *search, int threads)
{
    size_t different = 0, i;
    int thread;
    dlqa_parallel(threads, codes_find, search);
    for (thread = 1; thread < threads; thread++)
        for (i = 0; i < search->range; i++)
            search->present[i] |= search->present[search->range * (size_t)thread + i];
    for (i = 0; i < search->range; i++)
        different += search->present[i];
    return different;
}

static int codes_order(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x < y) - (x > y);
}

/* Number the symbols that are present; codes is all zeros before. -1 if there is no memory. */
static int codes_number(const struct ngrams_job *job, const uint8_t *present, size_t range,
                        size_t different, uint32_t *codes)
{
    uint64_t *ranks = (uint64_t *)malloc((different + 1) * sizeof *ranks);
    size_t i, rank = 0;
    if (ranks == NULL)
        return -1;
    for (i = 0; i < job->length; i += CODES_SAMPLE)
        codes[ngrams_symbol(job->symbols, job->kind, i)]++;
    for (i = 0; i < range; i++)
        if (present[i])
            ranks[rank++] = (uint64_t)codes[i] << 32 | i;
    qsort(ranks, different, sizeof *ranks, codes_order);
    for (i = 0; i < different; i++)
        codes[(uint32_t)ranks[i]] = (uint32_t)i;
    free(ranks);
    return 0;
}

/* Set the codes and the bits of a job: 0, or -1 if there is no memory. */
static int codes_make(struct ngrams_job *job)
{
    size_t wanted = job->length / CODES_SHARE + 1, different;
    int threads = wanted < (size_t)job->threads ? (int)wanted : job->threads, failed = -1;
    struct codes_search search;
    search.job = job;
    search.range = job->kind == 1 ? 256 : job->kind == 2 ? 65536 : 0x110000;
    search.present = (uint8_t *)calloc((size_t)threads, search.range);
    job->codes = (uint32_t *)calloc(search.range, sizeof *job->codes);
    if (search.present != NULL && job->codes != NULL) {
        different = codes_search(&search, threads);
        failed = codes_number(job, search.present, search.range, different, job->codes);
        job->bits = keys_bits(different > 1 ? different - 1 : 1);
    }
    free(search.present);
    return failed;
}

#endif
