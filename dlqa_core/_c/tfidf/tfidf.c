/* TF-IDF and BM25: the index is built in two passes, a query adds up ready weights.
 *
 * read   Each thread has a share of the documents and a vocabulary of its own. A document becomes
 *        a list of (word, how often); the vocabularies are then joined in the order of the
 *        documents, so that words have the numbers that one thread would have given them.
 * fill   Counting sort by word. Each thread knows where its documents go in the list of each word,
 *        so the threads need not wait for each other, and every list is in ascending order.
 * search Documents are taken in blocks that fit the first-level cache. In a block, each list adds
 *        its weights to the block's scores and marks the lines of 8 scores that it touched; marked
 *        lines are compared with the worst of the best so far, and cleared. So a query needs
 *        neither memory nor time for documents that have none of its words, and no scratch is
 *        shared among threads. Lists whose highest weights together are less than the worst of
 *        the best so far are no longer read: a document that has only these words cannot be one
 *        of the best (H. Turtle and J. Flood, "Query evaluation: strategies and optimizations",
 *        1995). They are looked up for documents that the other lists bring close enough.
 */
#include "tfidf/tfidf.h"

#include <float.h>
#include <math.h>

#include "threads.h"
#include "words.h"

/* ---- read -------------------------------------------------------------------------------- */

/* What a thread knows of a word. */
struct tfidf_word {
    uint32_t latest, at;  /* 1 + the latest document that has it, and its place in `counts` */
    uint32_t spread;      /* documents that have it */
    uint32_t number;      /* in the joined vocabulary */
};

struct tfidf_count {
    uint32_t word, count;
};

/* Where the next posting of a word goes, what its weight is multiplied with, the highest so far. */
struct tfidf_head {
    int64_t place;
    double idf, top;
};

struct tfidf_part {
    int64_t first, last;          /* the documents of this thread */
    struct words words;
    uint32_t own;                 /* words of its documents: joining adds others */
    struct tfidf_word *known;     /* of each word */
    size_t known_room;
    struct tfidf_count *counts;   /* document after document */
    size_t used, room;
    uint32_t *different;          /* how many of the counts each document has */
    struct tfidf_head *heads;
    int failed;
};

static int tfidf_more_words(struct tfidf_part *part)
{
    size_t room = 2 * part->known_room + 1024;
    struct tfidf_word *known;
    while (room < part->words.count)
        room *= 2;
    known = (struct tfidf_word *)realloc(part->known, room * sizeof *known);
    if (known == NULL)
        return -1;
    memset(known + part->known_room, 0, (room - part->known_room) * sizeof *known);
    part->known = known;
    part->known_room = room;
    return 0;
}

static int tfidf_more_counts(struct tfidf_part *part)
{
    size_t room = 2 * part->room + 4 * WORDS_BATCH;
    struct tfidf_count *counts;
    counts = (struct tfidf_count *)realloc(part->counts, room * sizeof *counts);
    if (counts == NULL)
        return -1;
    part->counts = counts;
    part->room = room;
    return 0;
}

/* Add the words ids[0..n) of a document; `start` is where its counts begin. */
DLQA_INLINE int tfidf_add(struct tfidf_part *part, uint32_t document, size_t start,
                          const uint32_t *ids, size_t n)
{
    size_t i;
    if (part->words.count > part->known_room && tfidf_more_words(part) < 0)
        return -1;
    if (part->used + n > part->room && tfidf_more_counts(part) < 0)
        return -1;
    for (i = 0; i < n; i++) {
        struct tfidf_word *word = &part->known[ids[i]];
        if (word->latest == document + 1) {
            part->counts[start + word->at].count++;
        } else {
            struct tfidf_count once = {ids[i], 1};
            word->latest = document + 1;
            word->at = (uint32_t)(part->used - start);
            word->spread++;
            part->counts[part->used++] = once;
        }
    }
    return 0;
}

static int tfidf_read_documents(struct tfidf_build *build, struct tfidf_part *part,
                                struct words_reader *reader)
{
    uint32_t ids[WORDS_BATCH];
    int64_t d;
    for (d = part->first; d < part->last; d++) {
        const struct tfidf_text *text = &build->texts[d];
        size_t start = part->used;
        int64_t tokens = 0;
        ptrdiff_t n;
        words_start(reader, text->data, text->length, text->kind);
        while ((n = words_next(reader, &part->words, 1, ids)) > 0) {
            tokens += n;
            if (tfidf_add(part, (uint32_t)d, start, ids, (size_t)n) < 0)
                return -1;
        }
        if (n < 0)
            return -1;
        part->different[d - part->first] = (uint32_t)(part->used - start);
        build->norms[d] = (double)tokens;
    }
    return 0;
}

