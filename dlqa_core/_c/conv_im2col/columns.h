/* From an image to a block of the matrix of columns, and back. Included once for each T.
 *
 * Two steps. A window holds the part of the image that the block needs, with the zeros of the
 * padding in it and its rows and columns sorted into runs (axis.h): every edge and every stride
 * is dealt with here, once for each pixel. Then each row of the block, the pixels that one tap of
 * one channel sees, is a few straight pieces of the window, copied by whole vectors.
 */

/* to[i] = row[first + i * step], zero outside of 0..width-1. */
static void NAME(take)(T *to, const T *row, ptrdiff_t first, ptrdiff_t step, ptrdiff_t count,
                       ptrdiff_t width)
{
    ptrdiff_t begin = inside(-first, step, count), end = inside(width - first, step, count), i;
    for (i = 0; i < begin; i++)
        to[i] = 0;
    if (step == 1 && begin < end)
        memcpy(to + begin, row + first + begin, (size_t)(end - begin) * sizeof(T));
    else if (step == 2) /* a constant, which compilers know how to do with vectors */
        for (i = begin; i < end; i++)
            to[i] = row[first + i * 2];
    else
        for (i = begin; i < end; i++)
            to[i] = row[first + i * step];
    for (i = begin > end ? begin : end; i < count; i++)
        to[i] = 0;
}

/* row[first + i * step] = from[i] where that is inside of 0..width-1. */
static void NAME(give)(T *row, const T *from, ptrdiff_t first, ptrdiff_t step, ptrdiff_t count,
                       ptrdiff_t width)
{
    ptrdiff_t begin = inside(-first, step, count), end = inside(width - first, step, count), i;
    if (step == 1 && begin < end)
        memcpy(row + first + begin, from + begin, (size_t)(end - begin) * sizeof(T));
    else
        for (i = begin; i < end; i++)
            row[first + i * step] = from[i];
}

/* The window of `channels` planes for the output rows from p on, `outputs` of them. */
static void NAME(stage)(const struct conv_shape *shape, const struct axis *rows,
                        const struct axis *columns, const T *planes, ptrdiff_t channels,
                        ptrdiff_t p, ptrdiff_t outputs, T *window)
{
    ptrdiff_t height = shape->input[0], width = shape->input[1], c, r, i, s;
    ptrdiff_t unused = rows->outputs - outputs;
    for (c = 0; c < channels; c++, planes += height * width)
        for (r = 0; r < rows->runs; r++)
            for (i = 0; i < rows->run[r].count - unused; i++) {
                ptrdiff_t h = rows->run[r].first + (p + i) * rows->stride - shape->padding[0];
                T *to = window + (c * rows->length + rows->run[r].at + i) * columns->length;
                if (h < 0 || h >= height)
                    memset(to, 0, (size_t)columns->length * sizeof(T));
                else
                    for (s = 0; s < columns->runs; s++)
                        NAME(take)(to + columns->run[s].at, planes + h * width,
                                   columns->run[s].first - shape->padding[1], columns->stride,
                                   columns->run[s].count, width);
            }
}

/* The opposite: image rows from h to `end` out of a window for the output rows from p on. Rows
 * and columns that no output sees become zero. */
static void NAME(unstage)(const struct conv_shape *shape, const struct axis *rows,
                          const struct axis *columns, T *planes, ptrdiff_t channels, ptrdiff_t p,
                          ptrdiff_t h, ptrdiff_t end, const T *window)
{
    ptrdiff_t height = shape->input[0], width = shape->input[1], c, r, i, s, row;
    for (c = 0; c < channels; c++, planes += height * width) {
        memset(planes + h * width, 0, (size_t)((end - h) * width) * sizeof(T));
        for (r = 0; r < rows->runs; r++)
            for (i = 0; i < rows->run[r].count; i++) {
                row = rows->run[r].first + (p + i) * rows->stride - shape->padding[0];
                if (row >= h && row < end)
                    for (s = 0; s < columns->runs; s++)
                        NAME(give)(planes + row * width,
                                   window + (c * rows->length + rows->run[r].at + i) *
                                                columns->length + columns->run[s].at,
                                   columns->run[s].first - shape->padding[1], columns->stride,
                                   columns->run[s].count, width);
            }
    }
}

