/* Which runs of fingerprints two texts have in common: a tiling, from left to right.
 *
 * a and b hold numbers, equal where the fingerprints are equal and -1 where one is to be left out.
 * places[bounds[v]] to places[bounds[v + 1]] are where b holds v. Of the first
 * SIMILARITY_TRIES free places of the next number of a the one is taken from which the longest
 * run follows (the first of several), and both runs are used up. Linear for that reason, and not
 * always the best tiling, for which only slow algorithms are known.
 */
#ifndef DLQA_SIMILARITY_PASSAGES_H
#define DLQA_SIMILARITY_PASSAGES_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define SIMILARITY_TRIES 64

/* How far a from i on and the free part of b from j on go together. */
static inline int64_t similarity_run(const int64_t *a, int64_t m, const int64_t *b, int64_t n,
                                     const char *used, int64_t i, int64_t j)
{
    int64_t length = 0;
    while (i + length < m && j + length < n && a[i + length] >= 0 &&
           a[i + length] == b[j + length] && !used[j + length])
        length++;
    return length;
}

/* Write (i, j, length) of each run to out; gives their number, -1 if memory ran out. */
static inline int64_t similarity_passages(const int64_t *a, int64_t m, const int64_t *b, int64_t n,
                                          const int64_t *places, const int64_t *bounds,
                                          int64_t *out)
{
    int64_t i, p, count = 0, longest;
    char *used = (char *)calloc((size_t)n + 1, 1);
    if (used == NULL)
        return -1;
    for (i = 0; i < m; i += longest ? longest : 1) {
        int64_t tries = 0, best = 0;
        longest = 0;
        if (a[i] < 0)
            continue;
        for (p = bounds[a[i]]; p < bounds[a[i] + 1] && tries < SIMILARITY_TRIES; p++) {
            int64_t length = similarity_run(a, m, b, n, used, i, places[p]);
            tries += length > 0;
            if (length > longest) {
                longest = length;
                best = places[p];
            }
        }
        if (longest) {
            out[3 * count] = i;
            out[3 * count + 1] = best;
            out[3 * count + 2] = longest;
            count++;
            memset(used + best, 1, (size_t)longest);
        }
    }
    free(used);
    return count;
}

#endif