static void tfidf_read_part(void *job, int index, int count)
{
    struct tfidf_build *build = (struct tfidf_build *)job;
    struct tfidf_part *part = &build->parts[index];
    struct words_reader reader;
    (void)count;
    words_reader_open(&reader);
    part->different = (uint32_t *)malloc(((size_t)(part->last - part->first) + 1) * 4);
    part->failed = part->different == NULL || words_open(&part->words) < 0 ||
                   tfidf_read_documents(build, part, &reader) < 0;
    words_reader_close(&reader);
}

/* Give each thread documents in a row, of about the same length in all. */
static void tfidf_share_out(struct tfidf_build *build)
{
    size_t total = 0, sum = 0;
    int64_t d = 0;
    int t;
    for (d = 0; d < build->count; d++)
        total += build->texts[d].length + 1;
    for (d = 0, t = 0; t < build->threads; t++) {
        size_t goal = total / (size_t)build->threads * (size_t)(t + 1);
        build->parts[t].first = d;
        while (d < build->count && (sum < goal || t == build->threads - 1))
            sum += build->texts[d++].length + 1;
        build->parts[t].last = d;
    }
}

/* Number the words of all threads in the vocabulary of the first one. */
static int tfidf_join(struct tfidf_build *build)
{
    struct words *all = &build->parts[0].words;
    int t;
    uint32_t i;
    for (t = 0; t < build->threads; t++) {
        struct tfidf_part *part = &build->parts[t];
        part->own = part->words.count;
        for (i = 0; i < part->own; i++) {
            const uint8_t *word = part->words.arena + words_begin(&part->words, i);
            part->known[i].number =
                t == 0 ? i : words_number(all, word, words_length(&part->words, i), 1);
            if (part->known[i].number == WORDS_NONE)
                return -1;
        }
        build->postings += (int64_t)part->used;
    }
    build->words = all->count;
    build->bytes = (int64_t)words_bytes(all);
    return 0;
}

static int tfidf_read(struct tfidf_build *build)
{
    int t, failed = 0;
    build->parts = (struct tfidf_part *)calloc((size_t)build->threads, sizeof *build->parts);
    build->norms = (double *)malloc(((size_t)build->count + 1) * sizeof *build->norms);
    if (build->parts == NULL || build->norms == NULL)
        return -1;
    tfidf_share_out(build);
    dlqa_parallel(build->threads, tfidf_read_part, build);
    for (t = 0; t < build->threads; t++)
        failed |= build->parts[t].failed;
    return failed ? -1 : tfidf_join(build);
}

static void tfidf_close(struct tfidf_build *build)
{
    int t;
    for (t = 0; build->parts != NULL && t < build->threads; t++) {
        struct tfidf_part *part = &build->parts[t];
        words_close(&part->words);
        free(part->known);
        free(part->counts);
        free(part->different);
        free(part->heads);
    }
    free(build->parts);
    free(build->norms);
}

/* ---- fill -------------------------------------------------------------------------------- */

/* Turn the numbers of tokens into what BM25 adds to the counts of a document. */
static void tfidf_norms(struct tfidf_build *build)
{
    const struct tfidf_scheme *scheme = &build->scheme;
    double total = 0, average;
    int64_t d;
    for (d = 0; d < build->count; d++)
        total += build->norms[d];
    average = total > 0 ? total / (double)build->count : 1;
    if (scheme->bm25)
        for (d = 0; d < build->count; d++)
            build->norms[d] = scheme->k1 * (1 - scheme->b + scheme->b * build->norms[d] / average);
}

static double tfidf_idf(const struct tfidf_build *build, double spread)
{
    double count = (double)build->count;
    if (build->scheme.bm25)
        return log(1 + (count - spread + 0.5) / (spread + 0.5));
    return log(count / spread);
}

