/* A vector of floats whose lanes are neighbouring channels, and the way from and to images.
 *
 * In an image (channels x rows x columns) the channels of one pixel are far apart. So the unit of
 * loading is a quad: four neighbouring pixels of LANES channels, which comes out as four vectors,
 * one per pixel. It takes one 16-byte load per channel and a transposition of 4x4 blocks inside
 * the vectors: vector j of a quad is first filled with channels j, j + 4, j + 8, ...
 *
 * Without vectors LANES is 1 and a vector is a float.
 */
#ifndef DLQA_CONV_WINOGRAD_LANES_H
#define DLQA_CONV_WINOGRAD_LANES_H

#include "../vectors.h"

#if defined(DLQA_VECTOR_BYTES) && DLQA_VECTOR_BYTES > 0
typedef vf32 vec;
#define LANES (DLQA_VECTOR_BYTES / 4)
#else
typedef float vec;
#define LANES 1
#endif

#if LANES > 4
#include <immintrin.h>
#endif

/* Ask for a line of memory, into the second-level cache: to read it, to write it. */
#if defined(__GNUC__) || defined(__clang__)
#define ASK(p) __builtin_prefetch(p, 0, 2)
#define ASK_TO_WRITE(p) __builtin_prefetch(p, 1, 2)
#else
#define ASK(p) ((void)(p))
#define ASK_TO_WRITE(p) ((void)(p))
#endif

DLQA_INLINE vec load(const float *from)
{
    vec v;
    memcpy(&v, from, sizeof v);
    return v;
}

DLQA_INLINE void store(float *to, vec v)
{
    memcpy(to, &v, sizeof v);
}

DLQA_INLINE vec splat(float x)
{
#if LANES == 16
    return (vec)_mm512_set1_ps(x);
#elif LANES == 8
    return (vec)_mm256_set1_ps(x);
#elif LANES == 4
    return (vec){x, x, x, x};
#else
    return x;
#endif
}

#if LANES > 1

/* Four pixels of each of the channels p, p + step, p + 2 step, ...; to and from one vector. */
DLQA_INLINE vec load_fours(const float *p, ptrdiff_t step)
{
#if LANES == 16
    __m512 v = _mm512_castps128_ps512(_mm_loadu_ps(p));
    v = _mm512_insertf32x4(v, _mm_loadu_ps(p + step), 1);
    v = _mm512_insertf32x4(v, _mm_loadu_ps(p + 2 * step), 2);
    return (vec)_mm512_insertf32x4(v, _mm_loadu_ps(p + 3 * step), 3);
#elif LANES == 8
    __m256 v = _mm256_castps128_ps256(_mm_loadu_ps(p));
    return (vec)_mm256_insertf128_ps(v, _mm_loadu_ps(p + step), 1);
#else
    (void)step;
    return load(p);
#endif
}

DLQA_INLINE void store_fours(float *p, ptrdiff_t step, vec v)
{
#if LANES == 16
    _mm_storeu_ps(p, _mm512_castps512_ps128((__m512)v));
    _mm_storeu_ps(p + step, _mm512_extractf32x4_ps((__m512)v, 1));
    _mm_storeu_ps(p + 2 * step, _mm512_extractf32x4_ps((__m512)v, 2));
    _mm_storeu_ps(p + 3 * step, _mm512_extractf32x4_ps((__m512)v, 3));
#elif LANES == 8
    _mm_storeu_ps(p, _mm256_castps256_ps128((__m256)v));
    _mm_storeu_ps(p + step, _mm256_extractf128_ps((__m256)v, 1));
#else
    (void)step;
    store(p, v);
#endif
}

#if LANES == 4 && (defined(__clang__) || __GNUC__ >= 12)
#define SHUFFLE(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#elif LANES == 4
#define SHUFFLE(a, b, ...) __builtin_shuffle(a, b, (vi32){__VA_ARGS__})
#endif

/* Transpose each 4x4 block of four vectors. */
DLQA_INLINE void transpose_fours(vec *a, vec *b, vec *c, vec *d)
{
#if LANES == 16
    __m512d s = _mm512_castps_pd(_mm512_unpacklo_ps((__m512)*a, (__m512)*b));
    __m512d t = _mm512_castps_pd(_mm512_unpackhi_ps((__m512)*a, (__m512)*b));
    __m512d u = _mm512_castps_pd(_mm512_unpacklo_ps((__m512)*c, (__m512)*d));
    __m512d v = _mm512_castps_pd(_mm512_unpackhi_ps((__m512)*c, (__m512)*d));
    *a = (vec)_mm512_unpacklo_pd(s, u);
    *b = (vec)_mm512_unpackhi_pd(s, u);
    *c = (vec)_mm512_unpacklo_pd(t, v);
    *d = (vec)_mm512_unpackhi_pd(t, v);
#elif LANES == 8
    __m256d s = _mm256_castps_pd(_mm256_unpacklo_ps((__m256)*a, (__m256)*b));
    __m256d t = _mm256_castps_pd(_mm256_unpackhi_ps((__m256)*a, (__m256)*b));
    __m256d u = _mm256_castps_pd(_mm256_unpacklo_ps((__m256)*c, (__m256)*d));
    __m256d v = _mm256_castps_pd(_mm256_unpackhi_ps((__m256)*c, (__m256)*d));
    *a = (vec)_mm256_unpacklo_pd(s, u);
    *b = (vec)_mm256_unpackhi_pd(s, u);
    *c = (vec)_mm256_unpacklo_pd(t, v);
    *d = (vec)_mm256_unpackhi_pd(t, v);
#elif LANES == 4
    const vec s = SHUFFLE(*a, *b, 0, 4, 1, 5), t = SHUFFLE(*a, *b, 2, 6, 3, 7);
    const vec u = SHUFFLE(*c, *d, 0, 4, 1, 5), v = SHUFFLE(*c, *d, 2, 6, 3, 7);
    *a = SHUFFLE(s, u, 0, 1, 4, 5);
    *b = SHUFFLE(s, u, 2, 3, 6, 7);
    *c = SHUFFLE(t, v, 0, 1, 4, 5);
    *d = SHUFFLE(t, v, 2, 3, 6, 7);
#endif
}

