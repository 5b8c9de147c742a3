/* The edits themselves, in memory that grows with the lengths and not with their product.
 *
 * D. S. Hirschberg, "A linear space algorithm for computing maximal common subsequences" (1975):
 * the distances from the front to the middle row, and from the back to it, tell in which column a
 * shortest path crosses that row; then there are two smaller problems. Both sweeps stay in the
 * band of the known distance. Small blocks keep the bit-vectors of all columns and walk back.
 *
 * Of all shortest paths the leftmost is taken: an insertion is preferred to a match or
 * substitution, and that to a deletion, looking from the back. In the middle row this is the
 * first column that a shortest path visits, so where the problem is split does not matter.
 */
#ifndef DLQA_EDIT_TRACE_H
#define DLQA_EDIT_TRACE_H

#include "problem.h"

#define BLOCK 1024 /* words of a block that is walked back */

struct tracer {
    struct problem p;
    int64_t m, n;
    uint32_t *a, *b;        /* the codes from back to front */
    uint64_t *masks;        /* of 64 rows, zero between uses */
    uint64_t *up, *zero;    /* of a block: a step right costs one; a step along the diagonal none */
    int64_t *front;         /* distances from the front to the middle row */
    struct edit_op *ops;
};

/* The cells (i0, j0) to (i1, j1) of the table, between which `d` edits are needed. */
struct block {
    int64_t i0, i1, j0, j1, d;
};

DLQA_INLINE void add_op(struct tracer *t, int64_t at, int64_t kind, int64_t i, int64_t j)
{
    struct edit_op op = {kind, i, j};
    t->ops[at] = op;
}

/* The bit-vectors of a block, 64 rows after the other. */
static void fill_block(struct tracer *t, const struct block *k)
{
    const uint32_t *text = t->p.b + k->j0;
    const int64_t n = k->j1 - k->j0;
    struct scratch *s = &t->p.scratch;
    uint64_t *up = t->up, *zero = t->zero;
    int64_t top, i, j;
    for (j = 0; j < n; j++) {
        s->hp[j] = CARRY;
        s->hn[j] = 0;
    }
    for (top = k->i0; top < k->i1; top += 64, up += n, zero += n) {
        const int64_t end = least(top + 64, k->i1);
        uint64_t vp = ~UINT64_C(0), vn = 0;
        for (i = top; i < end; i++)
            t->masks[t->p.a[i]] |= UINT64_C(1) << (i - top);
        for (j = 0; j < n; j++) {
            uint64_t in_p = s->hp[j] >> 63, in_n = s->hn[j] >> 63, x = t->masks[text[j]] | in_n;
            uint64_t d = (((x & vp) + vp) ^ vp) | x | vn, hp = vn | ~(d | vp), hn = d & vp;
            up[j] = s->hp[j] = hp;
            zero[j] = d;
            s->hn[j] = hn;
            hp = hp << 1 | in_p;
            vp = (hn << 1 | in_n) | ~(d | hp);
            vn = hp & d;
        }
        for (i = top; i < end; i++)
            t->masks[t->p.a[i]] = 0;
    }
}

/* Walk back from the last cell of a block to its first one. */
static void walk_back(struct tracer *t, const struct block *k, int64_t at)
{
    const int64_t n = k->j1 - k->j0;
    int64_t i = k->i1, j = k->j1;
    at += k->d;
    while (i > k->i0 && j > k->j0) {
        int64_t word = (i - 1 - k->i0) / 64 * n + (j - 1 - k->j0), bit = (i - 1 - k->i0) & 63;
        if (t->up[word] >> bit & 1)
            add_op(t, --at, EDIT_INSERT, i, --j);
        else if (t->p.a[i - 1] == t->p.b[j - 1])
            i--, j--;
        else if (t->zero[word] >> bit & 1)
            add_op(t, --at, EDIT_DELETE, --i, j);
        else
            i--, j--, add_op(t, --at, EDIT_SUBSTITUTE, i, j);
    }
    while (j > k->j0)
        add_op(t, --at, EDIT_INSERT, i, --j);
    while (i > k->i0)
        add_op(t, --at, EDIT_DELETE, --i, j);
}

