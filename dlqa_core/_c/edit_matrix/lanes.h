/* One text against two vectors of choices, as many as there are lanes: included once for each
 * width of lane, with LANE (its type), VECTOR (a vector of it) and NAME(x) defined.
 *
 * H. Hyyrö, "A bit-vector algorithm for computing Levenshtein and Damerau edit distances" (2003),
 * after G. Myers (1999): `up` and `down` hold where a cost is one more, one less, than the cost
 * above it in the same column of the table; one step goes from a column to the next. The
 * differences from column to column are kept as `not_more` (the complement of "one more") and
 * `less`: with the complement, shifting in the 1 of the top row is shifting in a 0, which is
 * x + x. The costs themselves are not tracked: in the end each is the length of the text plus
 * the sum of the differences along the last column.
 */
DLQA_INLINE void NAME(step)(VECTOR match, VECTOR *up, VECTOR *down)
{
    const VECTOR zero = match | *down;
    const VECTOR diagonal = XOR_OR(VECTOR, (zero & *up) + *up, *up, zero);
    VECTOR not_more = OR_ANDNOT(VECTOR, diagonal, *up, *down);
    VECTOR less = *up & diagonal;
    not_more += not_more;
    less += less;
    *up = OR_OF_ANDNOT(VECTOR, less, not_more, diagonal);
    *down = diagonal & ~not_more;
}

/* The sum of differences of each lane, plus the number of its bits. */
DLQA_INLINE VECTOR NAME(sum)(VECTOR up, VECTOR down)
{
#if DLQA_VECTOR_BYTES > 0
    VECTOR sum = (VECTOR)count_bytes((vu8)up, (vu8)down);
    int width;
    for (width = 4 * (int)sizeof(LANE); width >= 8; width /= 2)
        sum += sum >> width;
    return sum & 0xff;
#else
    return count_words(up, down);
#endif
}

/* Two vectors of scores below 256 as bytes: lane by lane, or the first before the second. */
DLQA_INLINE void NAME(store)(uint8_t *bytes, VECTOR first, VECTOR second)
{
#if DLQA_VECTOR_BYTES == 0
    bytes[0] = (uint8_t)first;
    bytes[1] = (uint8_t)second;
#else
    if (sizeof(LANE) == 1) {
        DLQA_STORE(bytes, first);
        DLQA_STORE(bytes + sizeof first, second);
    } else {
        VECTOR both = first | second << 8 % (8 * sizeof(LANE));
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
        both = second | first << 8 % (8 * sizeof(LANE));
#endif
        typedef uint16_t narrow __attribute__((vector_size(2 * sizeof(VECTOR) / sizeof(LANE))));
        const narrow pairs = __builtin_convertvector(both, narrow);
        DLQA_STORE(bytes, pairs);
    }
#endif
}

/* Scores from the final state of a unit, whose text had n symbols. */
DLQA_INLINE void NAME(finish)(const struct unit *unit, int64_t n, VECTOR up, VECTOR down,
                              VECTOR up2, VECTOR down2, uint8_t *bytes, uint32_t *wide)
{
    const VECTOR first = NAME(sum)(up, down), second = NAME(sum)(up2, down2);
    LANE sums[2][sizeof(VECTOR) / sizeof(LANE)];
    int64_t i;
    if (wide == NULL) {
        const LANE base = (LANE)(n - 8 * (int)sizeof(LANE));
        NAME(store)(bytes + unit->slot, first + base, second + base);
        return;
    }
    memcpy(sums[0], &first, sizeof first);
    memcpy(sums[1], &second, sizeof second);
    for (i = 0; i < unit->count; i++) {
        const int64_t group = sizeof(LANE) == 1 ? i / (int)sizeof(VECTOR) : i % 2;
        const int64_t lane = sizeof(LANE) == 1 ? i % (int)sizeof(VECTOR) : i / 2;
        wide[unit->slot + i] = (uint32_t)(n - 8 * (int)sizeof(LANE) + sums[group][lane]);
    }
}

static void NAME(run)(const struct unit *unit, const uint32_t *text, int64_t n, uint8_t *bytes,
                      uint32_t *wide)
{
    const VECTOR *table = (const VECTOR *)unit->table, *initial = (const VECTOR *)unit->initial;
    const uint32_t *map = unit->map;
    VECTOR up = initial[0], down = up ^ up, up2 = initial[1], down2 = down;
    int64_t i;
    for (i = 0; i < n; i++) {
        const VECTOR *match = table + 2 * (size_t)map[text[i]];
        NAME(step)(match[0], &up, &down);
        NAME(step)(match[1], &up2, &down2);
    }
    NAME(finish)(unit, n, up, down, up2, down2, bytes, wide);
}

/* The same for two units at once: what one waits for, the other fills with work. */
static void NAME(run_two)(const struct unit *unit, const uint32_t *text, int64_t n,
                          uint8_t *bytes, uint32_t *wide)
{
    const VECTOR *table = (const VECTOR *)unit->table, *initial = (const VECTOR *)unit->initial;
    const VECTOR *table3 = (const VECTOR *)unit[1].table;
    const VECTOR *initial3 = (const VECTOR *)unit[1].initial;
    const uint32_t *map = unit->map, *map3 = unit[1].map;
    VECTOR up = initial[0], down = up ^ up, up2 = initial[1], down2 = down;
    VECTOR up3 = initial3[0], down3 = down, up4 = initial3[1], down4 = down;
    int64_t i;
    for (i = 0; i < n; i++) {
        const VECTOR *match = table + 2 * (size_t)map[text[i]];
        const VECTOR *match3 = table3 + 2 * (size_t)map3[text[i]];
        NAME(step)(match[0], &up, &down);
        NAME(step)(match[1], &up2, &down2);
        NAME(step)(match3[0], &up3, &down3);
        NAME(step)(match3[1], &up4, &down4);
    }
    NAME(finish)(unit, n, up, down, up2, down2, bytes, wide);
    NAME(finish)(unit + 1, n, up3, down3, up4, down4, bytes, wide);
}

#undef LANE
#undef VECTOR
#undef NAME
