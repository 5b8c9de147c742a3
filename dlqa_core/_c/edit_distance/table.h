/* The whole table, entry by entry (Wagner and Fischer, 1974): for those who want to look at it. */
#ifndef DLQA_EDIT_TABLE_H
#define DLQA_EDIT_TABLE_H

#include "text.h"

/* The row of a prefix of a that ends in c, from the row above it; the first entry is there. */
DLQA_INLINE void next_row(uint32_t c, const void *b, const int kind, int64_t n,
                          const int64_t *DLQA_RESTRICT above, int64_t *DLQA_RESTRICT row)
{
    int64_t corner = above[0], left = row[0], j;
    for (j = 0; j < n; j++) {
        const int64_t up = above[j + 1];
        int64_t least = corner + (c != character(b, kind, j));
        least = least < up + 1 ? least : up + 1;
        left = least < left + 1 ? least : left + 1;
        row[j + 1] = left;
        corner = up;
    }
}

static void table(const struct edit_text *a, const struct edit_text *b, int64_t *out)
{
    const int64_t n = b->length;
    int64_t i, j;
    for (j = 0; j <= n; j++)
        out[j] = j;
    for (i = 0; i < a->length; i++, out += n + 1) {
        const uint32_t c = character(a->data, a->kind, i);
        int64_t *row = out + n + 1;
        row[0] = i + 1;
        if (b->kind == 1)
            next_row(c, b->data, 1, n, out, row);
        else if (b->kind == 2)
            next_row(c, b->data, 2, n, out, row);
        else
            next_row(c, b->data, 4, n, out, row);
    }
}

#endif
