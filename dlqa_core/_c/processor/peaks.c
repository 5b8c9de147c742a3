/* Upper limits of one core: arithmetic that never leaves the registers, and plain reading.
 *
 * A kernel's time is only worth something against what the machine could do. Each loop keeps
 * enough independent chains in flight to hide the latency of its instructions.
 */
#include "processor/peaks.h"
#include "vectors.h"

#if DLQA_VECTOR_BYTES > 0
typedef vf32 f32;
typedef vf64 f64;
typedef vu64 u64;
#else
typedef float f32;
typedef double f64;
typedef uint64_t u64;
#endif

/* Where numbers come from and go to, so that no loop is worked out by the compiler. */
static volatile uint64_t sink;
static volatile int source = 1;

static void swallow(const void *bytes)
{
    uint64_t word = 0;
    memcpy(&word, bytes, sizeof(float));
    sink = word;
}

/* Twelve chains of multiply-adds, each with a start of its own or the compiler would join them. */
#define FMA_PEAK(name, type, number)                                                            \
    static double name(int64_t rounds)                                                          \
    {                                                                                           \
        type one = (type){0} + (number)source, factor = one * (number)0.999;                    \
        type term = one * (number)0.001;                                                        \
        type a0 = one, a1 = a0 + one, a2 = a1 + one, a3 = a2 + one, a4 = a3 + one;              \
        type a5 = a4 + one, a6 = a5 + one, a7 = a6 + one, a8 = a7 + one, a9 = a8 + one;         \
        type a10 = a9 + one, a11 = a10 + one;                                                   \
        int64_t i;                                                                              \
        for (i = 0; i < rounds; i++) {                                                          \
            a0 = a0 * factor + term, a1 = a1 * factor + term, a2 = a2 * factor + term;          \
            a3 = a3 * factor + term, a4 = a4 * factor + term, a5 = a5 * factor + term;          \
            a6 = a6 * factor + term, a7 = a7 * factor + term, a8 = a8 * factor + term;          \
            a9 = a9 * factor + term, a10 = a10 * factor + term, a11 = a11 * factor + term;      \
        }                                                                                       \
        a0 = a0 + a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + a10 + a11;                       \
        swallow(&a0);                                                                           \
        return (double)rounds * 12 * 2 * (double)(sizeof(type) / sizeof(number));               \
    }

FMA_PEAK(fma_f32, f32, float)
FMA_PEAK(fma_f64, f64, double)

/* One column of Hyyro's bit-parallel step, 64 rows in each lane: the dependency chain of the
 * real thing, without its tables. */
#define STEP(vp, vn, eq)                                                                        \
    do {                                                                                        \
        u64 d0 = (((eq & vp) + vp) ^ vp) | eq | vn, hp = vn | ~(d0 | vp), hn = vp & d0;         \
        hp = (hp << 1) | one;                                                                   \
        hn = hn << 1;                                                                           \
        vp = hn | ~(d0 | hp);                                                                   \
        vn = hp & d0;                                                                           \
    } while (0)

static double bit_cells(int64_t rounds)
{
    u64 zero = {0}, one = zero + (uint64_t)source, eq = one * UINT64_C(0x5bd1e995a5c39e17);
    u64 p0 = ~zero, p1 = p0 - one, p2 = p1 - one, p3 = p2 - one;
    u64 n0 = zero, n1 = zero, n2 = zero, n3 = zero;
    int64_t i;
    for (i = 0; i < rounds; i++) {
        STEP(p0, n0, eq);
        STEP(p1, n1, eq);
        STEP(p2, n2, eq);
        STEP(p3, n3, eq);
        eq = eq + p3;
    }
    p0 = p0 ^ p1 ^ p2 ^ p3 ^ n0 ^ n1 ^ n2 ^ n3;
    swallow(&p0);
    return (double)rounds * 4 * 8 * (double)sizeof(u64);
}

/* Sum of all words in eight chains; `count` is a multiple of 64. */
static double read_words(const uint64_t *words, int64_t count, int64_t rounds)
{
    enum { LANES = sizeof(u64) / sizeof(uint64_t) };
    u64 sums[8] = {0};
    int64_t round, i;
    int k;
    for (round = 0; round < rounds; round++)
        for (i = 0; i + 8 * LANES <= count; i += 8 * LANES)
            for (k = 0; k < 8; k++) {
                u64 next;
                memcpy(&next, words + i + k * LANES, sizeof next);
                sums[k] = sums[k] + next;
            }
    for (k = 1; k < 8; k++)
        sums[0] = sums[0] + sums[k];
    swallow(&sums[0]);
    return (double)rounds * (double)count * 8;
}

const struct peaks VARIANT(peaks) = {fma_f32, fma_f64, bit_cells, read_words};