/* Copy by whole vectors: up to LANES - 1 numbers more than `count` are read and written. */
DLQA_INLINE void NAME(copy)(T *to, const T *from, ptrdiff_t count)
{
    ptrdiff_t i;
    for (i = 0; i < count; i += LANES) {
        V v;
        DLQA_LOAD(v, from + i);
        DLQA_STORE(to + i, v);
    }
}

/* Where rows begin..end of the matrix of columns (row = channel, tap down, tap across) begin in a
 * window; channel 0 is the first of the window. */
static void NAME(find)(const struct conv_shape *shape, const struct axis *rows,
                       const struct axis *columns, ptrdiff_t begin, ptrdiff_t end, ptrdiff_t *seen)
{
    ptrdiff_t across = shape->kernel[1], taps = shape->kernel[0] * across, row;
    ptrdiff_t c = begin / taps, r = begin % taps / across, s = begin % across;
    for (row = begin; row < end; row++) {
        *seen++ = (c * rows->length + rows->tap[r]) * columns->length + columns->tap[s];
        if (++s == across) {
            s = 0;
            if (++r == shape->kernel[0]) {
                r = 0;
                c++;
            }
        }
    }
}

/* Rows of the matrix of columns that begin at window + seen[0..depth-1], for output pixels
 * from..to, `pitch` apart; the window begins with output row p. What is copied too much lands
 * where the next piece or the next row is written later. */
static void NAME(pack)(const struct conv_shape *shape, const struct axis *columns,
                       const T *window, const ptrdiff_t *seen, ptrdiff_t depth, ptrdiff_t p,
                       ptrdiff_t from, ptrdiff_t to, T *block, ptrdiff_t pitch)
{
    struct piece pieces[MOST_PIECES];
    ptrdiff_t k;
    int i, count = cut(pieces, from, to, p, shape->output[1], columns->length);
    for (k = 0; k < depth; k++, block += pitch)
        for (i = 0; i < count; i++)
            NAME(copy)(block + pieces[i].to, window + seen[k] + pieces[i].from, pieces[i].count);
}

/* Into panels: rows of a plain matrix, lda apart. Nothing behind their `width` numbers is read. */
static void NAME(pack_panels)(const T *a, ptrdiff_t lda, ptrdiff_t depth, ptrdiff_t width, T *block)
{
    ptrdiff_t row, j, pitch, here, whole;
    for (row = 0; row < depth; row++, a += lda)
        for (j = 0; j < width; j += pitch) {
            T *to = block + j * depth;
            pitch = NAME(panel)(width - j) * LANES;
            here = least(pitch, width - j);
            whole = here / LANES * LANES;
            to += row * pitch;
            NAME(copy)(to, a + j, whole);
            if (whole < here)
                memcpy(to + whole, a + j + whole, (size_t)(here - whole) * sizeof(T));
        }
}

/* sum[x] += part[t][x - at[t]] for all taps, whose parts have `count` numbers each: together where
 * all of them reach, so that the sum is read and written once. */
