/* A stripe of the table: 64 * LANES * CHAINS rows, walked over a range of columns.
 *
 * The step is Hyyro's ("A bit-vector algorithm for computing Levenshtein and Damerau edit
 * distances", 2003), after Myers (1999): a column's differences between neighbouring rows are
 * kept as two bit-vectors, vp (+1) and vn (-1), 64 rows a word. A word needs one carry from the
 * word above it: the difference (+1, 0, -1) that its top row makes from one column to the next.
 *
 * That carry would make the words of a column wait for each other. So they form a staircase:
 * while word 0 works on column t, word k works on column t - k, and the carry that it needs was
 * made one step before. All words of a step are independent, hence lanes of a vector; a second
 * vector ("chain") below the first hides the latency of the first.
 *
 *     column     t-3  t-2  t-1   t
 *     word 0                     #      carries of row 0 come from hp[t], hn[t]
 *     word 1                #
 *     word 2           #
 *     word 3      #                     carries of the last row go to hp[t-3], hn[t-3]
 *
 * The table of masks has a row of words per symbol. Lane k needs that of the symbol k columns
 * back: a blend of the last LANES rows, made in log2(LANES) steps from partial blends (skewed).
 */
#ifndef DLQA_EDIT_STRIPE_H
#define DLQA_EDIT_STRIPE_H

#include "lanes.h"

#define CARRY (UINT64_C(1) << 63)

struct chain {
    lanes np, vn;         /* vertical differences: not +1, and -1 */
    lanes hp, hn;         /* carries into each lane, as bit 63; out of the last one in lane 0 */
    lanes raw;            /* masks of the last column, */
    lanes a1, a2;         /* their blends of two, one and two columns back, */
    lanes b1, b2, b3, b4; /* and their blends of four */
};

/* Masks for this step: lane k's are those of k columns back. */
DLQA_INLINE lanes skewed(struct chain *c, lanes row)
{
    lanes a = mix_1(row, c->raw), b = mix_2(a, c->a2), e = mix_4(b, c->b4);
    c->raw = row;
    c->a2 = c->a1;
    c->a1 = a;
    c->b4 = c->b3;
    c->b3 = c->b2;
    c->b2 = c->b1;
    c->b1 = b;
    return e;
}

/* One step of every lane. With np = ~vp Hyyro's (((x & vp) + vp) ^ vp) is (np - (x & ~np)) ^ np,
 * and no operation is spent on a mere negation. */
DLQA_INLINE void advance(struct chain *c, const uint64_t *row)
{
    lanes np = c->np, eq = skewed(c, load_lanes(row));
    lanes in_p = c->hp >> 63, in_n = c->hn >> 63;
    lanes x = eq | in_n;
    lanes zero = xor_or(np - less(x, np), np, x | c->vn); /* the diagonal difference is 0 */
    lanes hp = or_but(c->vn, np, zero), hn = less(zero, np);
    lanes up_p = hp + hp, down_n = (hn + hn) | in_n;
    c->np = or_less(zero, up_p | in_p, down_n);
    c->vn = or_and(up_p, in_p, zero);
    c->hp = rotate(hp);
    c->hn = rotate(hn);
}

struct walk {
    const uint64_t *masks; /* [symbol][LANES * chains] */
    const uint32_t *text;  /* the first column's symbol; those around the range must be valid */
    int64_t columns;
    uint64_t *hp, *hn;     /* carries of the first column, as bit 63; the last row's replace them */
    const uint64_t *vp;    /* vp before the first column, LANES * chains words */
};

struct stairs {
    struct chain c0, c1, c2, c3;
};

/* Step t of the whole staircase, of 1, 2 or 4 chains. */
DLQA_INLINE void step(struct stairs *s, const struct walk *w, int64_t t, const int chains)
{
    const int width = LANES * chains;
    const uint64_t *masks = w->masks;
    const uint32_t *text = w->text + t;
    if (chains > 2) {
        s->c3.hp = enter(s->c3.hp, s->c2.hp);
        s->c3.hn = enter(s->c3.hn, s->c2.hn);
        s->c2.hp = enter(s->c2.hp, s->c1.hp);
        s->c2.hn = enter(s->c2.hn, s->c1.hn);
    }
    if (chains > 1) {
        s->c1.hp = enter(s->c1.hp, s->c0.hp);
        s->c1.hn = enter(s->c1.hn, s->c0.hn);
    }
    s->c0.hp = enter(s->c0.hp, spread(w->hp[t]));
    s->c0.hn = enter(s->c0.hn, spread(w->hn[t]));
    advance(&s->c0, masks + (size_t)text[0] * width);
    if (chains > 1)
        advance(&s->c1, masks + (size_t)text[-LANES] * width + LANES);
    if (chains > 2) {
        advance(&s->c2, masks + (size_t)text[-2 * LANES] * width + 2 * LANES);
        advance(&s->c3, masks + (size_t)text[-3 * LANES] * width + 3 * LANES);
    }
}

/* Step t, of whose words the last one has reached a column: its carries replace those there. */
DLQA_INLINE void step_out(struct stairs *s, const struct walk *w, int64_t t, const int chains)
{
    const struct chain *last = chains > 2 ? &s->c3 : chains > 1 ? &s->c1 : &s->c0;
    const int64_t out = t - (LANES * chains - 1);
    step(s, w, t, chains);
    w->hp[out] = first_lane(last->hp);
    w->hn[out] = first_lane(last->hn);
}

/* Sixteen words of zeros and as many of ones: from 16 - n on, n zeros come first. */
#define ALL (~UINT64_C(0))
static const uint64_t ramp[32] = {[16] = ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL,
                                  ALL,        ALL, ALL, ALL, ALL, ALL, ALL, ALL};

/* Undo what step t did to words that have not reached the first column. */
DLQA_INLINE void hold(struct chain *c, const struct walk *w, int first, int64_t t)
{
    lanes late = load_lanes(ramp + 15 - t + first);
    c->np = choose(late, ~load_lanes(w->vp + first), c->np);
    c->vn &= ~late;
}

DLQA_INLINE struct chain fresh(const uint64_t *vp)
{
    struct chain c = {.np = ~load_lanes(vp)};
    return c;
}

DLQA_INLINE void walk_stripe(const struct walk *walk, const int chains)
{
    const struct walk w = *walk;
    const int64_t lead = LANES * chains - 1, end = w.columns + lead;
    struct stairs s;
    int64_t t;
    s.c0 = fresh(w.vp);
    s.c1 = fresh(w.vp + (chains > 1 ? LANES : 0));
    s.c2 = fresh(w.vp + (chains > 2 ? 2 * LANES : 0));
    s.c3 = fresh(w.vp + (chains > 2 ? 3 * LANES : 0));
    for (t = 0; t < lead; t++) {
        step(&s, &w, t, chains);
        hold(&s.c0, &w, 0, t);
        if (chains > 1)
            hold(&s.c1, &w, LANES, t);
        if (chains > 2) {
            hold(&s.c2, &w, 2 * LANES, t);
            hold(&s.c3, &w, 3 * LANES, t);
        }
    }
    for (; t + 4 <= end; t += 4) { /* four times, after which the blends need no copying */
        step_out(&s, &w, t, chains);
        step_out(&s, &w, t + 1, chains);
        step_out(&s, &w, t + 2, chains);
        step_out(&s, &w, t + 3, chains);
    }
    for (; t < end; t++)
        step_out(&s, &w, t, chains);
}

#endif