/* The first column where a shortest path crosses row `middle`, and its distance from the front. */
static int64_t crossing(struct tracer *t, const struct block *k, int64_t middle, int64_t *d)
{
    const int64_t m = k->i1 - k->i0, n = k->j1 - k->j0;
    struct scratch *s = &t->p.scratch;
    struct sweep f = {.a = t->p.a + k->i0, .b = t->p.b + k->j0, .rows = middle - k->i0};
    struct sweep r = {.a = t->a + t->m - k->i1, .b = t->b + t->n - k->j1, .rows = k->i1 - middle};
    int64_t j, v;
    f.all_rows = r.all_rows = m;
    f.columns = r.columns = n;
    f.k = r.k = k->d;
    sweep(s, &f);
    for (v = f.base, j = f.lo; j <= f.hi; j++) {
        t->front[j] = v;
        if (j < f.hi)
            v += rise(s, j);
    }
    sweep(s, &r);
    v = r.base + rises(s, r.lo, r.hi);
    for (j = r.hi; n - j < f.lo || t->front[n - j] + v != k->d; v -= rise(s, j))
        j--;
    *d = t->front[n - j];
    return k->j0 + n - j;
}

static void trace_block(struct tracer *t, const struct block *k, int64_t at)
{
    const int64_t m = k->i1 - k->i0, n = k->j1 - k->j0;
    struct block part = *k;
    if (k->d == 0)
        return;
    if (m <= 64 || (m + 63) / 64 * n <= BLOCK) {
        fill_block(t, k);
        walk_back(t, k, at);
        return;
    }
    part.i1 = k->i0 + m / 2;
    part.j1 = crossing(t, k, part.i1, &part.d);
    trace_block(t, &part, at);
    at += part.d;
    part.i0 = part.i1;
    part.j0 = part.j1;
    part.i1 = k->i1;
    part.j1 = k->j1;
    part.d = k->d - part.d;
    trace_block(t, &part, at);
}

static int prepare_tracer(struct tracer *t, const struct edit_text *a, const struct edit_text *b)
{
    const size_t m = (size_t)a->length, n = (size_t)b->length;
    const size_t words = n > BLOCK ? n : BLOCK;
    int64_t i;
    if (!prepare(&t->p, a, b))
        return 0;
    t->a = calloc(m + n + 2 * MARGIN, sizeof(uint32_t));
    t->masks = calloc(m + 256, sizeof(uint64_t)); /* codes are up to m, or bytes */
    t->up = malloc((2 * words + n + 1) * sizeof(uint64_t));
    if (t->a == NULL || t->masks == NULL || t->up == NULL)
        return 0;
    uncover(&t->p.scratch.rows, t->m);
    uncover(&t->p.scratch.columns, t->n);
    t->b = t->a + m + MARGIN;
    t->zero = t->up + words;
    t->front = (int64_t *)(t->zero + words);
    for (i = 0; i < t->m; i++)
        t->a[i] = t->p.a[t->m - 1 - i];
    for (i = 0; i < t->n; i++)
        t->b[i] = t->p.b[t->n - 1 - i];
    return 1;
}

static int trace(const struct edit_text *a, const struct edit_text *b, int64_t size,
                 struct edit_op *ops)
{
    const struct block all = {0, a->length, 0, b->length, size};
    struct tracer t;
    int ok;
    memset(&t, 0, sizeof t);
    t.m = a->length;
    t.n = b->length;
    t.ops = ops;
    ok = prepare_tracer(&t, a, b);
    if (ok)
        trace_block(&t, &all, 0);
    dismiss(&t.p);
    free(t.a);
    free(t.masks);
    free(t.up);
    return ok ? 0 : -1;
}

#endif
