/* Patterns of at most 64 characters: one word, no memory beyond the stack.
 *
 * Myers (1999) in Hyyro's form (2003): two words hold the differences between neighbouring rows of
 * one column, np those that are not +1 and vn those that are -1. The distance is read off at the
 * end: the top row's entry, which is the length of the text, and all differences below it.
 *
 * eq, the rows whose character is that of the column, comes from a table, or with AVX2 and
 * AVX-512 from comparing that character with the whole pattern: no table to clear or to fill, and
 * off the chain of dependencies from one column to the next, which is what takes the time.
 */
#ifndef DLQA_EDIT_WORD_H
#define DLQA_EDIT_WORD_H

#include "text.h"

#if defined(__AVX2__)
#include <immintrin.h>
#endif

struct word {
    uint64_t np, vn;
};

/* With np = ~vp Hyyro's (((eq & vp) + vp) ^ vp) is (np - (eq & ~np)) ^ np. */
DLQA_INLINE void advance_word(struct word *w, uint64_t eq)
{
    uint64_t np = w->np, vn = w->vn, zero = ((np - (eq & ~np)) ^ np) | (eq | vn);
    uint64_t hp = vn | (np & ~zero), hn = zero & ~np;
    hp = hp << 1 | 1;
    w->np = (zero | hp) & ~(hn << 1);
    w->vn = zero & hp;
}

DLQA_INLINE int64_t read_off(int64_t rows, int64_t columns, const struct word *w)
{
    uint64_t mask = ~UINT64_C(0) >> (64 - rows);
    return columns + dlqa_popcount64(~w->np & mask) - dlqa_popcount64(w->vn & mask);
}

#if defined(__AVX512BW__) && defined(__AVX512VL__)

/* The same in the lowest lane of a vector register, where the chain is six operations long. */
struct lane {
    __m128i np, vn;
};

DLQA_INLINE void advance_lane(struct lane *w, uint64_t mask)
{
    const __m128i one = _mm_cvtsi64_si128(1);
    __m128i eq = _mm_cvtsi64_si128((long long)mask), np = w->np, vn = w->vn;
    __m128i any = _mm_or_si128(eq, vn), any1 = _mm_ternarylogic_epi64(eq, vn, one, 0xfe);
    __m128i sum = _mm_sub_epi64(np, _mm_andnot_si128(np, eq));
    __m128i zero = _mm_ternarylogic_epi64(sum, np, any, 0xbe);   /* (sum ^ np) | any */
    __m128i zero1 = _mm_ternarylogic_epi64(sum, np, any1, 0xbe); /* with the carry of row 0 */
    __m128i hp = _mm_ternarylogic_epi64(vn, np, zero, 0xf4);     /* vn | (np & ~zero) */
    __m128i hn = _mm_andnot_si128(np, zero);
    hp = _mm_add_epi64(hp, hp);
    hn = _mm_add_epi64(hn, hn);
    w->np = _mm_ternarylogic_epi64(zero1, hp, hn, 0x54); /* (zero1 | hp) & ~hn */
    w->vn = _mm_ternarylogic_epi64(hp, one, zero, 0xa8); /* (hp | one) & zero */
}

DLQA_INLINE void walk_bytes(struct lane *w, const uint8_t *p, uint64_t rows, const uint8_t *t,
                            int64_t n)
{
    const __m512i x = _mm512_maskz_loadu_epi8(rows, p);
    int64_t i;
    for (i = 0; i < n; i++)
        advance_lane(w, _mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8((char)t[i])));
}

DLQA_INLINE void walk_pairs(struct lane *w, const uint16_t *p, uint64_t rows, const uint16_t *t,
                            int64_t n)
{
    const __m512i x = _mm512_maskz_loadu_epi16((__mmask32)rows, p);
    const __m512i y = rows >> 32 ? _mm512_maskz_loadu_epi16((__mmask32)(rows >> 32), p + 32)
                                 : _mm512_setzero_si512();
    int64_t i;
    for (i = 0; i < n; i++) {
        __m512i c = _mm512_set1_epi16((short)t[i]);
        uint64_t high = _mm512_cmpeq_epi16_mask(y, c);
        advance_lane(w, high << 32 | _mm512_cmpeq_epi16_mask(x, c));
    }
}

