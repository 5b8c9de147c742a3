/* Text to word numbers on several threads.
 *
 * The text is cut at separators into one piece per thread. Each thread reads its piece into a
 * vocabulary of its own; then the later vocabularies are entered into the first one, in order,
 * so that words are numbered as they would be by one thread, and the numbers are translated.
 */
#ifndef DLQA_NGRAMS_TEXT_H
#define DLQA_NGRAMS_TEXT_H

#include "codes.h"
#include "ngrams.h"
#include "threads.h"
#include "words.h"

#define TEXT_PIECE 65536 /* characters for which a thread is worth its start */

struct ngrams_share {
    struct words words;
    struct words_reader reader;
    size_t from, to;   /* characters of the text */
    uint32_t *ids;
    size_t count, room;
    uint32_t *meaning; /* number in the first vocabulary of each number here; NULL: the same */
    size_t place;      /* of the first word, among the words of the text */
    int failed;
};

/* The first place from `place` on where a text may be cut: before an ASCII separator. */
static size_t text_cut(const struct ngrams_text *text, size_t place)
{
    for (; place < text->length; place++) {
        uint32_t c = ngrams_symbol(text->data, text->kind, place);
        if (c < 128 && (c | 32) - 'a' >= 26 && c - '0' >= 10)
            break;
    }
    return place;
}

static int share_room(struct ngrams_share *share)
{
    uint32_t *ids;
    size_t room = share->room;
    if (share->count + WORDS_BATCH <= room)
        return 0;
    room = room == 0 ? (share->to - share->from) / 8 : room + room / 2;
    room += WORDS_BATCH;
    ids = (uint32_t *)realloc(share->ids, room * sizeof *ids);
    if (ids == NULL)
        return -1;
    share->ids = ids;
    share->room = room;
    return 0;
}

static void share_read(void *argument, int index, int count)
{
    const struct ngrams_text *text = (const struct ngrams_text *)argument;
    struct ngrams_share *share = &text->shares[index];
    const uint8_t *data = (const uint8_t *)text->data + share->from * (size_t)text->kind;
    ptrdiff_t got;
    (void)count;
    words_start(&share->reader, data, share->to - share->from, text->kind);
    for (;;) {
        got = share_room(share);
        if (got == 0)
            got = words_next(&share->reader, &share->words, 1, share->ids + share->count);
        if (got <= 0)
            break;
        share->count += (size_t)got;
    }
    share->failed = got < 0;
}

#define MERGE_AHEAD 64 /* words whose slots are fetched before they are looked at */

/* Fetch the slots in a vocabulary of some words of another, from number `from` to `to` - 1. */
static void share_fetch(const struct words *into, const struct words *words, uint32_t from,
                        uint32_t to)
{
    for (; from < to; from++) {
        const uint8_t *word = words->arena + words_begin(words, from);
        size_t length = words_length(words, from);
        uint32_t hash = words_hash(word, length, words_load(word, words_least(length, 8)));
        DLQA_PREFETCH(&into->slots[hash & into->mask]);
    }
}

/* Look up this thread's stretch of the words of each later share in the first vocabulary. */
static void share_find(void *argument, int index, int count)
{
    const struct ngrams_text *text = (const struct ngrams_text *)argument;
    struct words *into = &text->shares[0].words;
    int which;
    for (which = 1; which < text->count; which++) {
        struct ngrams_share *share = &text->shares[which];
        const struct words *words = &share->words;
        uint32_t step = words->count / (uint32_t)count, i = step * (uint32_t)index;
        uint32_t end = index + 1 == count ? words->count : i + step;
        for (; i < end; i++) {
            const uint8_t *word = words->arena + words_begin(words, i);
            if (i % MERGE_AHEAD == 0)
                share_fetch(into, words, i, end - i < MERGE_AHEAD ? end : i + MERGE_AHEAD);
            share->meaning[i] = words_number(into, word, words_length(words, i), 0);
        }
    }
}

