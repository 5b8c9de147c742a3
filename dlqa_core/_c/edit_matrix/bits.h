/* The vectors of this kernel, and counting of bits in their lanes.
 *
 * The scalar variant has no vectors: there a "vector" is one uint64_t, with the same operators.
 */
#ifndef DLQA_EDIT_MATRIX_BITS_H
#define DLQA_EDIT_MATRIX_BITS_H

#include "vectors.h"

#if DLQA_VECTOR_BYTES > 0
typedef vu64 words;
#else
typedef uint64_t words;
#endif

#define WORD_LANES ((int)(sizeof(words) / 8))

#if defined(__AVX512BW__)
#include <immintrin.h>
/* Any function of three bits; `table` is its value where a = 0xf0, b = 0xcc and c = 0xaa. */
#define TERNARY(type, a, b, c, table) \
    ((type)_mm512_ternarylogic_epi64((__m512i)(a), (__m512i)(b), (__m512i)(c), table))
#define XOR_OR(type, a, b, c) TERNARY(type, a, b, c, 0xbe)      /* (a ^ b) | c */
#define OR_ANDNOT(type, a, b, c) TERNARY(type, a, b, c, 0x54)   /* (a | b) & ~c */
#define OR_OF_ANDNOT(type, a, b, c) TERNARY(type, a, b, c, 0xf4) /* a | (b & ~c) */
#else
#if defined(__SSSE3__)
#include <immintrin.h>
#endif
#define XOR_OR(type, a, b, c) (((a) ^ (b)) | (c))
#define OR_ANDNOT(type, a, b, c) (((a) | (b)) & ~(c))
#define OR_OF_ANDNOT(type, a, b, c) ((a) | ((b) & ~(c)))
#endif

#if DLQA_VECTOR_BYTES > 0
/* In each byte: bits of `up` that are set plus bits of `down` that are not. */
DLQA_INLINE vu8 count_bytes(vu8 up, vu8 down)
{
#if defined(__AVX512BW__)
    const __m512i four = _mm512_set1_epi8(15);
    const __m512i ones = _mm512_broadcast_i32x4(
        _mm_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4));
    const __m512i zeros = _mm512_sub_epi8(_mm512_set1_epi8(4), ones);
    const __m512i u = (__m512i)up, d = (__m512i)down;
    const __m512i sum = _mm512_add_epi8(
        _mm512_shuffle_epi8(ones, _mm512_and_si512(u, four)),
        _mm512_shuffle_epi8(ones, _mm512_and_si512(_mm512_srli_epi16(u, 4), four)));
    return (vu8)_mm512_add_epi8(
        sum, _mm512_add_epi8(
                 _mm512_shuffle_epi8(zeros, _mm512_and_si512(d, four)),
                 _mm512_shuffle_epi8(zeros, _mm512_and_si512(_mm512_srli_epi16(d, 4), four))));
#elif defined(__AVX2__)
    const __m256i four = _mm256_set1_epi8(15);
    const __m256i ones = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4));
    const __m256i zeros = _mm256_sub_epi8(_mm256_set1_epi8(4), ones);
    const __m256i u = (__m256i)up, d = (__m256i)down;
    const __m256i sum = _mm256_add_epi8(
        _mm256_shuffle_epi8(ones, _mm256_and_si256(u, four)),
        _mm256_shuffle_epi8(ones, _mm256_and_si256(_mm256_srli_epi16(u, 4), four)));
    return (vu8)_mm256_add_epi8(
        sum, _mm256_add_epi8(
                 _mm256_shuffle_epi8(zeros, _mm256_and_si256(d, four)),
                 _mm256_shuffle_epi8(zeros, _mm256_and_si256(_mm256_srli_epi16(d, 4), four))));
#else
    const vu16 m1 = (vu16){0} + 0x5555, m2 = (vu16){0} + 0x3333, m4 = (vu16){0} + 0x0f0f;
    vu16 u = (vu16)up, d = ~(vu16)down, sum;
    u = (u & m1) + ((u >> 1) & m1);
    d = (d & m1) + ((d >> 1) & m1);
    sum = (u & m2) + ((u >> 2) & m2) + (d & m2) + ((d >> 2) & m2);
    return (vu8)((sum & m4) + ((sum >> 4) & m4));
#endif
}
#endif

/* The same in each lane of 64 bits. */
DLQA_INLINE words count_words(words up, words down)
{
#if DLQA_VECTOR_BYTES > 0
    words sum = (words)count_bytes((vu8)up, (vu8)down);
    sum += sum >> 32;
    sum += sum >> 16;
    sum += sum >> 8;
    return sum & 0xff;
#else
    return (words)(dlqa_popcount64(up) + dlqa_popcount64(~down));
#endif
}

#endif