DLQA_INLINE void walk_mixed(struct lane *w, const struct edit_text *p, const struct edit_text *t)
{
    uint32_t wide[64] = {0};
    __m512i x[4];
    int64_t i;
    for (i = 0; i < p->length; i++)
        wide[i] = character(p->data, p->kind, i);
    for (i = 0; i < 4; i++)
        x[i] = _mm512_loadu_si512(wide + 16 * i);
    for (i = 0; i < t->length; i++) {
        __m512i c = _mm512_set1_epi32((int)character(t->data, t->kind, i));
        uint64_t eq = _mm512_cmpeq_epi32_mask(x[0], c);
        eq |= (uint64_t)_mm512_cmpeq_epi32_mask(x[1], c) << 16;
        eq |= (uint64_t)_mm512_cmpeq_epi32_mask(x[2], c) << 32;
        eq |= (uint64_t)_mm512_cmpeq_epi32_mask(x[3], c) << 48;
        advance_lane(w, eq);
    }
}

DLQA_INLINE int64_t word_distance(const struct edit_text *p, const struct edit_text *t)
{
    const uint64_t rows = ~UINT64_C(0) >> (64 - p->length);
    struct lane lane = {_mm_setzero_si128(), _mm_setzero_si128()};
    struct word w;
    if (p->kind == 1 && t->kind == 1)
        walk_bytes(&lane, p->data, rows, t->data, t->length);
    else if (p->kind == 2 && t->kind == 2)
        walk_pairs(&lane, p->data, rows, t->data, t->length);
    else
        walk_mixed(&lane, p, t);
    w.np = (uint64_t)_mm_cvtsi128_si64(lane.np);
    w.vn = (uint64_t)_mm_cvtsi128_si64(lane.vn);
    return read_off(p->length, t->length, &w);
}

#elif defined(__AVX2__)

DLQA_INLINE uint64_t load_64(const uint8_t *p)
{
    uint64_t x;
    memcpy(&x, p, sizeof x);
    return x;
}

DLQA_INLINE uint64_t load_32(const uint8_t *p)
{
    uint32_t x;
    memcpy(&x, p, sizeof x);
    return x;
}

/* 1 to 16 bytes, none read from beyond. */
DLQA_INLINE __m128i load_16(const uint8_t *p, int64_t m)
{
    uint64_t low, high = 0;
    if (m >= 8) {
        low = load_64(p);
        high = m > 8 ? load_64(p + m - 8) >> (8 * (16 - m)) : 0;
    } else if (m >= 4) {
        low = load_32(p) | load_32(p + m - 4) << (8 * (m - 4));
    } else {
        low = p[0] | (uint64_t)p[m / 2] << (8 * (m / 2)) | (uint64_t)p[m - 1] << (8 * (m - 1));
    }
    return _mm_set_epi64x((long long)high, (long long)low);
}

DLQA_INLINE void walk_bytes(struct word *w, const uint8_t *p, int64_t m, const uint8_t *t,
                            int64_t n)
{
    uint8_t all[64] = {0};
    __m256i low, high;
    int64_t i;
    if (m <= 16) {
        const __m128i x = load_16(p, m);
        for (i = 0; i < n; i++) {
            __m128i same = _mm_cmpeq_epi8(x, _mm_set1_epi8((char)t[i]));
            advance_word(w, (uint32_t)_mm_movemask_epi8(same));
        }
        return;
    }
    memcpy(all, p, 16); /* two copies that overlap, instead of one of unknown size */
    memcpy(all + m - 16, p + m - 16, 16);
    if (m > 32) {
        memcpy(all, p, 32);
        memcpy(all + m - 32, p + m - 32, 32);
    }
    low = _mm256_loadu_si256((const __m256i *)all);
    high = _mm256_loadu_si256((const __m256i *)(all + 32));
    for (i = 0; i < n; i++) {
        __m256i c = _mm256_set1_epi8((char)t[i]);
        uint64_t eq = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, c));
        eq = eq << 32 | (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, c));
        advance_word(w, eq);
    }
}

