/* C = A B or C += A B, one tile of C in registers at a time (K. Goto, R. A. van de Geijn, "Anatomy
 * of high-performance matrix multiplication", 2008). Included once for each T, with NAME.
 *
 * A: rows of numbers, lda apart, read one by one and spread over a vector. B: in panels as wide
 * as a tile, each panel row after row, so that a step of a tile reads one line of memory after
 * the other. A tile is TILE_ROWS rows high and TILE_VECTORS vectors wide, or less at the edges;
 * each of its vectors has a name, since gcc 12 leaves an array of vectors in memory.
 */

/* How many vectors wide the next panel is, if `width` columns are left: even rather than greedy. */
static int NAME(panel)(ptrdiff_t width)
{
    ptrdiff_t left = (width + LANES - 1) / LANES;
    if (TILE_VECTORS == 3 && left == 4)
        return 2;
    return left < TILE_VECTORS ? (int)left : TILE_VECTORS;
}

#define EACH_ROW(X) X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7)
#define START(i)                                                                                \
    const T *a##i = a + (i < rows ? i : 0) * lda;                                               \
    V c##i##0 = zero, c##i##1 = zero, c##i##2 = zero;                                           \
    if (i < rows) {                                                                             \
        DLQA_PREFETCH(c + i * ldc);                                                             \
        if (vectors > 1) DLQA_PREFETCH(c + i * ldc + LANES);                                    \
        DLQA_PREFETCH(c + i * ldc + vectors * LANES - 1);                                       \
    }
#define STEP(i)                                                                                 \
    if (i < rows) {                                                                             \
        const T s = a##i[k];                                                                    \
        c##i##0 += b0 * s;                                                                      \
        if (vectors > 1) c##i##1 += b1 * s;                                                     \
        if (vectors > 2) c##i##2 += b2 * s;                                                     \
    }
#define PUT(i, v)                                                                               \
    if (i < rows && v < vectors) {                                                              \
        V sum = c##i##v;                                                                        \
        if (more) {                                                                             \
            V old;                                                                              \
            DLQA_LOAD(old, c + i * ldc + v * LANES);                                            \
            sum += old;                                                                         \
        } else if (bias != NULL) {                                                              \
            sum += bias[i];                                                                     \
        }                                                                                       \
        DLQA_STORE(c + i * ldc + v * LANES, sum);                                               \
    }
#define FINISH(i) PUT(i, 0) PUT(i, 1) PUT(i, 2)

/* rows <= 8 and vectors <= 3 are constants wherever this is called, so each call is a loop of
 * rows * vectors multiply-adds. Row k of B begins at b + row[k]. more: add to C; otherwise to the
 * bias of each row, if any. C is asked for before it is needed, since it comes from far away. */
DLQA_INLINE void NAME(tile)(int rows, int vectors, const T *a, ptrdiff_t lda, const T *b,
                            const ptrdiff_t *row, ptrdiff_t depth, T *c, ptrdiff_t ldc,
                            const T *bias, int more)
{
    const V zero = {0};
    ptrdiff_t k;
    EACH_ROW(START)
    for (k = 0; k < depth; k++) {
        V b0 = zero, b1 = zero, b2 = zero;
        const T *from = b + row[k];
        DLQA_LOAD(b0, from);
        if (vectors > 1) DLQA_LOAD(b1, from + LANES);
        if (vectors > 2) DLQA_LOAD(b2, from + 2 * LANES);
        EACH_ROW(STEP)
    }
    EACH_ROW(FINISH)
}

#undef START
#undef STEP
#undef FINISH
#undef PUT

#define CASE(r, v)                                                                              \
    case 4 * r + v:                                                                             \
        NAME(tile)(r, v, a, lda, b, row, depth, c, ldc, bias, more);                            \
        break;

static void NAME(tile_of)(int rows, int vectors, const T *a, ptrdiff_t lda, const T *b,
                          const ptrdiff_t *row, ptrdiff_t depth, T *c, ptrdiff_t ldc,
                          const T *bias, int more)
{
    switch (4 * rows + vectors) {
        CASE(1, 1) CASE(2, 1) CASE(3, 1) CASE(4, 1)
        CASE(1, 2) CASE(2, 2) CASE(3, 2) CASE(4, 2)
#if TILE_VECTORS > 2
        CASE(1, 3) CASE(2, 3) CASE(3, 3) CASE(4, 3)
#endif
#if TILE_ROWS > 4
        CASE(8, 1) CASE(8, 2) CASE(8, 3)
#endif
    }
}

#undef CASE
#undef EACH_ROW

/* A tile of which only `width` columns are there. */
static void NAME(narrow_tile)(int rows, int vectors, const T *a, ptrdiff_t lda, const T *b,
                              const ptrdiff_t *row, ptrdiff_t depth, T *c, ptrdiff_t ldc,
                              const T *bias, int more, ptrdiff_t width)
{
    T whole[TILE_ROWS * TILE_VECTORS * LANES] = {0};
    ptrdiff_t i, pitch = vectors * LANES;
    size_t bytes = (size_t)width * sizeof(T);
    for (i = 0; i < rows && more; i++)
        memcpy(whole + i * pitch, c + i * ldc, bytes);
    NAME(tile_of)(rows, vectors, a, lda, b, row, depth, whole, pitch, bias, more);
    for (i = 0; i < rows; i++)
        memcpy(c + i * ldc, whole + i * pitch, bytes);
}

