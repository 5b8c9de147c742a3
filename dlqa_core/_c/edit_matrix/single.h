/* One pair alone, where there are only few of them or the filter left only few: a text of up to 64
 * symbols in one word, as in lanes.h. `matches` has a word for each symbol of the choices, all
 * zero between texts.
 */

#define MOST_SINGLE (WORD_LANES >= 4 ? 2 : 1) /* pairs for which a whole unit costs more */

static void mark_matches(uint64_t *matches, const uint32_t *text, int64_t n)
{
    int64_t i;
    for (i = 0; i < n; i++)
        matches[text[i]] |= UINT64_C(1) << i;
    matches[0] = 0; /* what no choice has */
}

static void clear_matches(uint64_t *matches, const uint32_t *text, int64_t n)
{
    int64_t i;
    for (i = 0; i < n; i++)
        matches[text[i]] = 0;
}

/* The distance of the text of n symbols that is in `matches` to that of m symbols; `symbols` turns
 * its codes into symbols, if they are not that already. */
DLQA_INLINE int64_t single(const uint64_t *matches, int64_t n, const struct symbols *symbols,
                           const uint32_t *codes, int64_t m)
{
    const uint64_t rows = n == 0 ? 0 : UINT64_MAX >> (64 - n);
    uint64_t up = rows, down = 0;
    int64_t i;
    for (i = 0; i < m; i++) {
        const uint32_t symbol = symbols == NULL ? codes[i] : symbol_of(symbols, codes[i]);
        const uint64_t zero = matches[symbol] | down;
        const uint64_t diagonal = (((zero & up) + up) ^ up) | zero;
        const uint64_t not_more = ((diagonal | up) & ~down) << 1;
        const uint64_t less = (up & diagonal) << 1;
        up = less | (not_more & ~diagonal);
        down = diagonal & ~not_more;
    }
    return m + dlqa_popcount64(up & rows) - dlqa_popcount64(down & rows);
}
