/* Tiles of the three arrays and their two-dimensional real FFT, LANES tiles at once. Included
 * once per type.
 */

/* One of the arrays x, w, y, seen as planes cut into tiles. Coordinates are those of the finest
 * grid, on which the rows of y are `step_y` apart where there is a stride, those of w where there
 * is a dilation; between them the array is zero. */
struct NAME(array) {
    REAL *data;
    ptrdiff_t numbers, width;                  /* of all of it; of a row */
    ptrdiff_t by_image, by_group, by_input, by_output; /* numbers from one plane to another */
    ptrdiff_t end_y, end_x;                    /* of a plane, on the finest grid */
    ptrdiff_t step_y, step_x;
    ptrdiff_t next_y, next_x, off_y, off_x;    /* a tile begins at number * next + off */
    ptrdiff_t rows, columns;                   /* what a tile takes of it, the rest being zero */
    int turn;                                  /* by 180 degrees: for a kernel only */
};

/* The tile of one lane: rows top..bottom-1 and columns left..right-1 of it lie in the array. */
struct NAME(lane) {
    ptrdiff_t plane, y, x; /* number of the plane's first element, where the tile begins */
    ptrdiff_t top, bottom, left, right;
};

/* What a thread needs to transform: buffers of one row or column, and one tile. */
struct NAME(room) {
    VEC *row, *buffer[2], *tile;
};

struct NAME(transform) {
    struct NAME(fft) y, x;
    ptrdiff_t column; /* vectors from one column of a tile to the next */
};

static ptrdiff_t NAME(room_vectors)(const struct conv_fft_plan *plan)
{
    ptrdiff_t longest = conv_fft_most(plan->size_y, plan->size_x);
    return 6 * (longest + LANES) + (plan->size_x / 2 + 1) * 2 * (plan->size_y + 1);
}

static struct NAME(room) NAME(room_at)(const struct conv_fft_plan *plan, VEC *at)
{
    ptrdiff_t longest = conv_fft_most(plan->size_y, plan->size_x) + LANES;
    struct NAME(room) room;
    room.row = at;
    room.buffer[0] = at + 2 * longest;
    room.buffer[1] = at + 4 * longest;
    room.tile = at + 6 * longest;
    return room;
}

/* Point a lane at tile `index[DIM_TILE]` of a plane. */
static void NAME(aim)(struct NAME(lane) *lane, const struct NAME(array) *array,
                      const struct conv_fft_plan *plan, ptrdiff_t group, const ptrdiff_t index[3])
{
    ptrdiff_t across = index[DIM_TILE] % plan->tiles_x, rest = index[DIM_TILE] / plan->tiles_x;
    ptrdiff_t down = rest % plan->tiles_y, image = rest / plan->tiles_y;
    lane->plane = image * array->by_image + group * array->by_group +
                  index[DIM_INPUT] * array->by_input + index[DIM_OUTPUT] * array->by_output;
    lane->y = down * array->next_y + array->off_y;
    lane->x = across * array->next_x + array->off_x;
    lane->top = conv_fft_most(0, -lane->y);
    lane->left = conv_fft_most(0, -lane->x);
    lane->bottom = conv_fft_least(array->rows, array->end_y - lane->y);
    lane->right = conv_fft_least(array->columns, array->end_x - lane->x);
}

/* A lane without a tile. */
static void NAME(aim_nowhere)(struct NAME(lane) *lane)
{
    memset(lane, 0, sizeof *lane);
}

/* LANES numbers of row y of a tile from column x on, one by one. */
static void NAME(fetch_slowly)(const struct NAME(array) *array, const struct NAME(lane) *lane,
                               ptrdiff_t y, ptrdiff_t x, VEC *to)
{
    const REAL *row = array->data + lane->plane + (lane->y + y) / array->step_y * array->width;
    ptrdiff_t i, last = conv_fft_least(LANES, lane->right - x);
    REAL numbers[LANES];
    memset(numbers, 0, sizeof numbers);
    if ((lane->y + y) % array->step_y == 0)
        for (i = conv_fft_most(0, lane->left - x); i < last; i++)
            if ((lane->x + x + i) % array->step_x == 0)
                numbers[i] = row[(lane->x + x + i) / array->step_x];
    memcpy(to, numbers, sizeof numbers);
}

