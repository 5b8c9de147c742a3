/* One text against choices of more than 64 symbols: lanes of 64 bits, several words to a lane.
 *
 * As lanes.h, and the differences that leave the last row of a word enter the first row of the
 * next. With a limit k only words near the diagonal are computed (E. Ukkonen, "Algorithms for
 * approximate string matching", 1985): a path of cost at most k from corner to corner keeps
 * row - column between -(k - d) / 2 and (k + d) / 2, where d is the difference of lengths. Words
 * above the band keep the differences they had, words below those they started with; either way
 * the costs that they stand for are too high, never too low, so the sum over all words is the
 * distance where that is at most k, and more than k elsewhere.
 */

struct band {
    int64_t low, high; /* bits of the lane in the first column; both move by 1 a column */
    int64_t limit;
};

/* Widen the band of a text of n symbols by what the choices of a unit need; 0 if all of them are
 * so much longer or shorter that no cost can be within the limit. */
static int widen(struct band *band, const struct columns *columns, const struct unit *unit,
                     const struct texts *choices, int64_t n, int64_t limit)
{
    int64_t i;
    int any = 0;
    for (i = 0; i < unit->count; i++) {
        const int64_t m = length_of(choices, columns->first + columns->order[unit->first + i]);
        const int64_t d = m - n, pad = 64 * unit->words - m;
        if (d > limit || -d > limit)
            continue;
        any = 1;
        band->low = pad - (limit - d) / 2 < band->low ? pad - (limit - d) / 2 : band->low;
        band->high = pad + (limit + d) / 2 > band->high ? pad + (limit + d) / 2 : band->high;
    }
    return any;
}

/* What moves from word to word. */
struct carry {
    words not_more, less;
};

/* Advance one word of all lanes by one column. */
DLQA_INLINE void step_word(words match, words *state, struct carry *carry)
{
    const words up = state[0], down = state[1];
    const words equal = match | carry->less;
    const words zero = equal | down;
    const words diagonal = XOR_OR(words, (zero & up) + up, up, zero);
    const words not_more = OR_ANDNOT(words, diagonal, up, down);
    const words less = up & diagonal;
    const words not_more2 = (not_more + not_more) | carry->not_more;
    const words less2 = (less + less) | carry->less;
    state[0] = OR_OF_ANDNOT(words, less2, not_more2, diagonal);
    state[1] = diagonal & ~not_more2;
    carry->not_more = not_more >> 63;
    carry->less = less >> 63;
}

/* The vector of matches of a symbol in word w. */
DLQA_INLINE words match_of(const struct unit *unit, const uint32_t *row, uint32_t symbol,
                           int64_t w, int hashed)
{
    const words *table = (const words *)unit->table;
    if (!hashed)
        return table[row[w]];
    return table[symbol ? hashed_entry(unit->map + w * HASHED_WORDS, symbol)[1] : 0];
}

/* Advance words first .. last of one unit, or of two units at once, by one column. */
DLQA_INLINE void step_words(const struct unit *unit, int two, uint32_t symbol, int64_t first,
                            int64_t last, words *state, words *state2, int hashed)
{
    const uint32_t *row = unit->map + (hashed ? 0 : (int64_t)symbol * unit->words);
    const uint32_t *row2 = unit[two].map + (hashed ? 0 : (int64_t)symbol * unit[two].words);
    const words none = state[0] ^ state[0];
    struct carry carry = {none, none}, carry2 = carry;
    int64_t w;
    for (w = first; w <= last; w++) {
        step_word(match_of(unit, row, symbol, w, hashed), state + 2 * w, &carry);
        if (two)
            step_word(match_of(unit + 1, row2, symbol, w, hashed), state2 + 2 * w, &carry2);
    }
}

/* Whether the cost on the diagonal that ends in the last corner is above the limit in all lanes
 * after `done` of n symbols: costs never fall along a diagonal. As choices end at the top of
 * their lanes, that diagonal crosses the same bit in all of them. */
