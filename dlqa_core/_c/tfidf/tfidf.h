/* An inverted index with weights: what is built, what is searched, and the functions for it. */
#ifndef DLQA_TFIDF_H
#define DLQA_TFIDF_H

#include <stddef.h>
#include <stdint.h>

#include "variants.h"

/* A str's own buffer. */
struct tfidf_text {
    const void *data;
    size_t length;
    int kind; /* bytes of a character */
};

/* What turns counts into weights: idf * (f * gain / (f * slope + norm of the document)), where
 * slope is 0 or 1, so that a fused multiply-add rounds as two operations do.
 * TF-IDF: gain 1, slope 0, norm = tokens of the document, idf = ln(N / df).
 * BM25: gain k1 + 1, slope 1, norm = k1 (1 - b + b tokens / average), and its own idf. */
struct tfidf_scheme {
    int bm25;
    double k1, b;
};

struct tfidf_part;

/* An index in the making: `texts`, `count`, `scheme` and `threads` are set, the rest is 0. */
struct tfidf_build {
    const struct tfidf_text *texts;
    int64_t count;
    struct tfidf_scheme scheme;
    int threads;

    int64_t words, bytes, postings; /* sizes of the arrays below, set by `read` */
    struct tfidf_part *parts;       /* one per thread */
    double *norms;                  /* of each document */
    uint8_t *arena;                 /* bytes + 8; these are set before `fill` */
    size_t *ends;                   /* words */
    int64_t *bounds;                /* words + 1 */
    uint32_t *docs;                 /* postings */
    double *weights;                /* postings */
    double *tops;                   /* words: the highest weight of each */
};

/* A finished index. Word w is in the documents docs[bounds[w]] to docs[bounds[w + 1]], in
 * ascending order, with these weights. */
struct tfidf_index {
    void *slots; /* of struct words_slot, mask + 1 */
    size_t mask;
    uint8_t *arena;
    size_t *ends;
    int64_t words, count;
    const int64_t *bounds;
    const uint32_t *docs;
    const double *weights, *tops;
};

/* A search: the best `k` of each of `count` queries; rows of ids and scores have k entries, and k
 * is at most the number of documents, and not 0. If ids is NULL, each row of scores has those
 * of all documents. */
struct tfidf_search {
    const struct tfidf_index *index;
    const struct tfidf_text *queries;
    int64_t count, k;
    int64_t *ids;
    double *scores;
    int threads;
    volatile int64_t next;
    volatile int failed;
};

/* Each int is 0, or -1 if there is no memory. */
struct tfidf {
    int (*read)(struct tfidf_build *build); /* count words */
    int (*fill)(struct tfidf_build *build); /* write the arrays */
    void (*close)(struct tfidf_build *build);
    void (*number)(struct tfidf_index *index); /* put the words into the slots */
    int (*search)(struct tfidf_search *search);
    size_t slot_bytes;
};

#endif
