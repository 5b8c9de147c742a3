/* Text to word numbers in one pass: a tokeniser and the vocabulary that it fills.
 *
 * A word is a maximal run of ASCII letters and digits in text.lower(), in Python's terms
 * re.findall("[a-z0-9]+", text.lower()); everything else separates, accented letters included.
 * Two characters beyond ASCII have an ASCII letter in their lower case: U+212A (the Kelvin sign)
 * becomes "k", and U+0130 (I with a dot) becomes "i" and U+0307, which separates.
 *
 *     struct words words;                       the vocabulary: words_open, words_close
 *     struct words_reader reader;               scratch, for any number of texts
 *     words_start(&reader, data, length, kind); a str's own buffer, kind 1, 2 or 4
 *     while ((count = words_next(&reader, &words, 1, ids)) > 0)
 *         use ids[0..count)                     ids has room for WORDS_BATCH
 *
 * The reader works on a block of characters at a time: it lower-cases them into a buffer of
 * bytes, turns each 64 into one word of bits ("is a letter or digit"), lists the places where
 * the bits change, hashes all words of the block (8 bytes at a time) and only then looks them up,
 * so that the fetches from the table overlap.
 *
 * The vocabulary numbers words in the order in which they are first seen. Its table uses open
 * addressing with linear probing; a slot holds the hash, the number and the first 8 bytes, so a
 * short word is recognised without another look. All bytes of all words lie in one arena. Words
 * hold no NUL. Nothing is shared between two vocabularies or two readers: one per thread.
 */
#ifndef DLQA_WORDS_H
#define DLQA_WORDS_H

#include <stdlib.h>

#include "vectors.h"

#if defined(__SSE2__) && defined(DLQA_VECTOR_BYTES) && DLQA_VECTOR_BYTES > 0
#include <immintrin.h>
#endif

#define WORDS_BLOCK 2048               /* characters that are read at a time */
#define WORDS_BATCH (WORDS_BLOCK + 1)  /* most words that words_next can give */
#define WORDS_NONE UINT32_MAX          /* the number of no word */
#define WORDS_MOST (UINT32_MAX - 1)    /* most words of a vocabulary */

struct words_slot {
    uint64_t head; /* the word's first 8 bytes, then zeros */
    uint32_t hash;
    uint32_t number; /* WORDS_NONE: free */
};

struct words {
    struct words_slot *slots;
    size_t mask;       /* number of slots - 1, a power of two - 1 */
    uint32_t count;    /* words so far */
    size_t *ends;      /* where each word ends in the arena; one begins where the last one ends */
    size_t ends_room;
    uint8_t *arena;    /* readable for 8 bytes more than are used */
    size_t arena_room;
};

struct words_reader {
    const void *data;
    size_t length, place; /* characters of the text, and how many were read */
    int kind;             /* bytes of a character */
    uint8_t *buffer;      /* lower-cased bytes, 0 for what separates */
    size_t room, carry;   /* bytes of the buffer, and of the unfinished word at its start */
    size_t edges[2 * WORDS_BATCH + 2];
    uint64_t heads[WORDS_BATCH];
    uint32_t hashes[WORDS_BATCH];
};

/* ---- Bytes ------------------------------------------------------------------------------- */

/* The first n of the 8 bytes at p (n from 1 to 8) as a number, low byte first; all 8 are read. */
DLQA_INLINE uint64_t words_load(const uint8_t *p, size_t n)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    uint64_t x = 0;
    size_t i;
    for (i = 0; i < n; i++)
        x |= (uint64_t)p[i] << (8 * i);
    return x;
#else
    uint64_t x;
    memcpy(&x, p, 8);
    return x & (UINT64_MAX >> (64 - 8 * n));
#endif
}

DLQA_INLINE uint64_t words_least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* A hash of `length` > 0 bytes; 7 bytes after them must be readable. */
DLQA_INLINE uint32_t words_hash(const uint8_t *p, size_t length, uint64_t head)
{
    uint64_t hash = head;
    size_t i;
    for (i = 8; i < length; i += 8) {
        hash = (hash ^ (hash >> 32)) * UINT64_C(0x9e3779b97f4a7c15);
        hash += words_load(p + i, words_least(length - i, 8)) * UINT64_C(0xd6e8feb86659fd93);
    }
    hash = (hash ^ (hash >> 32)) * UINT64_C(0xbf58476d1ce4e5b9);
    hash = (hash ^ (hash >> 29)) * UINT64_C(0x94d049bb133111eb);
    return (uint32_t)(hash >> 32);
}

