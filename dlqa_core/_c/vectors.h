/* Vectors as wide as the variant that is being compiled (see variants.h), and a few words that
 * compilers spell differently.
 *
 * The scalar variant has no vectors: DLQA_VECTOR_BYTES is 0 and only the plain part of this file
 * is there, which any C11 compiler takes.
 */
#ifndef DLQA_VECTORS_H
#define DLQA_VECTORS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__GNUC__) || defined(__clang__)
#define DLQA_INLINE static inline __attribute__((always_inline))
#define DLQA_RESTRICT __restrict__
#define DLQA_UNLIKELY(x) __builtin_expect(!!(x), 0)
#define DLQA_PREFETCH(p) __builtin_prefetch(p)
#elif defined(_MSC_VER)
#define DLQA_INLINE static __forceinline
#define DLQA_RESTRICT __restrict
#define DLQA_UNLIKELY(x) (x)
#define DLQA_PREFETCH(p) ((void)(p))
#else
#define DLQA_INLINE static inline
#define DLQA_RESTRICT restrict
#define DLQA_UNLIKELY(x) (x)
#define DLQA_PREFETCH(p) ((void)(p))
#endif

/* Number of set bits. */
DLQA_INLINE int dlqa_popcount64(uint64_t x)
{
#if defined(__POPCNT__) || defined(__aarch64__)
    return __builtin_popcountll(x);
#else
    x -= (x >> 1) & UINT64_C(0x5555555555555555);
    x = (x & UINT64_C(0x3333333333333333)) + ((x >> 2) & UINT64_C(0x3333333333333333));
    x = (x + (x >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
    return (int)((x * UINT64_C(0x0101010101010101)) >> 56);
#endif
}

/* Number of zero bits below the lowest set one; x must not be 0. */
DLQA_INLINE int dlqa_ctz64(uint64_t x)
{
#if defined(__GNUC__) || defined(__clang__)
    return __builtin_ctzll(x);
#else
    return dlqa_popcount64((x & (0 - x)) - 1);
#endif
}

#if defined(DLQA_VECTOR_BYTES) && DLQA_VECTOR_BYTES > 0

#define DLQA_VECTOR(type) __attribute__((vector_size(DLQA_VECTOR_BYTES))) type

typedef DLQA_VECTOR(uint8_t) vu8;
typedef DLQA_VECTOR(uint16_t) vu16;
typedef DLQA_VECTOR(uint32_t) vu32;
typedef DLQA_VECTOR(uint64_t) vu64;
typedef DLQA_VECTOR(int8_t) vi8;
typedef DLQA_VECTOR(int32_t) vi32;
typedef DLQA_VECTOR(float) vf32;
typedef DLQA_VECTOR(double) vf64;

/* How many lanes of a type a vector has. */
#define DLQA_LANES(type) ((int)(DLQA_VECTOR_BYTES / sizeof(type)))

/* Load and store at any address; compilers make one unaligned move of it. */
#define DLQA_LOAD(vector, from) memcpy(&(vector), (from), sizeof(vector))
#define DLQA_STORE(to, vector) memcpy((to), &(vector), sizeof(vector))

#endif
#endif
