/* What the extension module and the variants of the kernel have in common. */
#ifndef DLQA_EDIT_MATRIX_H
#define DLQA_EDIT_MATRIX_H

#include <stdint.h>

/* `count` texts one after the other: text i is codes[starts[i]] .. codes[starts[i + 1] - 1]. */
struct texts {
    const uint32_t *codes;
    const int64_t *starts;
    int64_t count;
};

struct edit_matrix_job {
    struct texts queries, choices;
    void *out;      /* [queries][choices], whole numbers of `itemsize` bytes */
    int itemsize;   /* 1, 2, 4 or 8 */
    int symmetric;  /* the choices are the queries: one triangle is computed and mirrored */
    int64_t cutoff; /* above it cutoff + 1 is written; negative: no limit */
    int workers;
};

struct edit_matrix {
    int (*run)(const struct edit_matrix_job *job); /* 0, or -1 if memory ran out */
};

#endif
