/* The two innermost loops, on blocks of results that stay in registers.
 *
 * correlate_RxV: R filters at V vectors of neighbouring places, summed over all source channels
 * and taps. Each tap costs V loads and R broadcasts for R * V multiply-adds.
 * multiply_RxV: R planes of gradients against V shifted planes of the source, summed over all
 * places: R * V of the weights' gradients from R + V loads per step.
 *
 * The sizes use up the registers: 32 with AVX-512, else 16. Unrolled loops over an array keep it
 * in registers; without the pragma gcc leaves it in memory, three times slower.
 */

#define CORRELATE(R, V)                                                                         \
    static void NAME(correlate_##R##x##V)(                                                      \
        const REAL *x, ptrdiff_t plane, ptrdiff_t sources, const REAL *w, ptrdiff_t to_filter,  \
        ptrdiff_t to_source, const struct tap *taps, ptrdiff_t count, const REAL *start,        \
        REAL *y, ptrdiff_t to_y)                                                                \
    {                                                                                           \
        VEC sum[R][V], in[V];                                                                   \
        ptrdiff_t c, t;                                                                         \
        int i, j;                                                                               \
        UNROLL for (i = 0; i < R; i++)                                                          \
            UNROLL for (j = 0; j < V; j++)                                                      \
                sum[i][j] = NAME(all)(start[i]);                                                \
        for (c = 0; c < sources; c++)                                                           \
            for (t = 0; t < count; t++) {                                                       \
                const REAL *from = x + c * plane + taps[t].x, *f = w + c * to_source + taps[t].w; \
                UNROLL for (j = 0; j < V; j++)                                                  \
                    in[j] = NAME(load)(from + j * LANES);                                       \
                UNROLL for (i = 0; i < R; i++)                                                  \
                    UNROLL for (j = 0; j < V; j++)                                              \
                        sum[i][j] += f[i * to_filter] * in[j];                                  \
            }                                                                                   \
        UNROLL for (i = 0; i < R; i++)                                                          \
            UNROLL for (j = 0; j < V; j++)                                                      \
                NAME(store)(y + i * to_y + j * LANES, sum[i][j]);                               \
    }

#define MULTIPLY(R, V)                                                                          \
    static void NAME(multiply_##R##x##V)(const REAL *g, ptrdiff_t to_g, const REAL *const *x,   \
                                         ptrdiff_t length, REAL *sums)                          \
    {                                                                                           \
        VEC sum[R][V], in[R], now;                                                              \
        ptrdiff_t o;                                                                            \
        int i, j;                                                                               \
        UNROLL for (i = 0; i < R; i++)                                                          \
            UNROLL for (j = 0; j < V; j++)                                                      \
                sum[i][j] = NAME(all)(0);                                                       \
        for (o = 0; o < length; o += LANES) {                                                   \
            UNROLL for (i = 0; i < R; i++)                                                      \
                in[i] = NAME(load)(g + i * to_g + o);                                           \
            UNROLL for (j = 0; j < V; j++) {                                                    \
                now = NAME(load)(x[j] + o);                                                     \
                UNROLL for (i = 0; i < R; i++)                                                  \
                    sum[i][j] += in[i] * now;                                                   \
            }                                                                                   \
        }                                                                                       \
        UNROLL for (i = 0; i < R; i++)                                                          \
            UNROLL for (j = 0; j < V; j++)                                                      \
                sums[i * V + j] = NAME(total)(sum[i][j]);                                       \
    }

DLQA_INLINE VEC NAME(load)(const REAL *from)
{
    VEC v;
    memcpy(&v, from, sizeof v);
    return v;
}

DLQA_INLINE void NAME(store)(REAL *to, VEC v)
{
    memcpy(to, &v, sizeof v);
}

DLQA_INLINE VEC NAME(all)(REAL value)
{
    VEC zero;
    memset(&zero, 0, sizeof zero);
    return zero + value;
}

#if DLQA_VECTOR_BYTES > 0
typedef REAL NAME(quad) __attribute__((vector_size(16)));
#endif

/* The sum of `count` numbers, a whole vector of them, in memory. */
DLQA_INLINE REAL NAME(sum_lanes)(const REAL *lane, int count)
{
    int i;
#if DLQA_VECTOR_BYTES > 0
    int j;
    REAL sum[16 / sizeof(REAL)];
    NAME(quad) total, next;
    memcpy(&total, lane, 16);
    for (i = 16 / (int)sizeof(REAL); i < count; i += 16 / (int)sizeof(REAL)) {
        memcpy(&next, lane + i, 16);
        total += next;
    }
    memcpy(sum, &total, 16);
    for (i = 8 / (int)sizeof(REAL); i > 0; i /= 2)
        for (j = 0; j < i; j++)
            sum[j] += sum[j + i];
    return sum[0];
#else
    REAL total = lane[0];
    for (i = 1; i < count; i++)
        total += lane[i];
    return total;
#endif
}

/* The sum of all lanes. */
DLQA_INLINE REAL NAME(total)(VEC v)
{
    REAL lane[LANES];
    memcpy(lane, &v, sizeof v);
    return NAME(sum_lanes)(lane, LANES);
}

typedef void (*NAME(correlate))(const REAL *, ptrdiff_t, ptrdiff_t, const REAL *, ptrdiff_t,
                                ptrdiff_t, const struct tap *, ptrdiff_t, const REAL *, REAL *,
                                ptrdiff_t);

/* A block of `rows` filters, at `vectors` places or at one. */
struct NAME(block) {
    int rows, vectors;
    NAME(correlate) many, one;
};

CORRELATE(4, 1)
CORRELATE(3, 1)
CORRELATE(2, 1)
CORRELATE(1, 1)
CORRELATE(1, 8)
MULTIPLY(1, 6)

#if DLQA_VECTOR_BYTES == 64
#define MULTIPLY_ROWS 4
#define MULTIPLY_COLUMNS 6
CORRELATE(8, 3)
CORRELATE(8, 1)
CORRELATE(4, 6)
CORRELATE(3, 8)
CORRELATE(2, 8)
MULTIPLY(4, 6)
#define NAME_multiply NAME(multiply_4x6)
static const struct NAME(block) NAME(blocks)[] = {
    {8, 3, NAME(correlate_8x3), NAME(correlate_8x1)},
    {4, 6, NAME(correlate_4x6), NAME(correlate_4x1)},
    {3, 8, NAME(correlate_3x8), NAME(correlate_3x1)},
    {2, 8, NAME(correlate_2x8), NAME(correlate_2x1)},
    {1, 8, NAME(correlate_1x8), NAME(correlate_1x1)},
};
#else
#define MULTIPLY_ROWS 2
#define MULTIPLY_COLUMNS 6
CORRELATE(4, 3)
CORRELATE(3, 4)
CORRELATE(2, 6)
MULTIPLY(2, 6)
#define NAME_multiply NAME(multiply_2x6)
static const struct NAME(block) NAME(blocks)[] = {
    {4, 3, NAME(correlate_4x3), NAME(correlate_4x1)},
    {3, 4, NAME(correlate_3x4), NAME(correlate_3x1)},
    {2, 6, NAME(correlate_2x6), NAME(correlate_2x1)},
    {1, 8, NAME(correlate_1x8), NAME(correlate_1x1)},
};
#endif

#undef CORRELATE
#undef MULTIPLY
