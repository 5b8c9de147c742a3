/* Edit distance of one pair: what dlqa_core/_cython/edit_distance.pyx may call in each variant.
 *
 * A text is the buffer of a Python str (1, 2 or 4 bytes a character) or an array of uint32 codes.
 * Nothing here touches Python; whatever returns -1 has run out of memory.
 */
#ifndef DLQA_EDIT_PAIR_H
#define DLQA_EDIT_PAIR_H

#include <stdint.h>

struct edit_text {
    const void *data;
    int64_t length;
    int kind; /* bytes of a character */
};

/* One edit: what is done, and where it stands in a and in b. */
enum edit_kind { EDIT_DELETE, EDIT_INSERT, EDIT_SUBSTITUTE };

struct edit_op {
    int64_t kind, i, j;
};

struct edit_pair {
    /* The distance, or cutoff + 1 if it is above cutoff; cutoff < 0 means none. This is for texts
     * of which one has at most 64 characters, by address, length and kind, */
    int64_t (*words)(const void *a, int64_t m, int a_kind, const void *b, int64_t n, int b_kind,
                     int64_t cutoff);
    /* and this for any. */
    int64_t (*distance)(const struct edit_text *a, const struct edit_text *b, int64_t cutoff);
    /* Write the edits of a pair at distance `size` to ops[0..size-1], from front to back. */
    int (*trace)(const struct edit_text *a, const struct edit_text *b, int64_t size,
                 struct edit_op *ops);
    /* Write the distances of all prefixes, row by row of b's. */
    void (*table)(const struct edit_text *a, const struct edit_text *b, int64_t *out);
};

#endif