/* Find where the list of each word begins, and where each thread goes on in it. */
static int tfidf_heads(struct tfidf_build *build)
{
    struct tfidf_head *all;
    int64_t w, *bounds = build->bounds;
    uint32_t i;
    int t;
    memset(bounds, 0, ((size_t)build->words + 1) * sizeof *bounds);
    for (t = 0; t < build->threads; t++)
        for (i = 0; i < build->parts[t].own; i++)
            bounds[build->parts[t].known[i].number + 1] += build->parts[t].known[i].spread;
    all = (struct tfidf_head *)malloc(((size_t)build->words + 1) * sizeof *all);
    if (all == NULL)
        return -1;
    for (w = 0; w < build->words; w++) {
        all[w].idf = tfidf_idf(build, (double)bounds[w + 1]);
        all[w].place = bounds[w];
        all[w].top = 0;
        bounds[w + 1] += bounds[w];
    }
    for (t = 0; t < build->threads; t++) {
        struct tfidf_part *part = &build->parts[t];
        part->heads = (struct tfidf_head *)malloc(((size_t)part->own + 1) * sizeof *part->heads);
        for (i = 0; part->heads != NULL && i < part->own; i++) {
            part->heads[i] = all[part->known[i].number];
            all[part->known[i].number].place += part->known[i].spread;
        }
        part->failed = part->heads == NULL;
    }
    free(all);
    for (t = 0; t < build->threads; t++)
        if (build->parts[t].failed)
            return -1;
    return 0;
}

static void tfidf_fill_part(void *job, int index, int count)
{
    struct tfidf_build *build = (struct tfidf_build *)job;
    struct tfidf_part *part = &build->parts[index];
    const struct tfidf_count *counts = part->counts;
    double gain = build->scheme.bm25 ? build->scheme.k1 + 1 : 1;
    double slope = build->scheme.bm25 ? 1 : 0;
    int64_t d;
    uint32_t i;
    (void)count;
    for (d = part->first; d < part->last; d++)
        for (i = part->different[d - part->first]; i > 0; i--, counts++) {
            struct tfidf_head *head = &part->heads[counts->word];
            double f = counts->count;
            double weight = head->idf * (f * gain / (f * slope + build->norms[d]));
            if (weight > head->top)
                head->top = weight;
            build->docs[head->place] = (uint32_t)d;
            build->weights[head->place++] = weight;
        }
}

static void tfidf_copy_words(struct tfidf_build *build)
{
    const struct words *words = &build->parts[0].words;
    memcpy(build->arena, words->arena, (size_t)build->bytes + 8);
    if (build->words)
        memcpy(build->ends, words->ends, (size_t)build->words * sizeof *words->ends);
}

/* The highest weight of each word. */
static void tfidf_tops(struct tfidf_build *build)
{
    int t;
    uint32_t i;
    if (build->words)
        memset(build->tops, 0, (size_t)build->words * sizeof *build->tops);
    for (t = 0; t < build->threads; t++) {
        const struct tfidf_part *part = &build->parts[t];
        for (i = 0; i < part->own; i++)
            if (part->heads[i].top > build->tops[part->known[i].number])
                build->tops[part->known[i].number] = part->heads[i].top;
    }
}

static int tfidf_fill(struct tfidf_build *build)
{
    tfidf_norms(build);
    if (tfidf_heads(build) < 0)
        return -1;
    tfidf_copy_words(build);
    dlqa_parallel(build->threads, tfidf_fill_part, build);
    tfidf_tops(build);
    return 0;
}

/* ---- search ------------------------------------------------------------------------------ */

#define TFIDF_BLOCK 2048 /* documents at a time; a multiple of 64 */

/* Some of the best so far; the worst of them comes first: a heap. */
struct tfidf_best {
    double score;
    int64_t doc;
};

/* The list of a word, and how far it is read. */
struct tfidf_list {
    const uint32_t *docs, *end;
    const double *weights;
    double top;    /* the highest of the weights */
    double rest;   /* the sum of the highest weights of this list and those behind it */
    uint32_t turn; /* of the word in the query */
};

/* What a thread needs for a query. */
struct tfidf_scratch {
    struct tfidf_list *lists;
    size_t count, room;
    size_t needed; /* a document without any of the first `needed` lists is not among the best */
    struct tfidf_best *heap;
    int64_t size, most;
    double least; /* what a score must reach to be one of the best */
    double gate;  /* what the first `needed` lists must give for that */
    double scores[TFIDF_BLOCK];
    uint8_t marks[TFIDF_BLOCK / 8]; /* 1: one of these 8 scores is not 0 */
};

static struct words tfidf_vocabulary(const struct tfidf_index *index)
{
    struct words words;
    memset(&words, 0, sizeof words);
    words.slots = (struct words_slot *)index->slots;
    words.mask = index->mask;
    words.ends = index->ends;
    words.arena = index->arena;
    words.count = (uint32_t)index->words;
    return words;
}

