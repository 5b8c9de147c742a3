/* Filters of 3x3 on one channel each, stride 1: a walk down a strip of one plane.
 *
 * A strip is one vector wide. Each row of the image is loaded three times, shifted by one column,
 * and serves three rows of results at once, two of which stay in registers until their turn is
 * over: three loads for nine multiply-adds, and no copy of the image. Columns beyond a border are
 * masked, rows beyond it are zeros. The last strip overlaps the one before it, so that none is
 * narrower than a vector. This file is compiled for vectors of WALK_BYTES.
 */

#define WALK(name) DLQA_JOIN(NAME(name), WALK_BYTES)
#define WALK_LANES ((int)(WALK_BYTES / sizeof(REAL)))

typedef REAL WALK(vector) __attribute__((vector_size(WALK_BYTES)));
typedef INTEGER WALK(mask) __attribute__((vector_size(WALK_BYTES)));

/* Which columns from `first` on lie inside an image of this width. */
DLQA_INLINE WALK(mask) WALK(inside)(ptrdiff_t first, ptrdiff_t width)
{
    static const INTEGER counting[16] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    WALK(mask) column;
    memcpy(&column, counting, sizeof column);
    column += (INTEGER)first;
    return (column >= 0) & (column < (INTEGER)width);
}

DLQA_INLINE WALK(vector) WALK(load)(const REAL *from)
{
    WALK(vector) v;
    memcpy(&v, from, sizeof v);
    return v;
}

/* One row, shifted by 0, 1 and 2 columns. */
struct WALK(row) {
    WALK(vector) v0, v1, v2;
};

/* Row i of a plane from column `first` on; `at` is the plane in x, an array of `all` numbers. */
DLQA_INLINE struct WALK(row) WALK(load_row)(const REAL *x, ptrdiff_t all, ptrdiff_t at,
                                            const struct strips *s, ptrdiff_t i, ptrdiff_t first,
                                            const WALK(mask) *mask)
{
    struct WALK(row) row;
    REAL near_end[WALK_LANES + 2];
    ptrdiff_t from = at + i * s->width + first, j;
    const REAL *source = x + from;
    if (i < 0 || i >= s->height) {
        memset(&row, 0, sizeof row);
        return row;
    }
    if (DLQA_UNLIKELY(from < 0 || from + WALK_LANES + 2 > all)) {
        for (j = 0; j < WALK_LANES + 2; j++)
            near_end[j] = from + j < 0 || from + j >= all ? 0 : x[from + j];
        source = near_end;
    }
    row.v0 = (WALK(vector))((WALK(mask))WALK(load)(source) & mask[0]);
    row.v1 = (WALK(vector))((WALK(mask))WALK(load)(source + 1) & mask[1]);
    row.v2 = (WALK(vector))((WALK(mask))WALK(load)(source + 2) & mask[2]);
    return row;
}

/* The results of one strip, from column q on. */
DLQA_INLINE void WALK(strip)(const REAL *x, ptrdiff_t all, ptrdiff_t at, const struct strips *s,
                             ptrdiff_t q, const REAL *w, REAL start, REAL *y)
{
    const WALK(vector) zero = {0};
    WALK(vector) w0 = zero + w[0], w1 = zero + w[1], w2 = zero + w[2], w3 = zero + w[3],
                 w4 = zero + w[4], w5 = zero + w[5], w6 = zero + w[6], w7 = zero + w[7],
                 w8 = zero + w[8], begun = zero + start, half = begun, done;
    ptrdiff_t first = q - s->pad[1], p;
    const WALK(mask) mask[3] = {
        WALK(inside)(first, s->width),
        WALK(inside)(first + 1, s->width),
        WALK(inside)(first + 2, s->width),
    };
    for (p = -2; p < s->rows; p++) {
        struct WALK(row) v = WALK(load_row)(x, all, at, s, p + 2 - s->pad[0], first, mask);
        done = half + w6 * v.v0 + w7 * v.v1 + w8 * v.v2;
        half = begun + w3 * v.v0 + w4 * v.v1 + w5 * v.v2;
        begun = start + w0 * v.v0 + w1 * v.v1 + w2 * v.v2;
        if (p >= 0)
            memcpy(y + p * s->columns + q, &done, sizeof done);
    }
}

/* A whole plane: x is the array, `at` the plane in it. */
static void WALK(plane)(const REAL *x, ptrdiff_t all, ptrdiff_t at, const struct strips *s,
                        const REAL *w, REAL start, REAL *y)
{
    ptrdiff_t q = 0;
    for (; q + WALK_LANES < s->columns; q += WALK_LANES)
        WALK(strip)(x, all, at, s, q, w, start, y);
    WALK(strip)(x, all, at, s, s->columns - WALK_LANES, w, start, y);
}

/* Add the products of one strip's gradients with its images to nine vectors; columns before
 * `from` belong to the strip before. */
DLQA_INLINE void WALK(weigh_strip)(const REAL *x, ptrdiff_t all, ptrdiff_t at,
                                   const struct strips *s, ptrdiff_t q, ptrdiff_t from,
                                   const REAL *g, WALK(vector) *sums)
{
    WALK(vector) s0 = sums[0], s1 = sums[1], s2 = sums[2], s3 = sums[3], s4 = sums[4],
                 s5 = sums[5], s6 = sums[6], s7 = sums[7], s8 = sums[8], g0 = {0}, g1 = g0, g2;
    ptrdiff_t first = q - s->pad[1], p;
    const WALK(mask) own = WALK(inside)(q - from, (ptrdiff_t)1 << 29), mask[3] = {
        WALK(inside)(first, s->width) & own,
        WALK(inside)(first + 1, s->width) & own,
        WALK(inside)(first + 2, s->width) & own,
    };
    for (p = -2; p < s->rows; p++) {
        struct WALK(row) v = WALK(load_row)(x, all, at, s, p + 2 - s->pad[0], first, mask);
        const WALK(vector) zero = {0};
        g2 = g1;
        g1 = g0;
        g0 = p + 2 < s->rows ? WALK(load)(g + (p + 2) * s->columns + q) : zero;
        s0 += g0 * v.v0;
        s1 += g0 * v.v1;
        s2 += g0 * v.v2;
        s3 += g1 * v.v0;
        s4 += g1 * v.v1;
        s5 += g1 * v.v2;
        s6 += g2 * v.v0;
        s7 += g2 * v.v1;
        s8 += g2 * v.v2;
    }
    sums[0] = s0, sums[1] = s1, sums[2] = s2, sums[3] = s3, sums[4] = s4;
    sums[5] = s5, sums[6] = s6, sums[7] = s7, sums[8] = s8;
}

/* Add to the gradient of one filter what one plane of the source and of gradients makes. */
static void WALK(weigh)(const REAL *x, ptrdiff_t all, ptrdiff_t at, const struct strips *s,
                        const REAL *g, REAL *out)
{
    WALK(vector) sums[9];
    REAL lane[WALK_LANES];
    ptrdiff_t q = 0;
    int i;
    memset(sums, 0, sizeof sums);
    for (; q + WALK_LANES < s->columns; q += WALK_LANES)
        WALK(weigh_strip)(x, all, at, s, q, q, g, sums);
    WALK(weigh_strip)(x, all, at, s, s->columns - WALK_LANES, q, g, sums);
    for (i = 0; i < 9; i++) {
        memcpy(lane, &sums[i], sizeof lane);
        out[i] += NAME(sum_lanes)(lane, WALK_LANES);
    }
}

#undef WALK
#undef WALK_LANES
#undef WALK_BYTES
