/* The edit distance of one pair: which way to go.
 *
 * Common ends go first. A pattern of at most 64 characters takes one word (word.h); longer ones
 * take the staircase (stripe.h) in a band (band.h) of growing width; edits come from trace.h.
 */
#include "pair.h"

#include "band.h"
#include "table.h"
#include "trace.h"
#include "variants.h"
#include "word.h"

/* The distance of codes, at most `limit`, or -1 if it is above: Ukkonen's doubling of the band,
 * except that a failed attempt also says at what rate edits were needed. */
static int64_t doubling(struct scratch *s, const uint32_t *a, int64_t m, const uint32_t *b,
                        int64_t n, int64_t limit)
{
    const int64_t tall = 64 * LANES * NARROW;
    int64_t k = llabs(n - m) + most(tall / 4, 64);
    if (m <= 2 * tall || limit <= 4 * k)
        k = limit;
    for (;;) {
        struct sweep w = {.a = a, .b = b, .rows = m, .all_rows = m, .columns = n};
        w.k = least(k, limit);
        w.guess = k < limit;
        if (sweep(s, &w))
            return w.best;
        if (k >= limit)
            return -1;
        if (w.row == m) /* a path was found, only too long a one */
            k = w.best;
        else
            k = most(2 * k, w.row ? w.best * m / w.row * 9 / 8 + 64 : 0);
    }
}

/* A pair whose shorter text fits a word. */
DLQA_INLINE int64_t short_pair(struct edit_text a, struct edit_text b, int64_t limit)
{
    int64_t result;
    if (b.length > 16) /* a word is done sooner than looked through */
        strip(&a, &b);
    result = a.length == 0 ? b.length : word_distance(&a, &b);
    return result > limit ? limit + 1 : result;
}

/* Numbers instead of structures: a call is short enough for their way through memory to count. */
static int64_t words(const void *a, int64_t m, int a_kind, const void *b, int64_t n, int b_kind,
                     int64_t cutoff)
{
    const int64_t longer = m > n ? m : n, limit = cutoff < 0 ? longer : cutoff;
    struct edit_text x = {a, m, a_kind}, y = {b, n, b_kind};
    if (longer - (m > n ? n : m) > limit)
        return limit + 1;
    return m > n ? short_pair(y, x, limit) : short_pair(x, y, limit);
}

static int64_t distance(const struct edit_text *one, const struct edit_text *other, int64_t cutoff)
{
    const int swap = one->length > other->length;
    struct edit_text a = swap ? *other : *one, b = swap ? *one : *other;
    const int64_t limit = cutoff < 0 || cutoff > b.length ? b.length : cutoff;
    struct problem p;
    int64_t result;
    if (b.length - a.length > limit)
        return limit + 1;
    strip(&a, &b);
    if (a.length <= 64)
        return short_pair(a, b, limit);
    if (!prepare(&p, &a, &b))
        return -1;
    result = doubling(&p.scratch, p.a, a.length, p.b, b.length, least(limit, b.length));
    dismiss(&p);
    return result < 0 ? limit + 1 : result;
}

const struct edit_pair VARIANT(edit_pair) = {words, distance, trace, table};
