/* The table of functions of n-gram counting, and the records that they work on. */
#ifndef DLQA_NGRAMS_H
#define DLQA_NGRAMS_H

#include <stddef.h>
#include <stdint.h>

/* Words of a text. Set data to threads, all else to zero; `read` fills in the rest. */
struct ngrams_text {
    const void *data; /* a str's own buffer */
    size_t length;    /* characters */
    int kind;         /* bytes of a character */
    int threads;
    size_t words;     /* words in the text */
    size_t kinds;     /* different words */
    size_t bytes;     /* of all different words together */
    struct ngrams_share *shares;
    int count; /* shares */
};

/* Counting the n-grams of one sequence of symbols. Set symbols to threads, all else to zero. */
struct ngrams_job {
    const void *symbols;
    size_t length;
    int kind;      /* bytes of a symbol: 1, 2 or 4 */
    unsigned bits; /* of the largest symbol; 0 (always so for kind 1): number them densely first */
    int threads;
    uint32_t *codes; /* symbol to dense number, or NULL */
    /* of the n-grams counted last: */
    size_t n, places;     /* places = length - n + 1 */
    size_t kinds;         /* different ones */
    uint32_t *tally;      /* at each place the count of the n-gram that first occurs there, or 0 */
    size_t tallied;       /* n if tally holds that, else 0 */
    struct small_share *shares; /* for short keys: see small.h; else NULL */
    int share_count;
    uint32_t *names;      /* where the `named`-gram at each place first occurs, or NULL */
    size_t named;
};

struct ngrams {
    /* All return 0, or -1 if there is no memory; what was allocated is freed by release. */
    int (*read)(struct ngrams_text *text);
    void (*write_words)(const struct ngrams_text *text, uint32_t *ids, uint8_t *arena,
                        int64_t *ends);
    void (*release_text)(struct ngrams_text *text);
    int (*count)(struct ngrams_job *job, size_t n);
    void (*write_counts)(const struct ngrams_job *job, uint32_t *firsts, int64_t *counts);
    void (*release)(struct ngrams_job *job);
};

#endif
