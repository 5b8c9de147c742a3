/* All pairs of texts that share many fingerprints.
 *
 * 1. prints    lex, hash and winnow each text; texts are shared out among the threads.
 * 2. number    give each different fingerprint a number (open addressing) and count its texts.
 * 3. invert    for each number that counts, list its texts in ascending order.
 * 4. rows      for each text i, add 1 to shared[j] for each of its fingerprints and each later
 *              text j that has it; report and clear what was touched. Rows go to the threads.
 *
 * Nothing is as large as the square of the number of texts, unless the result is. A fingerprint
 * of a common text or of more than `limit` texts counts nowhere.
 */
#ifndef DLQA_SIMILARITY_PAIRS_H
#define DLQA_SIMILARITY_PAIRS_H

#include <stdlib.h>
#include <string.h>

#include "similarity/lexer.h"
#include "similarity/winnow.h"
#include "threads.h"

#define SIMILARITY_OUT_OF_MEMORY (-1)

struct similarity_pair {
    int64_t i, j;
    double score;
    int64_t shared;
};

/* The rows of one thread. */
struct similarity_rows {
    struct similarity_pair *pairs;
    int64_t count, room;
};

struct similarity_corpus {
    const uint8_t *text;
    const int64_t *bounds;     /* text f is text[bounds[f]] to text[bounds[f + 1]] */
    int64_t files, common;     /* the last `common` of the files are what does not count */
    int64_t k, window, limit;
    double threshold;
    int threads;

    struct similarity_keywords keywords;
    uint64_t **prints;         /* of each file, later replaced by numbers */
    int64_t *counts, *sizes;   /* how many; how many that count */
    int64_t numbers;           /* of different fingerprints */
    uint32_t *spread;          /* number -> in how many files; 0: does not count */
    int64_t *lists;            /* number -> where its files begin in `members` */
    uint32_t *members;
    struct similarity_rows *rows;
    volatile int64_t next;
    volatile int failed;       /* some thread ran out of memory */
};

/* 1. prints --------------------------------------------------------------------------------- */

static inline int similarity_print(struct similarity_corpus *c, int64_t file,
                                   struct similarity_text *t, uint64_t *hashes, int64_t *kept)
{
    int64_t i, m;
    uint64_t *prints;
    t->text = c->text + c->bounds[file];
    t->size = c->bounds[file + 1] - c->bounds[file];
    similarity_lex(t, &c->keywords);
    m = similarity_hashes(t->codes, t->count, c->k, hashes);
    m = similarity_winnow(hashes, m, c->window, kept);
    prints = (uint64_t *)malloc((size_t)(m + 1) * sizeof *prints);
    if (prints == NULL)
        return 0;
    for (i = 0; i < m; i++)
        prints[i] = hashes[kept[i]];
    c->prints[file] = prints;
    c->counts[file] = m;
    return 1;
}

static void similarity_print_some(void *job, int index, int count)
{
    struct similarity_corpus *c = (struct similarity_corpus *)job;
    struct similarity_text t = {0};
    int64_t file, longest = 1;
    uint64_t *hashes;
    int64_t *kept;
    (void)index, (void)count;
    for (file = 0; file < c->files; file++)
        if (c->bounds[file + 1] - c->bounds[file] > longest)
            longest = c->bounds[file + 1] - c->bounds[file];
    t.codes = (uint8_t *)malloc((size_t)longest);
    hashes = (uint64_t *)malloc((size_t)longest * sizeof *hashes);
    kept = (int64_t *)malloc((size_t)longest * sizeof *kept);
    if (t.codes == NULL || hashes == NULL || kept == NULL)
        c->failed = 1;
    while (!c->failed && (file = dlqa_next(&c->next)) < c->files)
        if (!similarity_print(c, file, &t, hashes, kept))
            c->failed = 1;
    free(t.codes);
    free(hashes);
    free(kept);
}

/* 2. number --------------------------------------------------------------------------------- */

