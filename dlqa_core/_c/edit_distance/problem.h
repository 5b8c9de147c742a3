/* The memory of a long pair, in one block: about 20 bytes a column, 4 a row, and the masks. */
#ifndef DLQA_EDIT_PROBLEM_H
#define DLQA_EDIT_PROBLEM_H

#include "band.h"

#define LONG 1500 /* characters, from which on a table for all 256 bytes is worth clearing */

struct problem {
    struct scratch scratch;
    uint32_t *a, *b;
};

static void dismiss(struct problem *p)
{
    free(p->a);
    free(p->scratch.hp);
    free(p->scratch.block);
    free(p->scratch.local);
    memset(p, 0, sizeof *p);
}

/* Encode the texts and get the scratch; 0 without memory. */
static int prepare(struct problem *p, const struct edit_text *a, const struct edit_text *b)
{
    const size_t m = (size_t)a->length, n = (size_t)b->length + 2 * MARGIN;
    struct scratch *s = &p->scratch;
    size_t words;
    memset(p, 0, sizeof *p);
    p->a = calloc(m + n, sizeof(uint32_t));
    s->hp = malloc(2 * n * sizeof(uint64_t));
    if (p->a == NULL || s->hp == NULL)
        goto failed;
    p->b = p->a + m + MARGIN;
    s->hn = s->hp + n;
    if (a->kind == 1 && b->kind == 1 && m + n > LONG) {
        struct bytes rows = {a->data, p->a, 0, a->length}, columns = {b->data, p->b, 0, b->length};
        s->rows = rows;
        s->columns = columns;
        s->symbols = 255;
    } else {
        s->symbols = a->kind == 1 ? encode_bytes(a, b, p->a, p->b) : encode_wide(a, b, p->a, p->b);
    }
    if (s->symbols < 0)
        goto failed;
    if (s->symbols > DENSE) {
        s->local = calloc((size_t)s->symbols + 1 + 64 * MOST_WORDS + n, sizeof(uint32_t));
        if (s->local == NULL)
            goto failed;
        s->own = s->local + s->symbols + 1;
        s->text = s->own + 64 * MOST_WORDS + MARGIN;
        s->symbols = 64 * MOST_WORDS;
    }
    words = ((size_t)s->symbols + 1) * MOST_WORDS;
    s->block = calloc(words + 8, sizeof(uint64_t));
    if (s->block != NULL) { /* a vector of masks lies in one line of the cache */
        s->masks = s->block + (64 - ((uintptr_t)s->block & 63)) / sizeof(uint64_t);
        return 1;
    }
failed:
    dismiss(p);
    return 0;
}

#endif
