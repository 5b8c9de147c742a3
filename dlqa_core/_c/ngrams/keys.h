/* From symbols to keys: one number of at most 64 bits for the n-gram at each place.
 *
 * A short n-gram is its symbols' numbers side by side, `bits` each. A longer one is named by two
 * shorter ones that cover it, the one it begins with and the one it ends with, and these by the
 * place where they first occur: the naming of R. M. Karp, R. E. Miller and A. L. Rosenberg,
 * "Rapid identification of repeated patterns in strings, trees and arrays" (1972). Each round
 * doubles the length that has names, so n-grams of any length take O(log n) rounds, and no two
 * different n-grams ever share a key.
 */
#ifndef DLQA_NGRAMS_KEYS_H
#define DLQA_NGRAMS_KEYS_H

#include "ngrams.h"
#include "vectors.h"

/* How keys are made. The first five read symbols of 1, 2 or 4 bytes, some through a table. */
enum keys_form { KEYS_1, KEYS_2, KEYS_4, KEYS_2_CODED, KEYS_4_CODED, KEYS_PAIRS };

struct keys {
    enum keys_form form;
    const void *symbols; /* or the names */
    const uint32_t *codes;
    size_t n;        /* symbols of a key */
    size_t ahead;    /* KEYS_PAIRS: how far apart the two names are */
    unsigned bits;   /* of a symbol or a name */
    unsigned length; /* bits of a key, from 1 to 64 */
};

static inline uint64_t keys_ones(unsigned bits)
{
    return UINT64_MAX >> (64 - bits);
}

static inline unsigned keys_bits(uint64_t most)
{
    unsigned bits = 1;
    while (bits < 64 && most >> bits != 0)
        bits++;
    return bits;
}

DLQA_INLINE uint64_t keys_symbol(const struct keys *keys, enum keys_form form, size_t i)
{
    switch (form) {
    case KEYS_1: /* one byte is always coded */
        return keys->codes[((const uint8_t *)keys->symbols)[i]];
    case KEYS_2:
        return ((const uint16_t *)keys->symbols)[i];
    case KEYS_2_CODED:
        return keys->codes[((const uint16_t *)keys->symbols)[i]];
    case KEYS_4_CODED:
        return keys->codes[((const uint32_t *)keys->symbols)[i]];
    default:
        return ((const uint32_t *)keys->symbols)[i];
    }
}

/* What comes before the key at `place`: all its symbols but the last. */
DLQA_INLINE uint64_t keys_before(const struct keys *keys, enum keys_form form, size_t place)
{
    uint64_t key = 0;
    size_t i;
    if (form != KEYS_PAIRS)
        for (i = 0; i + 1 < keys->n; i++)
            key = key << keys->bits | keys_symbol(keys, form, place + i);
    return key;
}

/* The key at `place`, given the one before it, or what keys_before gave. */
DLQA_INLINE uint64_t keys_next(const struct keys *keys, enum keys_form form, size_t place,
                               uint64_t before)
{
    if (form == KEYS_PAIRS)
        return keys_symbol(keys, form, place) << keys->bits |
               keys_symbol(keys, form, place + keys->ahead);
    if (keys->n == 1)
        return keys_symbol(keys, form, place);
    return (before << keys->bits & keys_ones(keys->length)) |
           keys_symbol(keys, form, place + keys->n - 1);
}

/* The key at `place`. */
DLQA_INLINE uint64_t keys_at(const struct keys *keys, enum keys_form form, size_t place)
{
    return keys_next(keys, form, place, keys_before(keys, form, place));
}

/* Run call(form), with the form a constant where it is compiled. */
#define KEYS_DISPATCH(form, call)                                                              \
    switch (form) {                                                                            \
    case KEYS_1: call(KEYS_1); break;                                                          \
    case KEYS_2: call(KEYS_2); break;                                                          \
    case KEYS_4: call(KEYS_4); break;                                                          \
    case KEYS_2_CODED: call(KEYS_2_CODED); break;                                              \
    case KEYS_4_CODED: call(KEYS_4_CODED); break;                                              \
    default: call(KEYS_PAIRS); break;                                                          \
    }

#endif
