/* The band: only cells that a path of at most k edits can visit (Ukkonen, "Algorithms for
 * approximate string matching", 1985), stripe by stripe.
 *
 * A path that is at diagonal d = j - i with v edits done has at least |delta - d| to come, where
 * delta is the last cell's diagonal. So at each stripe's last row the cells with
 * v + |delta - d| <= k bound the diagonals of the stripes below. Outside the band a row is taken
 * to rise by one per column and a column by one per row: such values belong to real paths, so
 * they are never too small, and what lies on a path of at most k edits is exact.
 */
#ifndef DLQA_EDIT_BAND_H
#define DLQA_EDIT_BAND_H

#include "stripe.h"
#include "text.h"

#define MARGIN 64           /* readable places before and after each array of columns */
#define DENSE 1024          /* more symbols than this are renumbered in each stripe */
#if DLQA_VECTOR_BYTES >= 32
#define NARROW 1
#define WIDE 2
#define WIDE_COST (DLQA_VECTOR_BYTES == 32 ? 5 : 6) /* of a step, where a narrow one costs 4 */
#else
#define NARROW 2
#define WIDE 4
#define WIDE_COST 7
#endif
#define MOST_WORDS (LANES * WIDE)

struct scratch {
    int64_t symbols;
    uint64_t *block, *masks; /* [symbol][words] in a block of memory, zero between stripes */
    uint64_t *hp, *hn;       /* of each column */
    uint32_t *local;         /* where there are too many symbols: numbers of those in a stripe, */
    uint32_t *own, *text;    /* of its rows, and of the columns */
    struct bytes rows, columns; /* what is still to be encoded */
};

/* Walk `rows` of `all_rows`; a and b are codes, b with MARGIN valid codes at either end. */
struct sweep {
    const uint32_t *a, *b;
    int64_t rows, all_rows, columns, k;
    int guess; /* whether to give up when k will hardly do */
    /* What is found: row `row` over the columns lo..hi, whose entry at lo is `base`. */
    int64_t row, lo, hi, base;
    int64_t best; /* of the last row: the distance; else the fewest edits, if they are above k */
};

DLQA_INLINE int64_t least(int64_t x, int64_t y) { return x < y ? x : y; }
DLQA_INLINE int64_t most(int64_t x, int64_t y) { return x > y ? x : y; }
DLQA_INLINE int64_t half_down(int64_t x) { return x >= 0 ? x / 2 : -((1 - x) / 2); }
DLQA_INLINE int64_t half_up(int64_t x) { return -half_down(-x); }

/* How much the row changes from column j to j + 1. */
DLQA_INLINE int64_t rise(const struct scratch *s, int64_t j)
{
    return (int64_t)(s->hp[j] >> 63) - (int64_t)(s->hn[j] >> 63);
}

static int64_t rises(const struct scratch *s, int64_t from, int64_t to)
{
    uint64_t up = 0, down = 0;
    int64_t j;
    for (j = from; j < to; j++) {
        up += s->hp[j] >> 63;
        down += s->hn[j] >> 63;
    }
    return (int64_t)up - (int64_t)down;
}

static void walk_narrow(const struct walk *w) { walk_stripe(w, NARROW); }
static void walk_wide(const struct walk *w) { walk_stripe(w, WIDE); }

/* The symbol of each row from `top` on and of each column around the band, renumbered by the rows
 * alone: so a stripe never has more symbols than rows. */
static void renumber(struct scratch *s, const struct sweep *w, int64_t top, int64_t bottom)
{
    uint32_t count = 0;
    int64_t i;
    for (i = top; i < bottom; i++)
        if (s->local[w->a[i]] == 0)
            s->local[w->a[i]] = ++count;
    for (i = top; i < bottom; i++)
        s->own[i - top] = s->local[w->a[i]];
    for (i = w->lo - MOST_WORDS; i < w->hi + MOST_WORDS; i++)
        s->text[i] = s->local[w->b[i]];
    for (i = top; i < bottom; i++)
        s->local[w->a[i]] = 0;
}

/* Set the masks of rows with these symbols, which stand at first, first + 1, ... of the words. */
static void set_masks(struct scratch *s, const uint32_t *symbol, int64_t first, int words)
{
    const int64_t end = 64 * words;
    int64_t row = first;
    while (row < end) {
        uint64_t *word = s->masks + row / 64, bit = UINT64_C(1) << (row & 63);
        for (; bit != 0; bit <<= 1)
            word[(size_t)symbol[row++ - first] * words] |= bit;
    }
}

