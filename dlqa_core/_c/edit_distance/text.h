/* The characters of two texts, whatever their width: common ends, and dense codes. */
#ifndef DLQA_EDIT_TEXT_H
#define DLQA_EDIT_TEXT_H

#include <stdlib.h>

#include "pair.h"
#include "vectors.h"

DLQA_INLINE uint32_t character(const void *data, int kind, int64_t i)
{
    if (kind == 1)
        return ((const uint8_t *)data)[i];
    if (kind == 2)
        return ((const uint16_t *)data)[i];
    return ((const uint32_t *)data)[i];
}

DLQA_INLINE const void *skip(const void *data, int kind, int64_t count)
{
    return (const char *)data + count * kind;
}

/* How many bytes at the front of both are the same. */
DLQA_INLINE int64_t same_front(const uint8_t *a, const uint8_t *b, int64_t size)
{
    int64_t i = 0;
    for (; i + 32 <= size && memcmp(a + i, b + i, 32) == 0; i += 32)
        ;
    while (i < size && a[i] == b[i])
        i++;
    return i;
}

DLQA_INLINE int64_t same_back(const uint8_t *a, const uint8_t *b, int64_t size)
{
    int64_t i = 0; /* a and b are the ends */
    for (; i + 32 <= size && memcmp(a - i - 32, b - i - 32, 32) == 0; i += 32)
        ;
    while (i < size && a[-1 - i] == b[-1 - i])
        i++;
    return i;
}

/* Drop what the texts have in common at the front and at the back: it costs nothing. */
DLQA_INLINE void strip(struct edit_text *a, struct edit_text *b)
{
    int64_t size = a->length < b->length ? a->length : b->length, i = 0;
    if (a->kind == b->kind) {
        i = same_front(a->data, b->data, size * a->kind) / a->kind;
    } else {
        while (i < size && character(a->data, a->kind, i) == character(b->data, b->kind, i))
            i++;
    }
    a->data = skip(a->data, a->kind, i);
    b->data = skip(b->data, b->kind, i);
    a->length -= i;
    b->length -= i;
    size -= i;
    i = 0;
    if (a->kind == b->kind) {
        i = same_back(skip(a->data, a->kind, a->length), skip(b->data, b->kind, b->length),
                      size * a->kind) / a->kind;
    } else {
        while (i < size && character(a->data, a->kind, a->length - 1 - i) ==
                               character(b->data, b->kind, b->length - 1 - i))
            i++;
    }
    a->length -= i;
    b->length -= i;
}

/* Different characters of a pattern, numbered from 1; any other character is 0. */
struct alphabet {
    uint32_t *keys, *codes; /* open addressing; a code of 0 marks a free place */
    uint32_t size;
    int shift;              /* the hash is the top 32 - shift bits of a product */
};

DLQA_INLINE uint32_t place(const struct alphabet *all, uint32_t key)
{
    uint32_t mask = (UINT32_C(1) << (32 - all->shift)) - 1;
    uint32_t i = (key * UINT32_C(2654435769)) >> all->shift;
    while (all->codes[i] != 0 && all->keys[i] != key)
        i = (i + 1) & mask;
    return i;
}

/* The codes of two texts, of which `pattern` gives the alphabet. Returns its size, -1 without
 * memory. */
static int64_t encode_wide(const struct edit_text *pattern, const struct edit_text *text,
                           uint32_t *p, uint32_t *t)
{
    struct alphabet all = {NULL, NULL, 0, 24};
    int64_t i;
    while (all.shift > 1 && ((int64_t)1 << (32 - all.shift)) < 2 * pattern->length)
        all.shift--;
    all.keys = malloc(sizeof(uint32_t) << (32 - all.shift));
    all.codes = calloc((size_t)1 << (32 - all.shift), sizeof(uint32_t));
    if (all.keys != NULL && all.codes != NULL) {
        for (i = 0; i < pattern->length; i++) {
            uint32_t key = character(pattern->data, pattern->kind, i), at = place(&all, key);
            if (all.codes[at] == 0) {
                all.keys[at] = key;
                all.codes[at] = ++all.size;
            }
            p[i] = all.codes[at];
        }
        for (i = 0; i < text->length; i++)
            t[i] = all.codes[place(&all, character(text->data, text->kind, i))];
    }
    i = all.keys != NULL && all.codes != NULL ? (int64_t)all.size : -1;
    free(all.keys);
    free(all.codes);
    return i;
}

/* Bytes are their own codes where the texts are long: no table to ask, and they may wait until
 * they are needed, since a cutoff often decides a pair by its beginning. */
struct bytes {
    const uint8_t *from; /* NULL: nothing to do */
    uint32_t *to;
    int64_t done, length;
};

DLQA_INLINE void uncover(struct bytes *b, int64_t end)
{
    const uint8_t *from = b->from;
    uint32_t *to = b->to;
    int64_t i = b->done;
    if (from == NULL || end <= i)
        return;
    end = end < b->length ? end : b->length;
    for (; i < end; i++)
        to[i] = from[i];
    b->done = end;
}

static int64_t encode_bytes(const struct edit_text *pattern, const struct edit_text *text,
                            uint32_t *p, uint32_t *t)
{
    uint32_t codes[256] = {0}, size = 0;
    const uint8_t *bytes = pattern->data;
    int64_t i;
    for (i = 0; i < pattern->length; i++) {
        if (codes[bytes[i]] == 0)
            codes[bytes[i]] = ++size;
        p[i] = codes[bytes[i]];
    }
    for (i = 0; i < text->length; i++) {
        uint32_t c = character(text->data, text->kind, i);
        t[i] = c < 256 ? codes[c] : 0;
    }
    return size;
}

#endif