#endif

/* Pixels low..high-1 of one channel's four; 0 for the others. */
DLQA_INLINE void load_some(float *to, const float *p, int low, int high)
{
#if LANES == 16
    const __mmask8 mask = (__mmask8)((1 << high) - (1 << low));
    _mm_storeu_ps(to, _mm_maskz_loadu_ps(mask, p));
#elif LANES == 8
    const __m128i at = _mm_setr_epi32(0, 1, 2, 3);
    const __m128i from = _mm_cmpgt_epi32(at, _mm_set1_epi32(low - 1));
    const __m128i mask = _mm_and_si128(from, _mm_cmpgt_epi32(_mm_set1_epi32(high), at));
    _mm_storeu_ps(to, _mm_maskload_ps(p, mask));
#else
    int i;
    for (i = 0; i < 4; i++)
        to[i] = low <= i && i < high ? p[i] : 0.0f;
#endif
}

/* Write the first `count` pixels of one channel's four. */
DLQA_INLINE void store_some(float *p, const float *from, int count)
{
#if LANES == 16
    _mm_mask_storeu_ps(p, (__mmask8)((1 << count) - 1), _mm_loadu_ps(from));
#else
    int i;
    for (i = 0; i < count; i++)
        p[i] = from[i];
#endif
}

#if LANES > 1

/* Where channel i stands in four vectors of fours, as transpose_fours wants them. */
#define FOURS_PLACE(i) ((i) % 4 * LANES + (i) / 4 * 4)

/* A quad at the edge of the image, or of fewer channels than lanes: what is missing is 0. */
static void load_edge_fours(float *four, const float *p, ptrdiff_t plane, int channels, int low,
                            int high)
{
    int i;
    memset(four, 0, 4 * LANES * sizeof *four);
    for (i = 0; i < channels; i++)
        load_some(four + FOURS_PLACE(i), p + i * plane, low, high);
}

static void store_edge_fours(const float *four, float *p, ptrdiff_t plane, int channels, int count)
{
    int i;
    for (i = 0; i < channels; i++)
        store_some(p + i * plane, four + FOURS_PLACE(i), count);
}

#endif

/* Pixels p[low..high-1] of `channels` channels, `plane` floats apart, as one vector per pixel. */
DLQA_INLINE void load_quad(const float *p, ptrdiff_t plane, int channels, int low, int high,
                           vec *a, vec *b, vec *c, vec *d)
{
#if LANES == 1
    float four[4];
    (void)plane, (void)channels;
    load_some(four, p, low, high);
    *a = four[0], *b = four[1], *c = four[2], *d = four[3];
#else
    if (channels == LANES && low == 0 && high == 4) {
        *a = load_fours(p, 4 * plane);
        *b = load_fours(p + plane, 4 * plane);
        *c = load_fours(p + 2 * plane, 4 * plane);
        *d = load_fours(p + 3 * plane, 4 * plane);
    } else {
        float four[4 * LANES];
        load_edge_fours(four, p, plane, channels, low, high);
        *a = load(four);
        *b = load(four + LANES);
        *c = load(four + 2 * LANES);
        *d = load(four + 3 * LANES);
    }
    transpose_fours(a, b, c, d);
#endif
}

/* The other way: write the first `count` of four pixels. */
DLQA_INLINE void store_quad(float *p, ptrdiff_t plane, int channels, int count, vec a, vec b,
                            vec c, vec d)
{
#if LANES == 1
    const float four[4] = {a, b, c, d};
    (void)plane, (void)channels;
    store_some(p, four, count);
#else
    transpose_fours(&a, &b, &c, &d);
    if (channels == LANES && count == 4) {
        store_fours(p, 4 * plane, a);
        store_fours(p + plane, 4 * plane, b);
        store_fours(p + 2 * plane, 4 * plane, c);
        store_fours(p + 3 * plane, 4 * plane, d);
    } else {
        float four[4 * LANES];
        store(four, a);
        store(four + LANES, b);
        store(four + 2 * LANES, c);
        store(four + 3 * LANES, d);
        store_edge_fours(four, p, plane, channels, count);
    }
#endif
}

#endif