/* Where the eight characters from `first` on are the same as c. */
DLQA_INLINE uint64_t same_8(const uint32_t *wide, int first, __m256i c)
{
    __m256i x = _mm256_loadu_si256((const __m256i *)(wide + first));
    x = _mm256_cmpeq_epi32(x, c);
    return (uint64_t)_mm256_movemask_ps(_mm256_castsi256_ps(x)) << first;
}

DLQA_INLINE void walk_mixed(struct word *w, const struct edit_text *p, const struct edit_text *t)
{
    uint32_t wide[64] = {0};
    int64_t i;
    for (i = 0; i < p->length; i++)
        wide[i] = character(p->data, p->kind, i);
    for (i = 0; i < t->length; i++) {
        __m256i c = _mm256_set1_epi32((int)character(t->data, t->kind, i));
        uint64_t eq = same_8(wide, 0, c) | same_8(wide, 8, c);
        if (p->length > 16) {
            eq |= same_8(wide, 16, c) | same_8(wide, 24, c) | same_8(wide, 32, c);
            eq |= same_8(wide, 40, c) | same_8(wide, 48, c) | same_8(wide, 56, c);
        }
        advance_word(w, eq);
    }
}

DLQA_INLINE int64_t word_distance(const struct edit_text *p, const struct edit_text *t)
{
    struct word w = {0, 0};
    if (p->kind == 1 && t->kind == 1)
        walk_bytes(&w, p->data, p->length, t->data, t->length);
    else
        walk_mixed(&w, p, t);
    return read_off(p->length, t->length, &w);
}

#else

/* A table of masks for bytes. It is cleared only where it will be read. */
DLQA_INLINE void walk_bytes(struct word *w, const uint8_t *p, int64_t m, const uint8_t *t,
                            int64_t n)
{
    uint64_t masks[256];
    int64_t i;
    if (n > 96) {
        memset(masks, 0, sizeof masks);
    } else {
        for (i = 0; i < n; i++)
            masks[t[i]] = 0;
        for (i = 0; i < m; i++)
            masks[p[i]] = 0;
    }
    for (i = 0; i < m; i++)
        masks[p[i]] |= UINT64_C(1) << i;
    for (i = 0; i < n; i++)
        advance_word(w, masks[t[i]]);
}

/* For wider characters a hash table of 128 places, of which at most 64 are taken. */
DLQA_INLINE int find(const uint32_t *keys, const uint8_t *taken, uint32_t key)
{
    int i = (int)((key * UINT32_C(2654435769)) >> 25);
    while (taken[i] && keys[i] != key)
        i = (i + 1) & 127;
    return i;
}

DLQA_INLINE void walk_mixed(struct word *w, const struct edit_text *p, const struct edit_text *t)
{
    uint32_t keys[128];
    uint8_t taken[128] = {0};
    uint64_t masks[128];
    int64_t i;
    for (i = 0; i < p->length; i++) {
        uint32_t key = character(p->data, p->kind, i);
        int at = find(keys, taken, key);
        masks[at] = (taken[at] ? masks[at] : 0) | UINT64_C(1) << i;
        keys[at] = key;
        taken[at] = 1;
    }
    for (i = 0; i < t->length; i++) {
        int at = find(keys, taken, character(t->data, t->kind, i));
        advance_word(w, taken[at] ? masks[at] : 0);
    }
}

DLQA_INLINE int64_t word_distance(const struct edit_text *p, const struct edit_text *t)
{
    struct word w = {0, 0};
    if (p->kind == 1 && t->kind == 1)
        walk_bytes(&w, p->data, p->length, t->data, t->length);
    else
        walk_mixed(&w, p, t);
    return read_off(p->length, t->length, &w);
}

#endif
#endif