/* Whether a and b agree from byte 8 to `length` - 1; both are readable for 7 bytes more. */
DLQA_INLINE int words_same_tail(const uint8_t *a, const uint8_t *b, size_t length)
{
    uint64_t differ = 0;
    size_t i;
    for (i = 8; i < length; i += 8) {
        size_t n = words_least(length - i, 8);
        differ |= words_load(a + i, n) ^ words_load(b + i, n);
    }
    return differ == 0;
}

/* ---- The vocabulary ---------------------------------------------------------------------- */

static inline struct words_slot *words_slots(size_t count)
{
    struct words_slot *slots = (struct words_slot *)malloc(count * sizeof *slots);
    size_t i;
    if (slots != NULL)
        for (i = 0; i < count; i++) {
            struct words_slot empty = {0, 0, WORDS_NONE};
            slots[i] = empty;
        }
    return slots;
}

/* Free a vocabulary; one that failed to open or was closed is left as it is. */
static inline void words_close(struct words *words)
{
    free(words->slots);
    free(words->ends);
    free(words->arena);
    memset(words, 0, sizeof *words);
}

/* Make an empty vocabulary: 0, or -1 if there is no memory. */
static inline int words_open(struct words *words)
{
    memset(words, 0, sizeof *words);
    words->mask = 63;
    words->slots = words_slots(words->mask + 1);
    words->ends_room = 32;
    words->ends = (size_t *)malloc(words->ends_room * sizeof *words->ends);
    words->arena_room = 512;
    words->arena = (uint8_t *)calloc(words->arena_room, 1);
    if (words->slots != NULL && words->ends != NULL && words->arena != NULL)
        return 0;
    words_close(words);
    return -1;
}

/* Where word `number` begins in the arena. */
DLQA_INLINE size_t words_begin(const struct words *words, uint32_t number)
{
    return number == 0 ? 0 : words->ends[number - 1];
}

/* Bytes of word `number`; its bytes are at arena + words_begin. */
DLQA_INLINE size_t words_length(const struct words *words, uint32_t number)
{
    return words->ends[number] - words_begin(words, number);
}

/* Bytes of all words. */
DLQA_INLINE size_t words_bytes(const struct words *words)
{
    return words_begin(words, words->count);
}

/* The slot of a word, or the free slot where it belongs. */
DLQA_INLINE struct words_slot *words_probe(
    const struct words *words, const uint8_t *p, size_t length, uint64_t head, uint32_t hash)
{
    size_t i = hash & words->mask;
    for (;; i = (i + 1) & words->mask) {
        struct words_slot *slot = &words->slots[i];
        if (slot->number == WORDS_NONE)
            return slot;
        if (slot->hash != hash || slot->head != head)
            continue;
        if (length < 8) /* then the head ends in a zero: no other word has it */
            return slot;
        if (words_length(words, slot->number) == length &&
            words_same_tail(words->arena + words_begin(words, slot->number), p, length))
            return slot;
    }
}

/* Twice the slots: 0, or -1 if there is no memory. */
static inline int words_grow(struct words *words)
{
    size_t count = 2 * (words->mask + 1), i, j;
    struct words_slot *slots = words_slots(count);
    if (slots == NULL)
        return -1;
    for (i = 0; i <= words->mask; i++) {
        if (words->slots[i].number == WORDS_NONE)
            continue;
        for (j = words->slots[i].hash & (count - 1); slots[j].number != WORDS_NONE;)
            j = (j + 1) & (count - 1);
        slots[j] = words->slots[i];
    }
    free(words->slots);
    words->slots = slots;
    words->mask = count - 1;
    return 0;
}

/* Room for one more word of `length` bytes: 0, or -1 if there is no memory. */
static inline int words_reserve(struct words *words, size_t length)
{
    size_t room = words->arena_room, needed = words_bytes(words) + length + 8;
    if (words->count == WORDS_MOST)
        return -1;
    if (needed > room) {
        uint8_t *arena;
        while (room < needed)
            room *= 2;
        arena = (uint8_t *)realloc(words->arena, room);
        if (arena == NULL)
            return -1;
        memset(arena + words->arena_room, 0, room - words->arena_room);
        words->arena = arena;
        words->arena_room = room;
    }
    if (words->count == words->ends_room) {
        size_t *ends = (size_t *)realloc(words->ends, 2 * words->ends_room * sizeof *ends);
        if (ends == NULL)
            return -1;
        words->ends = ends;
        words->ends_room *= 2;
    }
    return 0;
}

/* Put a new word into the free slot that words_probe gave. Its number; WORDS_NONE: no memory. */
static inline uint32_t words_insert(struct words *words, struct words_slot *slot,
                                    const uint8_t *p, size_t length, uint64_t head, uint32_t hash)
{
    struct words_slot filled = {0, 0, 0};
    size_t begin = words_bytes(words);
    if (words_reserve(words, length) < 0)
        return WORDS_NONE;
    if ((uint64_t)words->count * 8 >= (uint64_t)words->mask * 5) {
        if (words_grow(words) < 0)
            return WORDS_NONE;
        slot = words_probe(words, p, length, head, hash);
    }
    memcpy(words->arena + begin, p, length);
    words->ends[words->count] = begin + length;
    filled.head = head;
    filled.hash = hash;
    filled.number = words->count++;
    *slot = filled;
    return filled.number;
}

