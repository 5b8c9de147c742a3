/* Vectors of 64-bit lanes for the staircase (stripe.h), and how things move between lanes.
 *
 * The scalar variant has "vectors" of one lane: there every function below is the identity or a
 * plain word, and stripe.h reads the same.
 */
#ifndef DLQA_EDIT_LANES_H
#define DLQA_EDIT_LANES_H

#include "vectors.h"

#if DLQA_VECTOR_BYTES >= 32
#include <immintrin.h>
#endif

#if DLQA_VECTOR_BYTES > 0
typedef vu64 lanes;
#else
typedef uint64_t lanes;
#define DLQA_LOAD(vector, from) memcpy(&(vector), (from), sizeof(vector))
#define DLQA_STORE(to, vector) memcpy((to), &(vector), sizeof(vector))
#endif

#define LANES ((int)(sizeof(lanes) / sizeof(uint64_t)))

DLQA_INLINE lanes load_lanes(const uint64_t *from)
{
    lanes x;
    DLQA_LOAD(x, from);
    return x;
}

/* The same word in each lane. */
DLQA_INLINE lanes spread(uint64_t word)
{
#if DLQA_VECTOR_BYTES > 0
    return word - (lanes){0};
#else
    return word;
#endif
}

DLQA_INLINE uint64_t first_lane(lanes x)
{
#if DLQA_VECTOR_BYTES > 0
    return x[0];
#else
    return x;
#endif
}

/* Every lane moves up by one, and the last one to the front. */
DLQA_INLINE lanes rotate(lanes x)
{
#if DLQA_VECTOR_BYTES == 64 && defined(__AVX512F__)
    return (lanes)_mm512_alignr_epi64((__m512i)x, (__m512i)x, 7);
#elif DLQA_VECTOR_BYTES == 32 && defined(__AVX2__)
    return (lanes)_mm256_permute4x64_epi64((__m256i)x, 0x93);
#elif DLQA_VECTOR_BYTES == 16
    return (lanes){x[1], x[0]};
#else
    return x;
#endif
}

/* The first lane of `front`, and the others of x. */
DLQA_INLINE lanes enter(lanes x, lanes front)
{
#if DLQA_VECTOR_BYTES == 64 && defined(__AVX512F__)
    return (lanes)_mm512_mask_mov_epi64((__m512i)x, 0x01, (__m512i)front);
#elif DLQA_VECTOR_BYTES == 32 && defined(__AVX2__)
    return (lanes)_mm256_blend_epi32((__m256i)x, (__m256i)front, 0x03);
#elif DLQA_VECTOR_BYTES == 16
    return (lanes){front[0], x[1]};
#else
    (void)x;
    return front;
#endif
}

/* Lanes whose number has bit `step` (1, 2 or 4) set come from `old`, the others from `x`. */
DLQA_INLINE lanes mix_1(lanes x, lanes old)
{
#if DLQA_VECTOR_BYTES == 64 && defined(__AVX512F__)
    return (lanes)_mm512_mask_mov_epi64((__m512i)x, 0xaa, (__m512i)old);
#elif DLQA_VECTOR_BYTES == 32 && defined(__AVX2__)
    return (lanes)_mm256_blend_epi32((__m256i)x, (__m256i)old, 0xcc);
#elif DLQA_VECTOR_BYTES == 16
    return (lanes){x[0], old[1]};
#else
    (void)old;
    return x;
#endif
}

DLQA_INLINE lanes mix_2(lanes x, lanes old)
{
#if DLQA_VECTOR_BYTES == 64 && defined(__AVX512F__)
    return (lanes)_mm512_mask_mov_epi64((__m512i)x, 0xcc, (__m512i)old);
#elif DLQA_VECTOR_BYTES == 32 && defined(__AVX2__)
    return (lanes)_mm256_blend_epi32((__m256i)x, (__m256i)old, 0xf0);
#else
    (void)old;
    return x;
#endif
}

DLQA_INLINE lanes mix_4(lanes x, lanes old)
{
#if DLQA_VECTOR_BYTES == 64 && defined(__AVX512F__)
    return (lanes)_mm512_mask_mov_epi64((__m512i)x, 0xf0, (__m512i)old);
#else
    (void)old;
    return x;
#endif
}

/* x & ~y, said so that gcc does not make two operations of it where ~y is wanted twice. */
DLQA_INLINE lanes less(lanes x, lanes y)
{
#if DLQA_VECTOR_BYTES == 64 && defined(__AVX512F__)
    return (lanes)_mm512_ternarylogic_epi64((__m512i)x, (__m512i)y, (__m512i)y, 0x30);
#elif DLQA_VECTOR_BYTES == 32 && defined(__AVX2__)
    return (lanes)_mm256_andnot_si256((__m256i)y, (__m256i)x);
#else
    return x & ~y;
#endif
}

/* (x ^ y) | z: two operations that AVX-512 does in one; likewise the next three. */
DLQA_INLINE lanes xor_or(lanes x, lanes y, lanes z)
{
#if DLQA_VECTOR_BYTES == 64 && defined(__AVX512F__)
    return (lanes)_mm512_ternarylogic_epi64((__m512i)x, (__m512i)y, (__m512i)z, 0xbe);
#else
    return (x ^ y) | z;
#endif
}

/* x | (y & ~z) */
DLQA_INLINE lanes or_but(lanes x, lanes y, lanes z)
{
#if DLQA_VECTOR_BYTES == 64 && defined(__AVX512F__)
    return (lanes)_mm512_ternarylogic_epi64((__m512i)x, (__m512i)y, (__m512i)z, 0xf4);
#else
    return x | (y & ~z);
#endif
}

/* (x | y) & ~z */
DLQA_INLINE lanes or_less(lanes x, lanes y, lanes z)
{
#if DLQA_VECTOR_BYTES == 64 && defined(__AVX512F__)
    return (lanes)_mm512_ternarylogic_epi64((__m512i)x, (__m512i)y, (__m512i)z, 0x54);
#else
    return (x | y) & ~z;
#endif
}

/* (x | y) & z */
DLQA_INLINE lanes or_and(lanes x, lanes y, lanes z)
{
#if DLQA_VECTOR_BYTES == 64 && defined(__AVX512F__)
    return (lanes)_mm512_ternarylogic_epi64((__m512i)x, (__m512i)y, (__m512i)z, 0xa8);
#else
    return (x | y) & z;
#endif
}

/* x where `mask` is all ones, else y */
DLQA_INLINE lanes choose(lanes mask, lanes x, lanes y)
{
    return (x & mask) | (y & ~mask);
}

#endif