/* A matrix that is needed soon, to be asked for a few rows at a time. */
struct NAME(ahead) {
    const T *at;
    ptrdiff_t lda, rows, width, each;
};

static void NAME(ask)(struct NAME(ahead) *next)
{
    ptrdiff_t i, j;
    for (i = 0; i < next->each && next->rows > 0; i++, next->rows--, next->at += next->lda)
        for (j = 0; j < next->width; j += LINE_BYTES / (ptrdiff_t)sizeof(T))
            FETCH(next->at + j);
}

/* Columns of C under one panel of B, whose row k begins at b + row[k]; `width` of them are there.
 * The panel stays in the first-level cache while the rows of A pass by. */
static void NAME(multiply_panel)(const T *a, ptrdiff_t lda, ptrdiff_t rows, const T *b,
                                 const ptrdiff_t *row, ptrdiff_t depth, ptrdiff_t width, T *c,
                                 ptrdiff_t ldc, const T *bias, int more,
                                 struct NAME(ahead) *next)
{
    int high, vectors = NAME(panel)(width);
    for (; rows > 0; rows -= high, a += high * lda, c += high * ldc) {
        high = rows >= TILE_ROWS ? TILE_ROWS : rows > 4 ? 4 : (int)rows;
        NAME(ask)(next);
        if (vectors * LANES <= width)
            NAME(tile_of)(high, vectors, a, lda, b, row, depth, c, ldc, bias, more);
        else
            NAME(narrow_tile)(high, vectors, a, lda, b, row, depth, c, ldc, bias, more, width);
        if (bias != NULL)
            bias += high;
    }
}

/* The rows of a packed panel follow each other. */
static void NAME(in_order)(ptrdiff_t *row, ptrdiff_t depth, ptrdiff_t pitch)
{
    ptrdiff_t k;
    for (k = 0; k < depth; k++)
        row[k] = k * pitch;
}

/* C (rows x width) = or += A (rows x depth) times all panels of B (depth x width). */
static void NAME(multiply)(const T *a, ptrdiff_t lda, ptrdiff_t rows, const T *b,
                           ptrdiff_t depth, ptrdiff_t width, T *c, ptrdiff_t ldc, int more,
                           struct NAME(ahead) *next)
{
    ptrdiff_t j, pitch, row[MOST_DEPTH];
    for (j = 0; j < width; j += pitch) {
        pitch = NAME(panel)(width - j) * LANES;
        NAME(in_order)(row, depth, pitch);
        NAME(multiply_panel)(a, lda, rows, b + j * depth, row, depth, width - j, c + j, ldc, NULL,
                             more, next);
    }
}

/* The sum of a vector's lanes, always in the same order. */
DLQA_INLINE T NAME(lanes)(const V *vector)
{
    T lane[LANES];
    int i, half;
    DLQA_STORE(lane, *vector);
    for (half = LANES / 2; half > 0; half /= 2)
        for (i = 0; i < half; i++)
            lane[i] += lane[i + half];
    return lane[0];
}

/* C += A B' for a B of few rows, where a vector of C would be nearly empty: C[i][j] is the product
 * of row i of A and row j of B, four of them at once. */
static void NAME(multiply_rows)(const T *a, ptrdiff_t lda, ptrdiff_t rows, const T *b,
                                ptrdiff_t ldb, ptrdiff_t columns, ptrdiff_t depth, T *c,
                                ptrdiff_t ldc)
{
    ptrdiff_t i, j, k, whole = depth / LANES * LANES;
    for (i = 0; i < rows; i += 4) {
        const T *a0 = a + i * lda, *a1 = a + least(i + 1, rows - 1) * lda;
        const T *a2 = a + least(i + 2, rows - 1) * lda, *a3 = a + least(i + 3, rows - 1) * lda;
        for (j = 0; j < columns; j++) {
            V c0 = {0}, c1 = {0}, c2 = {0}, c3 = {0}, v, from;
            const T *row = b + j * ldb;
            T sum[4];
            for (k = 0; k < whole; k += LANES) {
                DLQA_LOAD(from, row + k);
                DLQA_LOAD(v, a0 + k);
                c0 += v * from;
                DLQA_LOAD(v, a1 + k);
                c1 += v * from;
                DLQA_LOAD(v, a2 + k);
                c2 += v * from;
                DLQA_LOAD(v, a3 + k);
                c3 += v * from;
            }
            sum[0] = NAME(lanes)(&c0);
            sum[1] = NAME(lanes)(&c1);
            sum[2] = NAME(lanes)(&c2);
            sum[3] = NAME(lanes)(&c3);
            for (; k < depth; k++) {
                sum[0] += a0[k] * row[k];
                sum[1] += a1[k] * row[k];
                sum[2] += a2[k] * row[k];
                sum[3] += a3[k] * row[k];
            }
            for (k = 0; k < 4 && i + k < rows; k++)
                c[(i + k) * ldc + j] += sum[k];
        }
    }
}