struct similarity_entry {
    uint64_t hash;
    uint32_t number, last; /* last: 1 + the latest file that has it, 0 in an empty slot */
};

/* Replace the prints of each file by numbers, each once; the common files come first, and
 * `spread` says UINT32_MAX of what they have. */
static inline int similarity_number(struct similarity_corpus *c)
{
    int64_t total = 0, turn, i, kept;
    uint64_t mask = 1023;
    struct similarity_entry *table;
    for (i = 0; i < c->files; i++)
        total += c->counts[i];
    while (mask < (uint64_t)total + (uint64_t)total / 2)
        mask = mask * 2 + 1;
    c->spread = (uint32_t *)malloc((size_t)(total + 1) * sizeof *c->spread);
    table = (struct similarity_entry *)calloc((size_t)mask + 1, sizeof *table);
    if (c->spread == NULL || table == NULL) {
        free(table);
        return 0;
    }
    for (turn = 0; turn < c->files; turn++) {
        int is_common = turn < c->common;
        int64_t file = is_common ? c->files - 1 - turn : turn - c->common;
        uint64_t *prints = c->prints[file];
        for (i = kept = 0; i < c->counts[file]; i++) {
            uint64_t slot = prints[i] & mask;
            struct similarity_entry *entry;
            while ((entry = &table[slot])->last && entry->hash != prints[i])
                slot = (slot + 1) & mask;
            if (!entry->last) {
                entry->hash = prints[i];
                entry->number = (uint32_t)c->numbers++;
                c->spread[entry->number] = is_common ? UINT32_MAX : 0;
            } else if (entry->last == (uint32_t)file + 1) {
                continue;
            }
            entry->last = (uint32_t)file + 1;
            if (!is_common && c->spread[entry->number] != UINT32_MAX) {
                c->spread[entry->number]++;
                prints[kept++] = entry->number;
            }
        }
        c->counts[file] = kept;
    }
    free(table);
    return 1;
}

/* 3. invert --------------------------------------------------------------------------------- */

static inline int similarity_invert(struct similarity_corpus *c)
{
    int64_t number, total = 0, file, i;
    int64_t *ends;
    c->lists = (int64_t *)malloc((size_t)(c->numbers + 1) * sizeof *c->lists);
    if (c->lists == NULL)
        return 0;
    for (number = 0; number < c->numbers; number++) {
        c->lists[number] = total;
        if ((int64_t)c->spread[number] > c->limit)
            c->spread[number] = 0;
        total += c->spread[number];
    }
    c->lists[c->numbers] = total;
    c->members = (uint32_t *)malloc((size_t)(total + 1) * sizeof *c->members);
    ends = (int64_t *)malloc((size_t)(c->numbers + 1) * sizeof *ends);
    if (c->members != NULL && ends != NULL) {
        memcpy(ends, c->lists, (size_t)(c->numbers + 1) * sizeof *ends);
        for (file = 0; file < c->files - c->common; file++) {
            for (i = 0; i < c->counts[file]; i++) {
                number = (int64_t)c->prints[file][i];
                if (c->spread[number]) {
                    c->members[ends[number]++] = (uint32_t)file;
                    c->sizes[file]++;
                }
            }
        }
    }
    free(ends);
    return c->members != NULL && ends != NULL;
}

/* 4. rows ----------------------------------------------------------------------------------- */

static inline int similarity_report(struct similarity_rows *rows, struct similarity_pair pair)
{
    if (rows->count == rows->room) {
        int64_t room = rows->room ? 2 * rows->room : 256;
        void *pairs = realloc(rows->pairs, (size_t)room * sizeof *rows->pairs);
        if (pairs == NULL)
            return 0;
        rows->pairs = (struct similarity_pair *)pairs;
        rows->room = room;
    }
    rows->pairs[rows->count++] = pair;
    return 1;
}

