/* Products of small matrices: the inner loop of Winograd's convolution.
 *
 * product(R, N): m (R rows of N vectors, `m_row` floats apart) = the sum over `depth` steps of a
 * column of R single numbers, `b_row` floats apart, times a row of N vectors. A step moves on by
 * `b_step` and `u_step` floats. With `more` the sum is added to what m holds; to add up
 * sums of parts also makes smaller errors than one long sum. All R x N sums stay in registers,
 * which are named one by one since compilers keep arrays of vectors in memory.
 */
#ifndef DLQA_CONV_WINOGRAD_PRODUCTS_H
#define DLQA_CONV_WINOGRAD_PRODUCTS_H

#include "lanes.h"

#define ROWS 6
#if LANES == 16 || LANES == 1 || defined(__aarch64__)
#define VECTORS 4 /* of 32 registers */
#else
#define VECTORS 2 /* of 16 */
#endif

typedef void product(const float *b, ptrdiff_t b_row, ptrdiff_t b_step, const float *u,
                     ptrdiff_t u_step, float *m, ptrdiff_t m_row, ptrdiff_t depth, int more);

#define UP_TO_1(X, i) X(i, 0)
#define UP_TO_2(X, i) UP_TO_1(X, i) X(i, 1)
#define UP_TO_3(X, i) UP_TO_2(X, i) X(i, 2)
#define UP_TO_4(X, i) UP_TO_3(X, i) X(i, 3)
#define ROWS_1(X, N) X(0, N)
#define ROWS_2(X, N) ROWS_1(X, N) X(1, N)
#define ROWS_3(X, N) ROWS_2(X, N) X(2, N)
#define ROWS_4(X, N) ROWS_3(X, N) X(3, N)
#define ROWS_5(X, N) ROWS_4(X, N) X(4, N)
#define ROWS_6(X, N) ROWS_5(X, N) X(5, N)

#define START(i, j) vec sum##i##j = splat(0.0f);
#define START_ROW(i, N) UP_TO_##N(START, i)
#define FETCH(i, j) const vec u##j = load(u + j * LANES);
#define ADD(i, j) sum##i##j += x * u##j;
#define ADD_ROW(i, N)                                                                             \
    {                                                                                             \
        const vec x = splat(b[i * b_row]);                                                        \
        UP_TO_##N(ADD, i)                                                                         \
    }
#define JOIN(i, j) sum##i##j += load(m + i * m_row + j * LANES);
#define JOIN_ROW(i, N) UP_TO_##N(JOIN, i)
#define FINISH(i, j) store(m + i * m_row + j * LANES, sum##i##j);
#define FINISH_ROW(i, N) UP_TO_##N(FINISH, i)

#define PRODUCT(R, N)                                                                             \
    static void product_##R##x##N(const float *b, ptrdiff_t b_row, ptrdiff_t b_step,              \
                                  const float *u, ptrdiff_t u_step, float *m, ptrdiff_t m_row,    \
                                  ptrdiff_t depth, int more)                                      \
    {                                                                                             \
        ROWS_##R(START_ROW, N)                                                                    \
        for (; depth > 0; depth--, b += b_step, u += u_step) {                                    \
            UP_TO_##N(FETCH, 0)                                                                   \
            ROWS_##R(ADD_ROW, N)                                                                  \
        }                                                                                         \
        if (more) {                                                                               \
            ROWS_##R(JOIN_ROW, N)                                                                 \
        }                                                                                         \
        ROWS_##R(FINISH_ROW, N)                                                                   \
    }

#define PRODUCTS(N)                                                                               \
    PRODUCT(1, N) PRODUCT(2, N) PRODUCT(3, N) PRODUCT(4, N) PRODUCT(5, N) PRODUCT(6, N)
#define NAMES(N)                                                                                  \
    {product_1x##N, product_2x##N, product_3x##N, product_4x##N, product_5x##N, product_6x##N}

PRODUCTS(1)
PRODUCTS(2)
#if VECTORS == 4
PRODUCTS(3)
PRODUCTS(4)
static product *const products[VECTORS][ROWS] = {NAMES(1), NAMES(2), NAMES(3), NAMES(4)};
#else
static product *const products[VECTORS][ROWS] = {NAMES(1), NAMES(2)};
#endif

#endif
