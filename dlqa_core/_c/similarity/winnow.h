/* Fingerprints of a token string by winnowing: S. Schleimer, D. S. Wilkerson and A. Aiken,
 * "Winnowing: local algorithms for document fingerprinting" (SIGMOD 2003).
 *
 * Every k tokens in a row get a hash, by a polynomial that rolls along the string modulo 2^64
 * and a bijection that spreads it over all bits. Of every w hashes in a row the smallest is kept,
 * the rightmost one if there are several. Two texts that share w + k - 1 tokens in a row then
 * share a fingerprint for sure, and about 2 of w + 1 hashes are kept.
 */
#ifndef DLQA_SIMILARITY_WINNOW_H
#define DLQA_SIMILARITY_WINNOW_H

#include <stdint.h>

#define SIMILARITY_BASE UINT64_C(0x9e3779b97f4a7c15)

/* The last steps of splitmix64, a bijection. */
static inline uint64_t similarity_spread(uint64_t x)
{
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

/* Hashes of the n - k + 1 runs of k tokens; gives their number, 0 if there is none. */
static inline int64_t similarity_hashes(const uint8_t *codes, int64_t n, int64_t k, uint64_t *out)
{
    uint64_t rolling = 0, weight = 1; /* weight = BASE to the power of k */
    int64_t i;
    if (n < k)
        return 0;
    for (i = 0; i < k; i++) {
        rolling = rolling * SIMILARITY_BASE + codes[i] + 1;
        weight *= SIMILARITY_BASE;
    }
    out[0] = similarity_spread(rolling);
    for (i = k; i < n; i++) {
        rolling = rolling * SIMILARITY_BASE + codes[i] + 1 - weight * (codes[i - k] + 1u);
        out[i - k + 1] = similarity_spread(rolling);
    }
    return n - k + 1;
}

/* Which of m hashes are kept, ascending; gives how many. Room for m is needed. */
static inline int64_t similarity_winnow(const uint64_t *hashes, int64_t m, int64_t window,
                                        int64_t *kept)
{
    int64_t i, j, best = 0, count = 0;
    if (window > m)
        window = m;
    for (i = 0; i < m; i++) {
        if (hashes[i] <= hashes[best])
            best = i;
        else if (best + window == i) /* it left the window */
            for (j = ++best; j <= i; j++)
                if (hashes[j] <= hashes[best])
                    best = j;
        if (i + 1 >= window && (count == 0 || kept[count - 1] != best))
            kept[count++] = best;
    }
    return count;
}

#endif