static void clear_masks(struct scratch *s, const uint32_t *symbol, int64_t first, int words)
{
    int64_t row;
    if ((s->symbols + 1) * words < 4 * (64 * words - first)) {
        memset(s->masks, 0, ((size_t)s->symbols + 1) * words * sizeof(uint64_t));
        return;
    }
    for (row = first; row < 64 * words; row++)
        s->masks[(size_t)symbol[row - first] * words + row / 64] = 0;
}

/* Walk the rows top..bottom, the last of which is the last bit of the last word; rows above top
 * are there to fill the words and pass on what they get: no differences and no matches. */
static void walk_rows(struct scratch *s, const struct sweep *w, int64_t top, int64_t bottom,
                      const int chains)
{
    const int words = LANES * chains;
    const int64_t first = 64 * words - (bottom - top);
    const uint32_t *symbol = w->a + top;
    uint64_t vp[MOST_WORDS] = {0};
    struct walk walk = {s->masks, w->b + w->lo, w->hi - w->lo, s->hp + w->lo, s->hn + w->lo, vp};
    int64_t i;
    if (s->local != NULL) {
        renumber(s, w, top, bottom);
        symbol = s->own;
        walk.text = s->text + w->lo;
    }
    for (i = first; i < 64 * words; i = (i | 63) + 1)
        vp[i / 64] = ~UINT64_C(0) << (i & 63);
    set_masks(s, symbol, first, words);
    if (chains == NARROW)
        walk_narrow(&walk);
    else
        walk_wide(&walk);
    clear_masks(s, symbol, first, words);
}

/* Which diagonals a path of k edits can still visit below this row; 0 if none. */
static int narrow(const struct scratch *s, struct sweep *w, int64_t *low, int64_t *high)
{
    const int64_t delta = w->columns - w->all_rows;
    int64_t j = w->lo, v = w->base, needs = v + llabs(delta - (j - w->row));
    w->best = needs;
    while (needs > w->k) {
        if (j == w->hi)
            return 0;
        v += rise(s, j++);
        needs = v + llabs(delta - (j - w->row));
        w->best = least(w->best, needs);
    }
    *low = half_up(v + (j - w->row) + delta - w->k);
    v = w->base + rises(s, w->lo, w->hi);
    j = w->hi;
    while (v + llabs(delta - (j - w->row)) > w->k)
        v -= rise(s, --j);
    *high = half_down(w->k - v + (j - w->row) + delta);
    return 1;
}

/* How many steps a staircase of so many chains takes. */
static int64_t steps(const struct sweep *w, int chains)
{
    const int64_t height = 64 * LANES * chains;
    return (w->rows + height - 1) / height * (least(w->columns, w->k + height) + LANES * chains);
}

/* Fill in what is found. Returns 1 if a path of k edits may cross the last row walked, else 0. */
static int sweep(struct scratch *s, struct sweep *w)
{
    const int64_t delta = w->columns - w->all_rows;
    const int chains = 4 * steps(w, NARROW) < WIDE_COST * steps(w, WIDE) ? NARROW : WIDE;
    const int64_t height = 64 * LANES * chains;
    int64_t low = half_up(delta - w->k), high = half_down(delta + w->k), spent, j;
    int64_t next = w->rows % height ? w->rows % height : height;
    w->row = w->lo = w->hi = w->base = 0;
    w->best = llabs(delta);
    if (w->best > w->k)
        return 0;
    for (; w->row < w->rows; next += height) {
        int64_t lo = most(w->lo, w->row + low), hi = least(w->columns, next + high);
        lo = least(lo, hi);
        for (j = w->hi; j < hi; j++) {
            s->hp[j] = CARRY;
            s->hn[j] = 0;
        }
        w->base += rises(s, w->lo, lo) + next - w->row;
        w->lo = lo;
        w->hi = hi;
        uncover(&s->rows, next);
        uncover(&s->columns, hi + MARGIN);
        walk_rows(s, w, w->row, next, chains);
        w->row = next;
        if (w->row == w->all_rows)
            break;
        if (!narrow(s, w, &low, &high))
            return 0;
        /* Of the diagonals, one is given up per edit: the rest of k is about high - low. */
        spent = w->k - (high - low);
        if (w->guess && 16 * w->row > w->all_rows && 8 * spent > 9 * w->k * w->row / w->all_rows) {
            w->best = spent;
            return 0;
        }
    }
    if (w->row < w->all_rows)
        return 1;
    w->best = w->base + rises(s, w->lo, w->hi) + w->columns - w->hi;
    return w->best <= w->k;
}

#endif
