/* From rows of slots to the caller's matrix: included once for each width of its numbers, with
 * CELL (the type), NAME(x) and WIDEN(to, sixteen) defined (WIDEN where bytes can be shuffled).
 */

/* Row `out` gets its columns from .. columns->count - 1, each `highest` at most. */
static void NAME(write_row)(const struct columns *columns, int64_t from, const uint8_t *bytes,
                            const uint32_t *wide, uint32_t highest, CELL *out)
{
    const uint32_t *position = columns->position;
    const int64_t count = columns->count;
    int64_t c = from;
    if (wide != NULL) {
        for (; c < count; c++)
            out[c] = (CELL)(wide[position[c]] < highest ? wide[position[c]] : highest);
        return;
    }
#if defined(__SSSE3__)
    const struct window *windows = columns->windows;
    const uint32_t *windows_of = columns->windows_of;
    const __m128i most = _mm_set1_epi8((char)(highest < 255 ? highest : 255));
    for (; c % 16 != 0 && c < count; c++)
        out[c] = (CELL)(bytes[position[c]] < highest ? bytes[position[c]] : highest);
    for (; c + 16 <= count; c += 16) {
        const struct window *window = windows + windows_of[c / 16];
        const struct window *end = windows + windows_of[c / 16 + 1];
        __m128i sixteen = _mm_setzero_si128();
        for (; window < end; window++)
            sixteen = _mm_or_si128(
                sixteen,
                _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(bytes + window->slot)),
                                 _mm_loadu_si128((const __m128i *)window->control)));
        sixteen = _mm_min_epu8(sixteen, most);
        WIDEN(out + c, sixteen);
    }
#endif
    for (; c < count; c++)
        out[c] = (CELL)(bytes[position[c]] < highest ? bytes[position[c]] : highest);
}

/* Rows columns->first + from .. get `rows` columns each, from `out` on: the mirror image. `turned`
 * has the scores by column: [slot][pitch]. */
static void NAME(write_columns)(const struct columns *columns, int64_t from, int64_t rows,
                                const uint8_t *turned, int64_t pitch, const uint32_t *wide,
                                uint32_t highest, CELL *out, int64_t stride)
{
    const uint32_t *position = columns->position;
    const int64_t count = columns->count, slots = columns->slots;
    int64_t c, r;
    for (c = from; c < count; c++) {
        CELL *to = out + (columns->first + c) * stride;
        const uint8_t *byte = turned + position[c] * pitch;
        for (r = 0; r < rows && wide != NULL; r++) {
            const uint32_t score = wide[r * slots + position[c]];
            to[r] = (CELL)(score < highest ? score : highest);
        }
        if (wide != NULL)
            continue;
#if defined(__SSSE3__)
        for (; r + 16 <= rows; r += 16) {
            const __m128i most = _mm_set1_epi8((char)(highest < 255 ? highest : 255));
            const __m128i sixteen =
                _mm_min_epu8(_mm_loadu_si128((const __m128i *)(byte + r)), most);
            WIDEN(to + r, sixteen);
        }
#endif
        for (; r < rows; r++)
            to[r] = (CELL)(byte[r] < highest ? byte[r] : highest);
    }
}

#undef CELL
#undef NAME
#undef WIDEN
