/* The scratch that the blocks read: padded planes of one tile, their phases apart.
 *
 * A tile is some rows of one image, or several whole images. In a plane its rows lie one after
 * the other, `pitch` apart, so that a vector may run over the end of a row: the few results in
 * between are not used. Zeros that end one row and begin the next are stored once.
 */

/* Where a tile is and how it lies in scratch. */
struct NAME(tile) {
    const struct axis *rows, *columns;
    ptrdiff_t gap[2], pad[2];
    ptrdiff_t height, images; /* rows of results per image, images, of a full tile */
    ptrdiff_t pitch;          /* from row to row */
    ptrdiff_t image;          /* from image to image */
    ptrdiff_t phase;          /* from phase to phase */
    ptrdiff_t length;         /* places from the first result to the last */
};

/* How a tile of `height` rows of results of `images` images lies in scratch. */
static struct NAME(tile) NAME(lay_out)(const struct axis *rows, const struct axis *columns,
                                       ptrdiff_t height, ptrdiff_t images)
{
    struct NAME(tile) t;
    ptrdiff_t lines = height + rows->span - rows->shared;
    memset(&t, 0, sizeof t);
    t.rows = rows;
    t.columns = columns;
    t.height = height;
    t.images = images;
    t.pitch = columns->count + columns->span - columns->shared;
    t.image = lines * t.pitch;
    t.phase = images * t.image + rows->shared * t.pitch + columns->shared;
    if (t.phase * sizeof(REAL) % 4096 == 0) /* planes would share one set of the cache */
        t.phase += 64 / sizeof(REAL);
    t.length = (images - 1) * t.image + (height - 1) * t.pitch + columns->count;
    return t;
}

/* Copy n numbers, whole vectors at a time; the last one may overlap the one before. */
DLQA_INLINE void NAME(copy)(REAL *to, const REAL *from, ptrdiff_t n)
{
    ptrdiff_t i = 0, half = 16 / sizeof(REAL);
    if (n >= LANES && LANES > half) {
        for (; i + LANES < n; i += LANES)
            memcpy(to + i, from + i, LANES * sizeof(REAL));
        memcpy(to + n - LANES, from + n - LANES, LANES * sizeof(REAL));
    } else if (n >= half) {
        for (; i + half < n; i += half)
            memcpy(to + i, from + i, 16);
        memcpy(to + n - half, from + n - half, 16);
    } else {
        for (; i < n; i++)
            to[i] = from[i];
    }
}

/* One line of a phase; `from` is the source's row, or NULL for a line of zeros. */
static void NAME(fill_line)(const struct axis *columns, ptrdiff_t phase, const REAL *from, REAL *to)
{
    ptrdiff_t width = columns->count + columns->span, stride = columns->stride;
    ptrdiff_t begin = most(0, least(-columns->low, width)), end, i;
    if (from == NULL) {
        memset(to, 0, (size_t)width * sizeof(REAL));
        return;
    }
    end = (columns->size - phase + stride - 1) / stride - columns->low;
    end = most(begin, least(end, width));
    for (i = 0; i < begin; i++)
        to[i] = 0;
    if (stride == 1)
        NAME(copy)(to + begin, from + begin + columns->low, end - begin);
    else
        for (; i < end; i++)
            to[i] = from[(i + columns->low) * stride + phase];
    for (i = end; i < width; i++)
        to[i] = 0;
}

/* One channel of a tile that begins at result `row`; x is its plane in the first image. */
static void NAME(fill_plane)(const struct NAME(tile) *t, ptrdiff_t row, ptrdiff_t height,
                             ptrdiff_t images, const REAL *x, ptrdiff_t to_image, REAL *scratch)
{
    const struct axis *rows = t->rows, *columns = t->columns;
    ptrdiff_t a, b, n, i;
    for (a = 0; a < rows->slots; a++)
        for (b = 0; b < columns->slots; b++, scratch += t->phase) {
            ptrdiff_t down = slot_phase(rows, a, t->gap[0], t->pad[0]);
            ptrdiff_t right = slot_phase(columns, b, t->gap[1], t->pad[1]);
            for (n = 0; n < images; n++)
                for (i = 0; i < height + rows->span; i++) {
                    ptrdiff_t from = (row + i + rows->low) * rows->stride + down;
                    NAME(fill_line)(columns, right,
                                    from < 0 || from >= rows->size
                                        ? NULL
                                        : x + n * to_image + from * columns->size,
                                    scratch + n * t->image + i * t->pitch);
                }
        }
}

/* Where each tap reads in a plane of scratch, and its weight in a filter `width` wide. */
static void NAME(place_taps)(const struct NAME(tile) *t, ptrdiff_t width, struct tap *taps)
{
    const struct axis *rows = t->rows, *columns = t->columns;
    ptrdiff_t a, b;
    for (a = 0; a < rows->taps; a++)
        for (b = 0; b < columns->taps; b++, taps++) {
            const struct axis_tap *i = &rows->tap[a], *j = &columns->tap[b];
            taps->w = i->weight * width + j->weight;
            taps->x = (i->slot * columns->slots + j->slot) * t->phase +
                      (i->shift - rows->low) * t->pitch + j->shift - columns->low;
        }
}