static int is_hopeless(const struct unit *unit, const words *state, int64_t done, int64_t n,
                       int64_t limit)
{
    const int64_t rows = 64 * unit->words - (n - done);
    words sum = state[0] ^ state[0], part;
    uint64_t sums[WORD_LANES];
    int64_t w, i;
    if (rows <= 0)
        return 0;
    for (w = 0; w < rows / 64; w++)
        sum += count_words(state[2 * w], state[2 * w + 1]);
    if (rows % 64 != 0) {
        part = state[0] ^ state[0];
        part += ((UINT64_C(1) << rows % 64) - 1);
        sum += count_words(state[2 * w] & part, state[2 * w + 1] & part);
        w++;
    }
    memcpy(sums, &sum, sizeof sums);
    for (i = 0; i < unit->count; i++)
        if (done - 64 * w + (int64_t)sums[i] <= limit)
            return 0;
    return 1;
}

/* Walk the whole text, or until all costs are above the limit of the band: then 0 is returned. */
DLQA_INLINE int walk(const struct unit *unit, int two, const uint32_t *text, int64_t n,
                     const struct band *band, words *state, words *state2, int hashed)
{
    const int64_t often = unit->words > 32 ? 2 * unit->words : 64;
    int64_t i, next = often;
    if (band == NULL) {
        for (i = 0; i < n; i++)
            step_words(unit, two, text[i], 0, unit->words - 1, state, state2, hashed);
        return 1;
    }
    for (i = 0; i < n; i++) {
        int64_t first = band->low + i > 0 ? (band->low + i) / 64 : 0;
        int64_t last = band->high + i > 0 ? (band->high + i) / 64 : 0;
        last = last < unit->words ? last : unit->words - 1;
        step_words(unit, two, text[i], first < last ? first : last, last, state, state2, hashed);
        if (i + 1 == next) {
            if (is_hopeless(unit, state, i + 1, n, band->limit) &&
                (!two || is_hopeless(unit + 1, state2, i + 1, n, band->limit)))
                return 0;
            next += often;
        }
    }
    return 1;
}

static void begin_words(const struct unit *unit, words *state)
{
    const words *initial = (const words *)unit->initial;
    int64_t w;
    for (w = 0; w < unit->words; w++) {
        state[2 * w] = initial[w];
        state[2 * w + 1] = initial[w] ^ initial[w];
    }
}

static void finish_words(const struct unit *unit, int64_t n, const words *state, uint8_t *bytes,
                         uint32_t *wide)
{
    words total = state[0] ^ state[0];
    uint64_t totals[WORD_LANES];
    int64_t i;
    for (i = 0; i < unit->words; i++)
        total += count_words(state[2 * i], state[2 * i + 1]);
    memcpy(totals, &total, sizeof totals);
    for (i = 0; i < unit->count; i++) {
        const int64_t score = n - 64 * unit->words + (int64_t)totals[i];
        if (wide != NULL)
            wide[unit->slot + i] = (uint32_t)score;
        else
            bytes[unit->slot + i] = (uint8_t)score;
    }
}

/* One text against one unit or two of the same number of words, with a band or without; 0 and no
 * scores if all of them would be above the limit of the band. */
static int run_words(const struct columns *columns, const struct unit *unit, int two,
                      const uint32_t *text, int64_t n, const struct band *band, words *state,
                      uint8_t *bytes, uint32_t *wide)
{
    words *state2 = state + 2 * unit->words;
    int done;
    begin_words(unit, state);
    if (two)
        begin_words(unit + 1, state2);
    if (columns->hashed)
        done = walk(unit, two, text, n, band, state, state2, 1);
    else if (two)
        done = walk(unit, 1, text, n, band, state, state2, 0);
    else
        done = walk(unit, 0, text, n, band, state, state2, 0);
    if (!done)
        return 0;
    finish_words(unit, n, state, bytes, wide);
    if (two)
        finish_words(unit + 1, n, state2, bytes, wide);
    return 1;
}

/* Scores above any limit for all choices of a unit. */
static void give_up(const struct unit *unit, int64_t limit, uint8_t *bytes, uint32_t *wide)
{
    int64_t i;
    for (i = unit->slot; i < unit->slot + unit->count; i++)
        if (wide != NULL)
            wide[i] = (uint32_t)(limit + 1);
        else
            bytes[i] = (uint8_t)(limit + 1);
}