/* The number of a word of `length` > 0 lower-case bytes, of which none is NUL; 7 bytes after it
 * must be readable. A word that is not known is added if `add` is set. WORDS_NONE: it is not
 * known, or there is no memory to add it. */
static inline uint32_t words_number(struct words *words, const uint8_t *p, size_t length, int add)
{
    uint64_t head = words_load(p, words_least(length, 8));
    uint32_t hash = words_hash(p, length, head);
    struct words_slot *slot = words_probe(words, p, length, head, hash);
    if (slot->number == WORDS_NONE && add)
        return words_insert(words, slot, p, length, head, hash);
    return slot->number;
}

/* ---- The tokeniser ----------------------------------------------------------------------- */

/* Lower-case 64 bytes, put 0 for what is no ASCII letter or digit, and give a bit for each byte
 * that is one. in and out may be the same. */
DLQA_INLINE uint64_t words_classify(const uint8_t *in, uint8_t *out)
{
    uint64_t bits = 0;
    int i;
#if defined(DLQA_VECTOR_BYTES) && DLQA_VECTOR_BYTES > 0 && defined(__SSE2__)
    for (i = 0; i < 64; i += DLQA_VECTOR_BYTES) {
        vu8 c, lower, keep;
        DLQA_LOAD(c, in + i);
        lower = c | ((vu8)(c - 'A' < 26) & 0x20);
        keep = (vu8)(lower - 'a' < 26) | (vu8)(c - '0' < 10);
        lower &= keep;
        DLQA_STORE(out + i, lower);
#if DLQA_VECTOR_BYTES == 64 && defined(__AVX512BW__)
        bits = (uint64_t)_mm512_movepi8_mask((__m512i)keep);
#elif DLQA_VECTOR_BYTES == 32 && defined(__AVX2__)
        bits |= (uint64_t)(uint32_t)_mm256_movemask_epi8((__m256i)keep) << i;
#elif DLQA_VECTOR_BYTES == 16
        bits |= (uint64_t)(uint32_t)_mm_movemask_epi8((__m128i)keep) << i;
#else
#error "words_classify has no way to gather the bits of these vectors"
#endif
    }
#else
    for (i = 0; i < 64; i++) {
        uint8_t c = in[i], lower = (uint8_t)(c | ((uint8_t)(c - 'A') < 26 ? 0x20 : 0));
        int keep = ((uint8_t)(lower - 'a') < 26) | ((uint8_t)(c - '0') < 10);
        out[i] = keep ? lower : 0;
    }
    for (i = 0; i < 64; i += 8) { /* what is kept lies below 128: adding 127 sets its top bit */
        uint64_t x = words_load(out + i, 8) + UINT64_C(0x7f7f7f7f7f7f7f7f);
        x = ((x >> 7) & UINT64_C(0x0101010101010101)) * UINT64_C(0x0102040810204080);
        bits |= (x >> 56) << i;
    }
#endif
    return bits;
}

/* Characters of 2 or 4 bytes to bytes that words_classify treats alike; how many bytes. Only
 * U+0130 becomes two. */
#define WORDS_NARROW(name, type)                                                               \
    static inline size_t name(const type *in, size_t count, uint8_t *out)                      \
    {                                                                                          \
        size_t i, made = 0;                                                                    \
        unsigned dotted = 0;                                                                   \
        for (i = 0; i < count; i++) {                                                          \
            type c = in[i];                                                                    \
            out[i] = (uint8_t)(c < 0x80 ? c : c == 0x212a ? 'k' : 0);                          \
            dotted |= c == 0x130;                                                              \
        }                                                                                      \
        if (!dotted)                                                                           \
            return count;                                                                      \
        for (i = 0; i < count; i++) {                                                          \
            type c = in[i];                                                                    \
            if (c == 0x130)                                                                    \
                out[made++] = 'i';                                                             \
            out[made++] = (uint8_t)(c < 0x80 ? c : c == 0x212a ? 'k' : 0);                     \
        }                                                                                      \
        return made;                                                                           \
    }
WORDS_NARROW(words_narrow2, uint16_t)
WORDS_NARROW(words_narrow4, uint32_t)

/* Make a reader; it owns no memory before its first text. */
static inline void words_reader_open(struct words_reader *reader)
{
    reader->buffer = NULL;
    reader->room = 0;
}

static inline void words_reader_close(struct words_reader *reader)
{
    free(reader->buffer);
    words_reader_open(reader);
}