DLQA_INLINE void NAME(add_all)(const int taps, T *DLQA_RESTRICT sum, const T *const *part,
                               const ptrdiff_t *at, ptrdiff_t count)
{
    const T *DLQA_RESTRICT p0 = part[0], *DLQA_RESTRICT p1 = part[taps > 1 ? 1 : 0];
    const T *DLQA_RESTRICT p2 = part[taps > 2 ? 2 : 0], *DLQA_RESTRICT p3 = part[taps > 3 ? 3 : 0];
    ptrdiff_t begin = at[taps - 1], end = at[0] + count, x;
    int t;
    for (t = 0; t < taps; t++) {
        for (x = at[t]; x < begin && x < at[t] + count; x++)
            sum[x] += part[t][x - at[t]];
        for (x = begin > end ? begin : end; x < at[t] + count; x++)
            sum[x] += part[t][x - at[t]];
    }
    p0 += begin - at[0];
    p1 += begin - at[taps > 1 ? 1 : 0];
    p2 += begin - at[taps > 2 ? 2 : 0];
    p3 += begin - at[taps > 3 ? 3 : 0];
    sum += begin;
    for (x = 0; x < end - begin; x++)
        sum[x] += taps == 4   ? (p0[x] + p1[x]) + (p2[x] + p3[x])
                  : taps == 3 ? p0[x] + p1[x] + p2[x]
                  : taps == 2 ? p0[x] + p1[x]
                              : p0[x];
}

static void NAME(add_taps)(int taps, T *sum, const T *const *part, const ptrdiff_t *at,
                           ptrdiff_t count)
{
    switch (taps) {
    case 1:
        NAME(add_all)(1, sum, part, at, count);
        break;
    case 2:
        NAME(add_all)(2, sum, part, at, count);
        break;
    case 3:
        NAME(add_all)(3, sum, part, at, count);
        break;
    case 4:
        NAME(add_all)(4, sum, part, at, count);
        break;
    }
}

/* Add rows begin..end of a block of columns for output pixels from..to into a window: what `pack`
 * copied, the other way. Taps side by side in one run are added up to four at a time. */
static void NAME(unpack)(const struct conv_shape *shape, const struct axis *rows,
                         const struct axis *columns, T *window, ptrdiff_t p, ptrdiff_t begin,
                         ptrdiff_t end, ptrdiff_t from, ptrdiff_t to, const T *block,
                         ptrdiff_t pitch)
{
    ptrdiff_t wide = shape->output[1], across = shape->kernel[1];
    ptrdiff_t taps = shape->kernel[0] * across;
    ptrdiff_t row, first, last, run, s, j, next, y;
    for (row = begin; row < end; row = last) {
        T *target = window + columns->length *
                    (row / taps * rows->length + rows->tap[row % taps / across]);
        first = row - row % across; /* one channel, one row of taps */
        last = least(end, first + across);
        for (run = 0; run < columns->runs; run++)
            for (s = row; s < last;) {
                const T *part[4];
                ptrdiff_t at[4];
                int count = 0, t;
                for (; s < last && count < 4; s++)
                    if (columns->joined[s - first] == run) {
                        part[count] = block + (s - begin) * pitch;
                        at[count++] = columns->tap[s - first];
                    }
                for (j = from, y = from / wide - p; j < to; j = next, y++) {
                    next = least((y + p + 1) * wide, to);
                    NAME(add_taps)(count, target + y * columns->length + j - (y + p) * wide, part,
                                   at, next - j);
                    for (t = 0; t < count; t++)
                        part[t] += next - j;
                }
            }
    }
}

/* b[j * ldb + i] = a[i * lda + j] for i < rows, j < columns; squares of 16-byte vectors first. */
static void NAME(transpose)(const T *a, ptrdiff_t lda, ptrdiff_t rows, ptrdiff_t columns, T *b,
                            ptrdiff_t ldb)
{
    ptrdiff_t i = 0, j, side = SQUARE;
    for (; side > 1 && i + side <= rows; i += side) {
        for (j = 0; j + side <= columns; j += side)
            TURN(a + i * lda + j, lda, b + j * ldb + i, ldb);
        for (; j < columns; j++) {
            ptrdiff_t k;
            for (k = i; k < i + side; k++)
                b[j * ldb + k] = a[k * lda + j];
        }
    }
    for (; i < rows; i++)
        for (j = 0; j < columns; j++)
            b[j * ldb + i] = a[i * lda + j];
}
