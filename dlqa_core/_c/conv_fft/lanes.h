/* A number, or LANES of them in a vector, and how a square block of them is transposed.
 * Included once per type, which REAL, INTEGER (as wide), REAL_BYTES and NAME tell.
 */

#if DLQA_VECTOR_BYTES > 0

#define LANES (DLQA_VECTOR_BYTES / REAL_BYTES)

typedef REAL NAME(vector) __attribute__((vector_size(DLQA_VECTOR_BYTES), may_alias));
typedef INTEGER NAME(mask) __attribute__((vector_size(DLQA_VECTOR_BYTES), may_alias));
#define VEC NAME(vector)
#define MASK NAME(mask)

#if defined(__clang__) || __GNUC__ >= 12
#define PICK(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#else
#define PICK(a, b, ...) __builtin_shuffle(a, b, (MASK){__VA_ARGS__})
#endif
#if LANES == 2
#define LOWER 0, 2
#define UPPER 1, 3
#define NUMBERS 0, 1
#elif LANES == 4
#define LOWER 0, 4, 1, 5
#define UPPER 2, 6, 3, 7
#define NUMBERS 0, 1, 2, 3
#elif LANES == 8
#define LOWER 0, 8, 1, 9, 2, 10, 3, 11
#define UPPER 4, 12, 5, 13, 6, 14, 7, 15
#define NUMBERS 0, 1, 2, 3, 4, 5, 6, 7
#else
#define LOWER 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23
#define UPPER 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31
#define NUMBERS 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
#endif

/* One of log2(LANES) rounds: interleave the first half of the vectors with the second. */
DLQA_INLINE void NAME(interleave)(const VEC *from, VEC *to)
{
    for (int i = 0; i < LANES / 2; i++) {
        to[2 * i] = PICK(from[i], from[i + LANES / 2], LOWER);
        to[2 * i + 1] = PICK(from[i], from[i + LANES / 2], UPPER);
    }
}

/* Transpose LANES vectors: element i of vector l and element l of vector i change places. */
DLQA_INLINE void NAME(transpose)(VEC *block)
{
    VEC other[LANES];
    NAME(interleave)(block, other);
#if LANES == 2
    memcpy(block, other, sizeof other);
#else
    NAME(interleave)(other, block);
#endif
#if LANES == 8
    NAME(interleave)(block, other);
    memcpy(block, other, sizeof other);
#elif LANES == 16
    NAME(interleave)(block, other);
    NAME(interleave)(other, block);
#endif
}

/* Zero the lanes outside first..last-1. */
DLQA_INLINE VEC NAME(window)(VEC v, ptrdiff_t first, ptrdiff_t last)
{
    const MASK numbers = {NUMBERS};
    MASK inside = (numbers >= (INTEGER)first) & (numbers < (INTEGER)last);
    return (VEC)((MASK)v & inside);
}

#else

#define LANES 1
#define VEC REAL

DLQA_INLINE void NAME(transpose)(VEC *block)
{
    (void)block;
}

DLQA_INLINE VEC NAME(window)(VEC v, ptrdiff_t first, ptrdiff_t last)
{
    return first <= 0 && last > 0 ? v : 0;
}

#endif