/* The same, in one go where the array lies as the tile does. */
DLQA_INLINE void NAME(fetch)(const struct NAME(array) *array, const struct NAME(lane) *lane,
                             ptrdiff_t y, ptrdiff_t x, int plain, VEC *to)
{
    if (y < lane->top || y >= lane->bottom || x + LANES <= lane->left || x >= lane->right) {
        memset(to, 0, sizeof *to);
        return;
    }
    if (plain) {
        ptrdiff_t at = lane->plane + (lane->y + y) * array->width + lane->x + x;
        if (x >= lane->left && x + LANES <= lane->right) {
            memcpy(to, array->data + at, sizeof *to);
            return;
        }
        if (at >= 0 && at + LANES <= array->numbers) { /* neighbours are read and dropped */
            memcpy(to, array->data + at, sizeof *to);
            *to = NAME(window)(*to, lane->left - x, lane->right - x);
            return;
        }
    }
    NAME(fetch_slowly)(array, lane, y, x, to);
}

/* Row y of LANES tiles, as numbers 0, 2, 4, ... of `to`; to turn a kernel around means to write
 * its columns from right to left. */
DLQA_INLINE void NAME(load_row)(const struct NAME(array) *array, const struct NAME(lane) *lanes,
                                ptrdiff_t y, ptrdiff_t size, int plain, VEC *to)
{
    ptrdiff_t x, i, turned = array->turn ? array->columns : 0;
    for (x = 0; x < size; x += LANES) {
        VEC block[LANES];
        for (i = 0; i < LANES; i++)
            NAME(fetch)(array, &lanes[i], y, x, plain, &block[i]);
        NAME(transpose)(block);
        for (i = 0; i < LANES; i++)
            to[2 * (x + i < turned ? turned - 1 - x - i : x + i)] = block[i];
    }
}

/* Rows y and y + 1 as the real and the imaginary parts of `to`. */
static void NAME(load_rows)(const struct NAME(array) *array, const struct NAME(lane) *lanes,
                            ptrdiff_t y, ptrdiff_t size, VEC *to)
{
    ptrdiff_t first = array->turn ? array->rows - 1 - y : y;
    ptrdiff_t second = array->turn ? first - 1 : first + 1;
    if (array->step_y == 1 && array->step_x == 1) {
        NAME(load_row)(array, lanes, first, size, 1, to);
        NAME(load_row)(array, lanes, second, size, 1, to + 1);
    } else {
        NAME(load_row)(array, lanes, first, size, 0, to);
        NAME(load_row)(array, lanes, second, size, 0, to + 1);
    }
}

/* Two real rows a and b were transformed as the complex row z = a + i b. Half of it tells both,
 * since the transforms of a and b are symmetric: twice A(f) is z(f) + conj(z(-f)). */
static void NAME(separate)(const VEC *z, ptrdiff_t size, ptrdiff_t column, VEC *to)
{
    ptrdiff_t f;
    for (f = 0; f <= size / 2; f++, to += column) {
        const VEC *one = z + 2 * f, *two = z + 2 * (f == 0 ? 0 : size - f);
        VEC a = one[0], b = one[1], c = two[0], d = two[1];
        to[0] = a + c;
        to[1] = b - d;
        to[2] = b + d;
        to[3] = c - a;
    }
}

/* The opposite, of columns of a tile: both rows in one complex row. */
static void NAME(join)(const VEC *from, const VEC *other, ptrdiff_t size, ptrdiff_t column, VEC *z)
{
    ptrdiff_t f;
    for (f = 0; f <= size / 2; f++, from += column, other += column) {
        VEC a = from[0], b = from[1], c = other[0], d = other[1];
        VEC *one = z + 2 * f, *two = z + 2 * (f == 0 ? 0 : size - f);
        two[0] = a + d; /* before `one`, which is the same number at f = 0 and size / 2 */
        two[1] = c - b;
        one[0] = a - d;
        one[1] = b + c;
    }
}

/* Numbers that lie one after the other, and the same with real and imaginary parts exchanged. */
DLQA_INLINE struct NAME(line) NAME(line_at)(VEC *at)
{
    struct NAME(line) line = {at, at + 1, 2};
    return line;
}