/* Add up what text i shares with each later text; gives how many of them were touched. */
static inline int64_t similarity_count(const struct similarity_corpus *c, int64_t i,
                                       uint32_t *shared, uint32_t *touched)
{
    int64_t count = 0, p;
    for (p = 0; p < c->counts[i]; p++) {
        uint64_t number = c->prints[i][p];
        const uint32_t *list = c->members + c->lists[number];
        const uint32_t *at = list + c->spread[number];
        while (at > list && (int64_t)*--at > i) {
            if (shared[*at]++ == 0)
                touched[count++] = *at;
        }
    }
    return count;
}

static void similarity_rows_some(void *job, int index, int count)
{
    struct similarity_corpus *c = (struct similarity_corpus *)job;
    struct similarity_rows *rows = &c->rows[index];
    int64_t files = c->files - c->common, i, n, p;
    uint32_t *shared = (uint32_t *)calloc((size_t)files + 1, sizeof *shared);
    uint32_t *touched = (uint32_t *)malloc(((size_t)files + 1) * sizeof *touched);
    (void)count;
    if (shared == NULL || touched == NULL)
        c->failed = 1;
    while (!c->failed && (i = dlqa_next(&c->next)) < files) {
        n = similarity_count(c, i, shared, touched);
        for (p = 0; p < n; p++) {
            int64_t j = touched[p];
            double sum = (double)(c->sizes[i] + c->sizes[j]);
            struct similarity_pair pair = {i, j, 2.0 * shared[j] / sum, shared[j]};
            shared[j] = 0;
            if (pair.score >= c->threshold && !similarity_report(rows, pair))
                c->failed = 1;
        }
    }
    free(shared);
    free(touched);
}

/* ------------------------------------------------------------------------------------------- */

static inline void similarity_free(struct similarity_corpus *c)
{
    int64_t i;
    for (i = 0; c->prints != NULL && i < c->files; i++)
        free(c->prints[i]);
    for (i = 0; c->rows != NULL && i < c->threads; i++)
        free(c->rows[i].pairs);
    free(c->prints);
    free(c->counts);
    free(c->sizes);
    free(c->spread);
    free(c->lists);
    free(c->members);
    free(c->rows);
}

static inline int similarity_start(struct similarity_corpus *c)
{
    similarity_fill_keywords(&c->keywords);
    c->prints = (uint64_t **)calloc((size_t)c->files + 1, sizeof *c->prints);
    c->counts = (int64_t *)calloc((size_t)c->files + 1, sizeof *c->counts);
    c->sizes = (int64_t *)calloc((size_t)c->files + 1, sizeof *c->sizes);
    c->rows = (struct similarity_rows *)calloc((size_t)c->threads, sizeof *c->rows);
    return c->prints != NULL && c->counts != NULL && c->sizes != NULL && c->rows != NULL;
}

/* Count all pairs; gives their number or SIMILARITY_OUT_OF_MEMORY. The fields of `c` down to
 * `threads` are set, the others 0; similarity_take copies the pairs and similarity_free frees. */
static inline int64_t similarity_pairs(struct similarity_corpus *c)
{
    int64_t total = 0;
    int i;
    if (!similarity_start(c))
        return SIMILARITY_OUT_OF_MEMORY;
    dlqa_parallel(c->threads, similarity_print_some, c);
    if (c->failed || !similarity_number(c) || !similarity_invert(c))
        return SIMILARITY_OUT_OF_MEMORY;
    c->next = 0;
    dlqa_parallel(c->threads, similarity_rows_some, c);
    for (i = 0; i < c->threads; i++)
        total += c->rows[i].count;
    return c->failed ? SIMILARITY_OUT_OF_MEMORY : total;
}

/* The pairs of all threads, in no order. */
static inline void similarity_take(const struct similarity_corpus *c, struct similarity_pair *out)
{
    int i;
    for (i = 0; i < c->threads; i++) {
        if (c->rows[i].count)
            memcpy(out, c->rows[i].pairs, (size_t)c->rows[i].count * sizeof *out);
        out += c->rows[i].count;
    }
}

#endif