/* Highest weights first, so that the lists that may be left out come last; else by turn. */
static int tfidf_order(const void *a, const void *b)
{
    const struct tfidf_list *x = (const struct tfidf_list *)a, *y = (const struct tfidf_list *)b;
    if (x->top != y->top)
        return x->top < y->top ? 1 : -1;
    return (x->turn > y->turn) - (x->turn < y->turn);
}

/* List the documents of each different word of the query that counts. */
static int tfidf_list(const struct tfidf_index *index, const struct words *asked,
                      struct tfidf_scratch *scratch)
{
    struct words known = tfidf_vocabulary(index);
    double rest = 0;
    size_t last;
    uint32_t i;
    scratch->count = 0;
    if (asked->count > scratch->room) {
        void *lists = realloc(scratch->lists, asked->count * sizeof *scratch->lists);
        if (lists == NULL)
            return -1;
        scratch->lists = (struct tfidf_list *)lists;
        scratch->room = asked->count;
    }
    for (i = 0; i < asked->count; i++) {
        const uint8_t *word = asked->arena + words_begin(asked, i);
        uint32_t number = words_number(&known, word, words_length(asked, i), 0);
        if (number != WORDS_NONE && index->tops[number] > 0) {
            struct tfidf_list *list = &scratch->lists[scratch->count++];
            list->docs = index->docs + index->bounds[number];
            list->end = index->docs + index->bounds[number + 1];
            list->weights = index->weights + index->bounds[number];
            list->top = index->tops[number];
            list->turn = i;
        }
    }
    if (scratch->count)
        qsort(scratch->lists, scratch->count, sizeof *scratch->lists, tfidf_order);
    for (last = scratch->count; last > 0; last--)
        scratch->lists[last - 1].rest = rest += scratch->lists[last - 1].top;
    scratch->needed = scratch->count;
    return 0;
}

/* Tokenise a query and list its documents. */
static int tfidf_ask(const struct tfidf_index *index, const struct tfidf_text *query,
                     struct tfidf_scratch *scratch)
{
    struct words_reader reader;
    struct words asked;
    uint32_t ids[WORDS_BATCH];
    ptrdiff_t n = -1;
    words_reader_open(&reader);
    if (words_open(&asked) == 0) {
        words_start(&reader, query->data, query->length, query->kind);
        while ((n = words_next(&reader, &asked, 1, ids)) > 0)
            ;
        if (n == 0)
            n = tfidf_list(index, &asked, scratch);
        words_close(&asked);
    }
    words_reader_close(&reader);
    return (int)n;
}

DLQA_INLINE int tfidf_worse(struct tfidf_best a, struct tfidf_best b)
{
    return a.score < b.score || (a.score == b.score && a.doc > b.doc);
}