/* Begin with a text: `length` characters of `kind` bytes each, as a str has them. */
static inline void words_start(struct words_reader *reader, const void *data, size_t length,
                               int kind)
{
    reader->data = data;
    reader->length = length;
    reader->kind = kind;
    reader->place = reader->carry = 0;
}

/* Read the next block into the buffer after what was carried; how many bytes were put there. */
DLQA_INLINE size_t words_fill(struct words_reader *reader)
{
    size_t count = words_least(reader->length - reader->place, WORDS_BLOCK);
    uint8_t *out = reader->buffer + reader->carry;
    const uint8_t *from = (const uint8_t *)reader->data + reader->place * (size_t)reader->kind;
    reader->place += count;
    if (reader->kind == 2)
        return words_narrow2((const uint16_t *)(const void *)from, count, out);
    if (reader->kind == 4)
        return words_narrow4((const uint32_t *)(const void *)from, count, out);
    memcpy(out, from, count);
    return count;
}

/* List where words begin and end in the block of `made` bytes; how many such edges. A word that
 * reaches the block's end has no end in the list. */
DLQA_INLINE size_t words_edges(struct words_reader *reader, size_t made)
{
    uint8_t *block = reader->buffer + reader->carry;
    uint64_t inside = reader->carry > 0;
    size_t *edge = reader->edges, i;
    if (inside)
        *edge++ = 0;
    memset(block + made, 0, 64);
    for (i = 0; i < made; i += 64) {
        uint64_t bits = words_classify(block + i, block + i);
        uint64_t change = bits ^ (bits << 1 | inside);
        inside = bits >> 63;
        for (; change; change &= change - 1)
            *edge++ = reader->carry + i + (size_t)dlqa_ctz64(change);
    }
    if (edge > reader->edges && edge[-1] == reader->carry + made)
        edge--; /* the zeros after the block ended it, not the text */
    return (size_t)(edge - reader->edges);
}

/* Look up the `count` words whose edges are listed: 0, or -1 if there is no memory. */
DLQA_INLINE int words_look_up(struct words_reader *reader, struct words *words, int add,
                              size_t count, uint32_t *ids)
{
    const size_t *edges = reader->edges;
    size_t i;
    for (i = 0; i < count; i++) {
        const uint8_t *p = reader->buffer + edges[2 * i];
        size_t length = edges[2 * i + 1] - edges[2 * i];
        uint64_t head = words_load(p, words_least(length, 8));
        reader->heads[i] = head;
        reader->hashes[i] = words_hash(p, length, head);
        DLQA_PREFETCH(&words->slots[reader->hashes[i] & words->mask]);
    }
    for (i = 0; i < count; i++) {
        const uint8_t *p = reader->buffer + edges[2 * i];
        size_t length = edges[2 * i + 1] - edges[2 * i];
        uint64_t head = reader->heads[i];
        uint32_t hash = reader->hashes[i];
        struct words_slot *slot = words_probe(words, p, length, head, hash);
        ids[i] = slot->number;
        if (DLQA_UNLIKELY(ids[i] == WORDS_NONE) && add) {
            ids[i] = words_insert(words, slot, p, length, head, hash);
            if (ids[i] == WORDS_NONE)
                return -1;
        }
    }
    return 0;
}

/* The numbers of the next words of the text, at most WORDS_BATCH: how many, 0 at the text's end,
 * -1 if there is no memory. Words that are not known are added if `add` is set; else their number
 * is WORDS_NONE and the vocabulary is not changed. */
static inline ptrdiff_t words_next(struct words_reader *reader, struct words *words, int add,
                                   uint32_t *ids)
{
    for (;;) {
        size_t needed = reader->carry + 2 * WORDS_BLOCK + 64, made, edges, end;
        int last;
        if (reader->place == reader->length && reader->carry == 0)
            return 0;
        if (needed > reader->room) {
            uint8_t *buffer = (uint8_t *)realloc(reader->buffer, 2 * needed);
            if (buffer == NULL)
                return -1;
            reader->buffer = buffer;
            reader->room = 2 * needed;
        }
        made = words_fill(reader);
        last = reader->place == reader->length;
        edges = words_edges(reader, made);
        end = reader->carry + made;
        if (last && edges % 2 == 1)
            reader->edges[edges++] = end;
        if (words_look_up(reader, words, add, edges / 2, ids) < 0)
            return -1;
        reader->carry = edges % 2 == 1 ? end - reader->edges[edges - 1] : 0;
        if (reader->carry > 0 && reader->carry < end)
            memmove(reader->buffer, reader->buffer + end - reader->carry, reader->carry);
        if (edges >= 2)
            return (ptrdiff_t)(edges / 2);
    }
}

#endif
