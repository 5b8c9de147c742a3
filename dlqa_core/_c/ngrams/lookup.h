/* Finding one n-gram among the different ones: a hash table of their indices.
 *
 * An n-gram is the bytes of its symbols in the text, `firsts` tells where each one is, and the
 * table holds nothing but indices: open addressing with linear probing, at most half full.
 */
#ifndef DLQA_NGRAMS_LOOKUP_H
#define DLQA_NGRAMS_LOOKUP_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define LOOKUP_FREE UINT32_MAX

struct lookup {
    const uint8_t *symbols;
    size_t kind, size;      /* bytes of a symbol and of an n-gram */
    const uint32_t *firsts; /* the symbol with which each n-gram begins */
    size_t kinds;
    uint32_t *table;
    size_t slots;           /* a power of two, at least 2 * kinds */
};

static inline size_t lookup_hash(const uint8_t *bytes, size_t size)
{
    uint64_t hash = UINT64_C(0x9e3779b97f4a7c15), word;
    size_t i;
    for (i = 0; i < size; i += 8) {
        word = 0;
        memcpy(&word, bytes + i, size - i < 8 ? size - i : 8);
        hash = (hash ^ word) * UINT64_C(0xbf58476d1ce4e5b9);
        hash ^= hash >> 29;
    }
    return (size_t)(hash * UINT64_C(0x94d049bb133111eb) >> 20);
}

/* The index of the n-gram of these bytes, or -1. `slot` is where it is or belongs. */
static inline int64_t lookup_find(const struct lookup *lookup, const uint8_t *bytes, size_t *slot)
{
    size_t i = lookup_hash(bytes, lookup->size) & (lookup->slots - 1);
    for (;; i = (i + 1) & (lookup->slots - 1)) {
        uint32_t index = lookup->table[i];
        *slot = i;
        if (index == LOOKUP_FREE)
            return -1;
        if (memcmp(lookup->symbols + lookup->firsts[index] * lookup->kind, bytes,
                   lookup->size) == 0)
            return index;
    }
}

/* Fill the table, all of whose slots are free. */
static inline void lookup_fill(const struct lookup *lookup)
{
    size_t index, slot;
    for (index = 0; index < lookup->kinds; index++)
        if (lookup_find(lookup, lookup->symbols + lookup->firsts[index] * lookup->kind, &slot) < 0)
            lookup->table[slot] = (uint32_t)index;
}

#endif