/* Put `one` where heap[at] was, or below. */
static void tfidf_sink(struct tfidf_best *heap, int64_t size, int64_t at, struct tfidf_best one)
{
    int64_t child;
    while ((child = 2 * at + 1) < size) {
        if (child + 1 < size && tfidf_worse(heap[child + 1], heap[child]))
            child++;
        if (!tfidf_worse(heap[child], one))
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = one;
}

/* Leave out the last lists if all of them together cannot make a document one of the best, and
 * if they are long enough: looking a document up takes as long as reading some postings. The
 * slack is more than what rounding can do to the sums. */
static void tfidf_leave_out(struct tfidf_scratch *scratch)
{
    struct tfidf_list *lists = scratch->lists;
    double slack = 4 * DBL_EPSILON * (double)(scratch->count + 1) * scratch->least;
    ptrdiff_t others = 0;
    size_t i;
    if (scratch->needed > 0 && lists[scratch->needed - 1].rest + slack < scratch->least)
        for (i = 0; i < scratch->needed; i++)
            others += lists[i].end - lists[i].docs;
    for (i = scratch->needed; i > 0; i--) {
        ptrdiff_t length = lists[i - 1].end - lists[i - 1].docs;
        others -= length;
        if (lists[i - 1].rest + slack >= scratch->least || length / 4 < others)
            break;
        scratch->needed = i - 1;
    }
    scratch->gate = scratch->least;
    if (scratch->needed < scratch->count)
        scratch->gate -= lists[scratch->needed].rest + slack;
}

/* A document may be one of the best. */
static void tfidf_offer(struct tfidf_scratch *scratch, struct tfidf_best one)
{
    struct tfidf_best *heap = scratch->heap;
    int64_t at = scratch->size;
    if (scratch->size == scratch->most) {
        if (tfidf_worse(heap[0], one))
            tfidf_sink(heap, scratch->size, 0, one);
    } else {
        for (scratch->size++; at > 0 && tfidf_worse(one, heap[(at - 1) / 2]); at = (at - 1) / 2)
            heap[at] = heap[(at - 1) / 2];
        heap[at] = one;
    }
    if (scratch->size == scratch->most)
        scratch->least = heap[0].score;
}

/* Read a list on to the first document that is not before `doc`, in growing steps, then halving
 * them. */
static void tfidf_seek(struct tfidf_list *list, uint32_t doc)
{
    const uint32_t *docs = list->docs;
    ptrdiff_t step = 1;
    while (list->end - docs > step && docs[step] < doc) {
        docs += step;
        step *= 2;
    }
    for (; step > 0; step /= 2)
        while (list->end - docs >= step && docs[step - 1] < doc)
            docs += step;
    list->weights += docs - list->docs;
    list->docs = docs;
}

/* Add what the lists that were left out say of a document, as long as it may be one of the best. */
static void tfidf_complete(struct tfidf_scratch *scratch, double score, uint32_t doc)
{
    double slack = scratch->least - scratch->gate;
    size_t i;
    for (i = scratch->needed; i < scratch->count; i++) {
        struct tfidf_list *list = &scratch->lists[i];
        if (score + slack - (scratch->lists[scratch->needed].rest - list->rest) < scratch->least)
            return;
        tfidf_seek(list, doc);
        if (list->docs < list->end && *list->docs == doc)
            score += *list->weights;
    }
    if (score >= scratch->least) {
        struct tfidf_best one = {score, doc};
        tfidf_offer(scratch, one);
    }
}

/* Whether one of 8 scores reaches the gate. */
DLQA_INLINE int tfidf_reaches(const double *line, double gate)
{
#if defined(__AVX512F__) && DLQA_VECTOR_BYTES == 64
    return _mm512_cmp_pd_mask(_mm512_loadu_pd(line), _mm512_set1_pd(gate), _CMP_GE_OQ) != 0;
#elif defined(__AVX2__) && DLQA_VECTOR_BYTES == 32
    __m256d highest = _mm256_max_pd(_mm256_loadu_pd(line), _mm256_loadu_pd(line + 4));
    return _mm256_movemask_pd(_mm256_cmp_pd(highest, _mm256_set1_pd(gate), _CMP_GE_OQ)) != 0;
#else
    int j, high = 0;
    for (j = 0; j < 8; j++)
        high |= line[j] >= gate;
    return high;
#endif
}

/* Offer those of 8 scores that may be among the best, and clear all. */
DLQA_INLINE void tfidf_line(struct tfidf_scratch *scratch, double *line, uint32_t doc)
{
    uint32_t j;
    if (DLQA_UNLIKELY(tfidf_reaches(line, scratch->gate)))
        for (j = 0; j < 8; j++)
            if (line[j] >= scratch->gate)
                tfidf_complete(scratch, line[j], doc + j);
    memset(line, 0, 8 * sizeof *line);
}

/* Offer what the needed lists say of the documents from `first` on. */
static void tfidf_block(struct tfidf_scratch *scratch, uint32_t first)
{
    size_t i;
    uint32_t m;
    for (i = 0; i < scratch->needed; i++) {
        struct tfidf_list *list = &scratch->lists[i];
        const uint32_t *docs = list->docs;
        const double *weights = list->weights;
        for (; docs < list->end && *docs - first < TFIDF_BLOCK; docs++) {
            scratch->scores[*docs - first] += *weights++;
            scratch->marks[(*docs - first) / 8] = 1;
        }
        list->docs = docs;
        list->weights = weights;
    }
    for (m = 0; m < TFIDF_BLOCK / 8; m += 8) {
        uint64_t marks = words_load(scratch->marks + m, 8);
        for (; marks; marks &= marks - 1) {
            uint32_t line = m + (uint32_t)dlqa_ctz64(marks) / 8;
            tfidf_line(scratch, scratch->scores + 8 * line, first + 8 * line);
        }
    }
    memset(scratch->marks, 0, sizeof scratch->marks);
}

/* Find the best of all documents that have a word of the query. */
static void tfidf_blocks(struct tfidf_scratch *scratch)
{
    for (;;) {
        uint32_t first = UINT32_MAX;
        size_t i;
        tfidf_leave_out(scratch);
        for (i = 0; i < scratch->needed; i++)
            if (scratch->lists[i].docs < scratch->lists[i].end && *scratch->lists[i].docs < first)
                first = *scratch->lists[i].docs;
        if (first == UINT32_MAX)
            return;
        tfidf_block(scratch, first - first % TFIDF_BLOCK);
    }
}

static int tfidf_ascending(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Write the row of a query: the best in order, then documents of score 0 in order. */
static int tfidf_write(struct tfidf_scratch *scratch, int64_t k, int64_t *ids, double *scores)
{
    int64_t size = scratch->size, i, found = size, doc, *taken;
    while (size > 0) {
        struct tfidf_best worst = scratch->heap[0];
        size--;
        ids[size] = worst.doc;
        scores[size] = worst.score;
        tfidf_sink(scratch->heap, size, 0, scratch->heap[size]);
    }
    if (found == k)
        return 0;
    taken = (int64_t *)malloc(((size_t)found + 1) * sizeof *taken);
    if (taken == NULL)
        return -1;
    if (found)
        memcpy(taken, ids, (size_t)found * sizeof *taken);
    qsort(taken, (size_t)found, sizeof *taken, tfidf_ascending);
    for (doc = i = 0, size = found; size < k; doc++) {
        if (i < found && taken[i] == doc) {
            i++;
        } else {
            ids[size] = doc;
            scores[size++] = 0;
        }
    }
    free(taken);
    return 0;
}

static int tfidf_rank(const struct tfidf_search *search, struct tfidf_scratch *scratch, int64_t q)
{
    int64_t k = search->k;
    scratch->size = 0;
    scratch->least = DBL_MIN;
    if (tfidf_ask(search->index, &search->queries[q], scratch) < 0)
        return -1;
    tfidf_blocks(scratch);
    return tfidf_write(scratch, k, search->ids + q * k, search->scores + q * k);
}

/* Write the scores of all documents. */
static int tfidf_scores(const struct tfidf_search *search, struct tfidf_scratch *scratch,
                        int64_t q)
{
    double *scores = search->scores + q * search->index->count;
    size_t i;
    if (tfidf_ask(search->index, &search->queries[q], scratch) < 0)
        return -1;
    memset(scores, 0, (size_t)search->index->count * sizeof *scores);
    for (i = 0; i < scratch->count; i++) {
        struct tfidf_list list = scratch->lists[i];
        while (list.docs < list.end)
            scores[*list.docs++] += *list.weights++;
    }
    return 0;
}

static void tfidf_search_some(void *job, int index, int count)
{
    struct tfidf_search *search = (struct tfidf_search *)job;
    struct tfidf_scratch scratch;
    int64_t q;
    int failed;
    (void)index, (void)count;
    memset(&scratch, 0, sizeof scratch);
    scratch.most = search->k;
    scratch.heap = (struct tfidf_best *)malloc(((size_t)search->k + 1) * sizeof *scratch.heap);
    failed = scratch.heap == NULL;
    while (!failed && !search->failed && (q = dlqa_next(&search->next)) < search->count)
        failed = (search->ids ? tfidf_rank : tfidf_scores)(search, &scratch, q) < 0;
    if (failed)
        search->failed = 1;
    free(scratch.lists);
    free(scratch.heap);
}

static int tfidf_search(struct tfidf_search *search)
{
    dlqa_parallel(search->threads, tfidf_search_some, search);
    return search->failed ? -1 : 0;
}

static void tfidf_number(struct tfidf_index *index)
{
    struct words words = tfidf_vocabulary(index);
    uint32_t i;
    size_t slot;
    for (slot = 0; slot <= words.mask; slot++)
        words.slots[slot].number = WORDS_NONE;
    for (i = 0; i < words.count; i++) {
        const uint8_t *p = words.arena + words_begin(&words, i);
        size_t length = words_length(&words, i);
        uint64_t head = words_load(p, words_least(length, 8));
        uint32_t hash = words_hash(p, length, head);
        struct words_slot filled = {head, hash, i};
        for (slot = hash & words.mask; words.slots[slot].number != WORDS_NONE;)
            slot = (slot + 1) & words.mask;
        words.slots[slot] = filled;
    }
}

const struct tfidf VARIANT(tfidf) = {tfidf_read,   tfidf_fill,   tfidf_close,
                                     tfidf_number, tfidf_search, sizeof(struct words_slot)};