/* Enter those words of a share into the first vocabulary that were not found there. */
static int share_enter(struct words *into, struct ngrams_share *share)
{
    const struct words *words = &share->words;
    uint32_t i;
    for (i = 0; i < words->count; i++) {
        const uint8_t *word = words->arena + words_begin(words, i);
        if (share->meaning[i] != WORDS_NONE)
            continue;
        share->meaning[i] = words_number(into, word, words_length(words, i), 1);
        if (share->meaning[i] == WORDS_NONE)
            return -1;
    }
    return 0;
}

/* Enter the words of all later shares into the first vocabulary. */
static int text_merge(struct ngrams_text *text)
{
    int i;
    for (i = 1; i < text->count; i++) {
        struct ngrams_share *share = &text->shares[i];
        share->meaning =
            (uint32_t *)malloc(((size_t)share->words.count + 1) * sizeof *share->meaning);
        if (share->meaning == NULL)
            return -1;
    }
    if (text->count > 1)
        dlqa_parallel(text->count, share_find, text);
    for (i = 1; i < text->count; i++)
        if (share_enter(&text->shares[0].words, &text->shares[i]) < 0)
            return -1;
    return 0;
}

static int text_shares(struct ngrams_text *text)
{
    size_t most = text->length / TEXT_PIECE + 1, from = 0;
    int count = most < (size_t)text->threads ? (int)most : text->threads, i;
    if (count > DLQA_MAX_THREADS)
        count = DLQA_MAX_THREADS;
    text->shares = (struct ngrams_share *)malloc((size_t)count * sizeof *text->shares);
    if (text->shares == NULL)
        return -1;
    for (i = 0; i < count; i++) {
        struct ngrams_share *share = &text->shares[i];
        size_t to = text_cut(text, text->length / (size_t)count * (size_t)(i + 1));
        share->from = from;
        share->to = from = i + 1 == count ? text->length : to < from ? from : to;
        share->ids = share->meaning = NULL;
        share->count = share->room = share->place = 0;
        share->failed = 0;
        words_reader_open(&share->reader);
        text->count = i + 1;
        if (words_open(&share->words) < 0)
            return -1;
    }
    return 0;
}

static int ngrams_read(struct ngrams_text *text)
{
    const struct words *words;
    int i;
    if (text_shares(text) < 0)
        return -1;
    dlqa_parallel(text->count, share_read, text);
    for (i = 0; i < text->count; i++) {
        if (text->shares[i].failed)
            return -1;
        text->shares[i].place = text->words;
        text->words += text->shares[i].count;
    }
    if (text_merge(text) < 0)
        return -1;
    words = &text->shares[0].words;
    text->kinds = words->count;
    text->bytes = words_bytes(words);
    return 0;
}

struct text_output {
    const struct ngrams_text *text;
    uint32_t *ids;
};

static void share_write(void *argument, int index, int count)
{
    const struct text_output *output = (const struct text_output *)argument;
    const struct ngrams_share *share = &output->text->shares[index];
    uint32_t *ids = output->ids + share->place;
    size_t i;
    (void)count;
    if (share->meaning == NULL && share->count > 0)
        memcpy(ids, share->ids, share->count * sizeof *ids);
    else
        for (i = 0; i < share->count; i++)
            ids[i] = share->meaning[share->ids[i]];
}

/* The numbers of the text's words (text->words of them), the bytes of the different words one
 * after the other (text->bytes), and where each of them ends (text->kinds). */
static void ngrams_write_words(const struct ngrams_text *text, uint32_t *ids, uint8_t *arena,
                               int64_t *ends)
{
    const struct words *words = &text->shares[0].words;
    struct text_output output = {NULL, NULL};
    size_t i;
    output.text = text;
    output.ids = ids;
    dlqa_parallel(text->count, share_write, &output);
    if (text->bytes > 0)
        memcpy(arena, words->arena, text->bytes);
    for (i = 0; i < text->kinds; i++)
        ends[i] = (int64_t)words->ends[i];
}

static void ngrams_release_text(struct ngrams_text *text)
{
    int i;
    for (i = 0; i < text->count; i++) {
        words_close(&text->shares[i].words);
        words_reader_close(&text->shares[i].reader);
        free(text->shares[i].ids);
        free(text->shares[i].meaning);
    }
    free(text->shares);
    text->shares = NULL;
    text->count = 0;
}

#endif
