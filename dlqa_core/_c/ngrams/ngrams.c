/* Counting n-grams of words and characters: see keys.h, small.h, large.h and text.h. */
#include "variants.h"

#include "ngrams.h"

#include "codes.h"
#include "keys.h"
#include "large.h"
#include "small.h"
#include "text.h"

/* What makes keys of n symbols each, if they fit. */
static struct keys keys_of_symbols(const struct ngrams_job *job, size_t n)
{
    struct keys keys = {KEYS_4, NULL, NULL, 0, 0, 0, 0};
    if (job->kind == 1)
        keys.form = KEYS_1;
    else if (job->kind == 2)
        keys.form = job->codes ? KEYS_2_CODED : KEYS_2;
    else
        keys.form = job->codes ? KEYS_4_CODED : KEYS_4;
    keys.symbols = job->symbols;
    keys.codes = job->codes;
    keys.n = n;
    keys.bits = job->bits;
    keys.length = (unsigned)n * job->bits;
    return keys;
}

/* What makes keys from the names of shorter n-grams. */
static struct keys keys_of_names(const struct ngrams_job *job, size_t n)
{
    struct keys keys = {KEYS_PAIRS, NULL, NULL, 2, 0, 0, 0};
    keys.symbols = job->names;
    keys.ahead = n - job->named;
    keys.bits = keys_bits(job->length - job->named);
    keys.length = 2 * keys.bits;
    return keys;
}

static int symbols_fit(const struct ngrams_job *job, size_t n)
{
    return n <= 64 / job->bits;
}

static struct keys keys_for(const struct ngrams_job *job, size_t n)
{
    return symbols_fit(job, n) ? keys_of_symbols(job, n) : keys_of_names(job, n);
}

/* Count the n-grams into `tally`, and name them if `names` is not NULL. */
static int count_large(struct ngrams_job *job, const struct keys *keys, size_t n,
                       uint32_t *tally, uint32_t *names)
{
    struct large_job large;
    int64_t kinds;
    large.keys = keys;
    large.places = job->length - n + 1;
    large.shorter = job->tallied > 0 && job->tallied < n ? job->tally : NULL;
    large.apart = n - job->tallied;
    large.tally = tally;
    large.names = names;
    kinds = large_count(&large, job->threads);
    job->kinds = kinds < 0 ? 0 : (size_t)kinds;
    return kinds < 0 ? -1 : 0;
}

/* Count n-grams in the general way, and put their tally (and names) in the place of the old. */
static int count_and_keep(struct ngrams_job *job, size_t n, int name)
{
    struct keys keys = keys_for(job, n);
    size_t places = job->length - n + 1;
    uint32_t *tally = (uint32_t *)memory_get(places, sizeof *tally);
    uint32_t *names = name ? (uint32_t *)memory_get(places, sizeof *names) : NULL;
    if (tally == NULL || (name && names == NULL) ||
        count_large(job, &keys, n, tally, names) < 0) {
        free(tally);
        free(names);
        return -1;
    }
    if (job->tallied > n) /* the tally of longer ones is worth more */
        free(tally);
    else {
        free(job->tally);
        job->tally = tally;
        job->tallied = n;
    }
    if (name) {
        free(job->names);
        job->names = names;
        job->named = n;
    }
    return 0;
}

/* See to it that the n-grams have keys: by their symbols, or by names of half of them or more. */
static int keys_reach(struct ngrams_job *job, size_t n)
{
    while (!symbols_fit(job, n) && job->named < (n + 1) / 2) {
        size_t next = job->named == 0 ? 64 / job->bits : 2 * job->named;
        if (next > (n + 1) / 2)
            next = (n + 1) / 2;
        if (count_and_keep(job, next, 1) < 0)
            return -1;
    }
    return 0;
}

static void forget_shares(struct ngrams_job *job)
{
    if (job->shares != NULL)
        small_close(job->shares, job->share_count);
    job->shares = NULL;
}

/* Count the n-grams, 1 <= n <= length; `kinds` then tells how many different ones there are. */
static int ngrams_count(struct ngrams_job *job, size_t n)
{
    forget_shares(job);
    if (job->bits == 0 && codes_make(job) < 0)
        return -1;
    if (keys_reach(job, n) < 0)
        return -1;
    job->n = n;
    job->places = job->length - n + 1;
    if (symbols_fit(job, n)) {
        struct keys keys = keys_of_symbols(job, n);
        if (small_enough(&keys, job->places))
            return small_count(job, &keys);
    }
    return count_and_keep(job, n, 0);
}

struct count_output {
    const struct ngrams_job *job;
    uint32_t *firsts;
    int64_t *counts;
    size_t begins[DLQA_MAX_THREADS + 1]; /* which n-gram is the first of each thread's stretch */
};

static void output_size(void *argument, int index, int count)
{
    struct count_output *output = (struct count_output *)argument;
    const uint32_t *tally = output->job->tally;
    size_t from, to, kinds = 0;
    large_stretch(output->job->places, count, index, &from, &to);
    for (; from < to; from++)
        kinds += tally[from] != 0;
    output->begins[index + 1] = kinds;
}

static void output_write(void *argument, int index, int count)
{
    const struct count_output *output = (const struct count_output *)argument;
    const uint32_t *tally = output->job->tally;
    size_t place, to, i = output->begins[index];
    large_stretch(output->job->places, count, index, &place, &to);
    for (; i < output->begins[index + 1]; place++) {
        output->firsts[i] = (uint32_t)place;
        output->counts[i] = tally[place];
        i += tally[place] != 0;
    }
}

/* The different n-grams, in order of first occurrence: where that is, and how often they occur. */
static void ngrams_write_counts(const struct ngrams_job *job, uint32_t *firsts, int64_t *counts)
{
    struct count_output output;
    size_t wanted = job->places / LARGE_SHARE + 1;
    int threads = wanted < (size_t)job->threads ? (int)wanted : job->threads, thread;
    if (job->shares != NULL) {
        struct keys keys = keys_of_symbols(job, job->n);
        small_write(job, &keys, firsts, counts);
        return;
    }
    output.job = job;
    output.firsts = firsts;
    output.counts = counts;
    output.begins[0] = 0;
    output.begins[1] = job->kinds;
    if (threads > 1)
        dlqa_parallel(threads, output_size, &output);
    for (thread = 1; thread < threads; thread++)
        output.begins[thread + 1] += output.begins[thread];
    dlqa_parallel(threads, output_write, &output);
}

static void ngrams_release(struct ngrams_job *job)
{
    forget_shares(job);
    free(job->tally);
    free(job->names);
    free(job->codes);
    job->tally = job->names = job->codes = NULL;
}

const struct ngrams VARIANT(ngrams);
const struct ngrams VARIANT(ngrams) = {
    ngrams_read,         ngrams_write_words, ngrams_release_text,
    ngrams_count,        ngrams_write_counts, ngrams_release,
};