DLQA_INLINE struct NAME(line) NAME(exchanged)(struct NAME(line) line)
{
    struct NAME(line) other = {line.im, line.re, line.step};
    return other;
}

/* The spectra of LANES tiles, times 2: that of frequency f goes to number f of `to`. */
static void NAME(spectrum)(const struct NAME(transform) *transform, const struct NAME(room) *room,
                           const struct NAME(array) *array, const struct NAME(lane) *lanes,
                           struct NAME(line) to)
{
    struct NAME(line) row = NAME(line_at)(room->row);
    ptrdiff_t high = transform->y.n, wide = transform->x.n, rows = 0, x, y;
    for (x = 0; x < LANES; x++)
        rows = conv_fft_most(rows, lanes[x].bottom);
    for (y = 0; y < rows; y += 2) {
        NAME(load_rows)(array, lanes, y, wide, room->row);
        NAME(fft_run)(&transform->x, row, row, room->buffer);
        NAME(separate)(room->row, wide, transform->column, room->tile + 2 * y);
    }
    for (x = 0; x <= wide / 2; x++) {
        VEC *column = room->tile + x * transform->column;
        if (y < high)
            memset(column + 2 * y, 0, (size_t)(high - y) * 2 * sizeof *column);
        NAME(fft_run)(&transform->y, NAME(line_at)(column), to, room->buffer);
        to.re += high * to.step;
        to.im += high * to.step;
    }
}

/* Store row y of a tile, LANES numbers from column x on. */
DLQA_INLINE void NAME(put)(const struct NAME(array) *array, const struct NAME(lane) *lane,
                           ptrdiff_t y, ptrdiff_t x, const VEC *from)
{
    ptrdiff_t i, last = conv_fft_least(LANES, lane->right - x);
    REAL *to = array->data + lane->plane + (lane->y + y) / array->step_y * array->width;
    const REAL *numbers = (const REAL *)from;
    if (array->step_x > 1) {
        for (i = 0; i < last; i++)
            if ((lane->x + x + i) % array->step_x == 0)
                to[(lane->x + x + i) / array->step_x] = numbers[i];
    } else if (last == LANES)
        memcpy(to + lane->x + x, from, sizeof *from);
    else
        for (i = 0; i < last; i++)
            to[lane->x + x + i] = numbers[i];
}

/* Store row y of LANES tiles from every other vector of `from`. */
static void NAME(store_row)(const struct NAME(array) *array, const struct NAME(lane) *lanes,
                            ptrdiff_t y, const VEC *from, REAL scale, VEC bias)
{
    ptrdiff_t x, i;
    for (x = 0; x < array->columns; x += LANES) {
        VEC block[LANES];
        for (i = 0; i < LANES; i++)
            block[i] = from[2 * (x + i)] * scale + bias;
        NAME(transpose)(block);
        for (i = 0; i < LANES; i++)
            if (y < lanes[i].bottom && (lanes[i].y + y) % array->step_y == 0)
                NAME(put)(array, &lanes[i], y, x, &block[i]);
    }
}

/* Turn spectra back into tiles and store what belongs to the array. */
static void NAME(restore)(const struct NAME(transform) *transform, const struct NAME(room) *room,
                          const struct NAME(array) *array, const struct NAME(lane) *lanes,
                          struct NAME(line) from, VEC bias)
{
    struct NAME(line) row = NAME(exchanged)(NAME(line_at)(room->row));
    ptrdiff_t high = transform->y.n, wide = transform->x.n, x, y;
    const REAL scale = (REAL)(0.25 / ((double)high * (double)wide));
    for (x = 0; x <= wide / 2; x++) {
        struct NAME(line) column = NAME(line_at)(room->tile + x * transform->column);
        NAME(fft_run)(&transform->y, NAME(exchanged)(from), NAME(exchanged)(column), room->buffer);
        from.re += high * from.step;
        from.im += high * from.step;
    }
    for (y = 0; y < array->rows; y += 2) {
        const VEC *first = room->tile + 2 * y, *second = y + 1 < high ? first + 2 : first;
        NAME(join)(first, second, wide, transform->column, room->row);
        NAME(fft_run)(&transform->x, row, row, room->buffer);
        NAME(store_row)(array, lanes, y, room->row, scale, bias);
        NAME(store_row)(array, lanes, y + 1, room->row + 1, scale, bias);
    }
}
