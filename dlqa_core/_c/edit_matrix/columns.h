/* Choices made ready: sorted by the width of lane that holds them, cut into units, with tables.
 *
 * A choice of m symbols occupies the *top* m bits of its lane; bit b of table[s] says whether the
 * symbol that belongs to b is s. The bits below belong to no row: they start with no difference
 * and no match, and stay so, because above the first row all costs grow by 1 a column. So lanes
 * with choices of different lengths need no mask, and the cost is the sum over the whole lane.
 *
 * A unit is what one run of a kernel handles: two vectors of lanes of 8, 16, 32 or 64 bits, or
 * one vector of 64-bit lanes with as many words to a lane as the longest of its choices needs.
 */
#ifndef DLQA_EDIT_MATRIX_COLUMNS_H
#define DLQA_EDIT_MATRIX_COLUMNS_H

#include "bits.h"
#include "edit_matrix.h"
#include "symbols.h"

#define MOST_CHOICES 4096            /* in a block */
#define MOST_CODES 65536             /* in a block of more than FEW_CHOICES */
#define FEW_CHOICES 32
#define MOST_MAP (INT64_C(8) << 20)  /* entries of the maps from symbols to rows of tables */
#define WIDE 4                       /* kind of a unit: more than one word to a lane */

struct unit {
    int kind;              /* lanes of 1 << kind bytes, or WIDE */
    int64_t words;         /* to a lane */
    int64_t slot;          /* of its first score */
    int64_t first, count;  /* its choices: order[first] ... */
    int64_t last;          /* the highest of them */
    int64_t codes;         /* symbols of all of them */
    uint32_t *map;         /* [symbol][word]: row of the table; hashed: [word][slot][key, row] */
    char *table, *initial; /* vectors: [row][2] or, WIDE, [row]; [2] or, WIDE, [word] */
};

/* Sixteen scores of a row in the caller's order come from a few windows of the row of slots. */
struct window {
    uint32_t slot;
    uint8_t control[16]; /* which byte of the window, 0x80: none */
};

struct columns {
    int64_t first, count;  /* choices first .. first + count - 1 */
    int64_t longest;       /* of these choices */
    int64_t most_words;    /* to a lane */
    int64_t slots, units_count;
    int hashed;            /* WIDE units look a symbol up by hashing */
    struct symbols symbols;
    uint32_t *dense, *order, *position; /* position: the slot of a choice */
    struct unit *units;
    struct window *windows;
    uint32_t *windows_of; /* windows of sixteen k: windows_of[k] .. windows_of[k + 1] - 1 */
    struct memory memory;
};

static inline int64_t length_of(const struct texts *texts, int64_t i)
{
    return texts->starts[i + 1] - texts->starts[i];
}

static inline int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static inline int64_t longest_of(const struct texts *texts, int64_t first, int64_t end)
{
    int64_t longest = 0;
    for (; first < end; first++)
        longest = longest > length_of(texts, first) ? longest : length_of(texts, first);
    return longest;
}

/* The class of a length: 0..3 for lanes of 1 << class bytes, 2 + (number of words) beyond. */
static inline int64_t class_of(int64_t length)
{
#if DLQA_VECTOR_BYTES > 0
    if (length <= 8)
        return 0;
    if (length <= 16)
        return 1;
    if (length <= 32)
        return 2;
#endif
    return length <= 64 ? 3 : 2 + (length + 63) / 64;
}

/* How many choices a unit of this class takes. */
static inline int64_t capacity(int64_t class)
{
    return class < WIDE ? 2 * (int64_t)sizeof(words) >> class : WORD_LANES;
}

/* How many of the choices from `first` on make one block. */
static inline int64_t block_size(const struct texts *texts, int64_t first)
{
    int64_t count = 1;
    while (first + count < texts->count && count < MOST_CHOICES &&
           (count < FEW_CHOICES ||
            texts->starts[first + count + 1] - texts->starts[first] <= MOST_CODES))
        count++;
    return count;
}

/* Sort the choices of the block by class, stably; the sort is by counting. */
static inline void sort_by_class(struct columns *columns, const struct texts *texts)
{
    const int64_t classes = class_of(columns->longest) + 2;
    int64_t *next = (int64_t *)grab(&columns->memory, classes, sizeof(int64_t)), i;
    columns->order = (uint32_t *)grab(&columns->memory, columns->count, sizeof(uint32_t));
    columns->position = (uint32_t *)grab(&columns->memory, columns->count, sizeof(uint32_t));
    if (columns->memory.failed)
        return;
    for (i = 0; i < columns->count; i++)
        next[class_of(length_of(texts, columns->first + i)) + 1]++;
    for (i = 1; i < classes; i++)
        next[i] += next[i - 1];
    for (i = 0; i < columns->count; i++)
        columns->order[next[class_of(length_of(texts, columns->first + i))]++] = (uint32_t)i;
}

/* Cut the sorted choices into units. */
static inline void cut(struct columns *columns, const struct texts *texts)
{
    const int64_t full = columns->count / WORD_LANES; /* no unit takes fewer choices, but for the */
    int64_t i = 0, j;                                 /* last one of each of five kinds */
    columns->units = (struct unit *)grab(&columns->memory, full + WIDE + 1, sizeof(struct unit));
    if (columns->memory.failed)
        return;
    while (i < columns->count) {
        struct unit *unit = &columns->units[columns->units_count++];
        int64_t class = class_of(length_of(texts, columns->first + columns->order[i])), most;
        unit->kind = class < WIDE ? (int)class : WIDE;
        unit->slot = columns->slots;
        unit->first = i;
        for (j = 0; j < capacity(class) && i < columns->count; j++, i++) {
            most = class_of(length_of(texts, columns->first + columns->order[i]));
            if (most != class && (most < WIDE || class < WIDE))
                break;
            unit->words = most < WIDE ? 1 : most - 2;
            unit->codes += length_of(texts, columns->first + columns->order[i]);
            unit->last = columns->order[i] > unit->last ? columns->order[i] : unit->last;
            columns->position[columns->order[i]] = (uint32_t)(unit->slot + j);
        }
        unit->count = j;
        columns->slots += capacity(class);
        if (unit->words > columns->most_words)
            columns->most_words = unit->words;
    }
}

/* Where key `symbol` of a hashed map is, or would be. */
static inline uint32_t *hashed_entry(uint32_t *map, uint32_t symbol)
{
    const uint32_t slots = 128 * WORD_LANES; /* twice as many as there can be symbols */
    uint32_t at = (uint32_t)(symbol * UINT32_C(2654435769)) >> 20;
    while (map[2 * (at % slots)] != 0 && map[2 * (at % slots)] != symbol)
        at++;
    return &map[2 * (at % slots)];
}

#define HASHED_WORDS (2 * 128 * WORD_LANES) /* uint32_t to a word */

static inline int64_t map_size(const struct columns *columns, const struct unit *unit)
{
    if (columns->hashed && unit->kind == WIDE)
        return unit->words * HASHED_WORDS;
    return ((int64_t)columns->symbols.count + 1) * unit->words;
}

/* The most rows that the table of a unit can need, row 0 (no match at all) included. */
static inline int64_t most_rows(const struct columns *columns, const struct unit *unit)
{
    const int64_t rows = columns->symbols.count * unit->words;
    return 1 + (rows < unit->codes ? rows : unit->codes);
}

/* The byte of a lane that holds bit 8 k .. 8 k + 7. */
static inline int64_t byte_of(int64_t k, int bytes)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    return bytes - 1 - k;
#else
    (void)bytes;
    return k;
#endif
}

/* Set the bits of a lane of `bytes` bytes from `bit` on. */
static inline void set_from(char *lane, int64_t bit, int bytes)
{
    int64_t k = bit >> 3;
    if (k >= bytes)
        return;
    lane[byte_of(k, bytes)] = (char)(0xff << (bit & 7) & 0xff);
    while (++k < bytes)
        lane[byte_of(k, bytes)] = (char)0xff;
}

/* Set the bits of one choice in the table of its unit of two vectors; slot is counted from the
 * unit's first. Bytes hold the scores of one vector after the other, wider lanes in turn. */
static inline void enter(struct unit *unit, uint32_t *rows, const uint32_t *symbols,
                         int64_t length, int64_t slot)
{
    const int bytes = 1 << unit->kind;
    const int64_t vector = (int64_t)sizeof(words);
    const int64_t group = unit->kind == 0 ? slot / vector : slot % 2;
    const int64_t lane = unit->kind == 0 ? slot % vector : slot / 2;
    const int64_t at = group * vector + lane * bytes;
    int64_t i, bit = 8 * bytes - length;
    set_from(unit->initial + at, bit, bytes);
    for (i = 0; i < length; i++, bit++) {
        const int64_t byte = at + byte_of(bit >> 3, bytes);
        uint32_t *row = &unit->map[symbols[i]];
        char *bits;
        if (*row == 0)
            *row = (*rows)++;
        bits = unit->table + 2 * vector * *row + byte;
        *bits = (char)(*bits | 1 << (bit & 7));
    }
}

/* The same for a WIDE unit; `hashed` as in struct columns. */
static inline void enter_wide(struct unit *unit, uint32_t *rows, const uint32_t *symbols,
                              int64_t length, int64_t slot, int hashed)
{
    const int64_t vector = (int64_t)sizeof(words);
    int64_t i, bit = 64 * unit->words - length;
    for (i = bit >> 6; i < unit->words; i++)
        set_from(unit->initial + vector * i + 8 * slot, i == bit >> 6 ? bit & 63 : 0, 8);
    for (i = 0; i < length; i++, bit++) {
        const int64_t word = bit >> 6, byte = 8 * slot + byte_of(bit >> 3 & 7, 8);
        uint32_t *row = &unit->map[symbols[i] * unit->words + word];
        char *bits;
        if (hashed) {
            row = hashed_entry(unit->map + word * HASHED_WORDS, symbols[i]);
            *row++ = symbols[i];
        }
        if (*row == 0)
            *row = (*rows)++;
        bits = unit->table + vector * *row + byte;
        *bits = (char)(*bits | 1 << (bit & 7));
    }
}

/* Give every unit its map, its table and its vector of rows in use. */
static inline void fill_tables(struct columns *columns, const struct texts *texts)
{
    const int64_t start = texts->starts[columns->first];
    int64_t map = 0, rows = 0, u, i;
    uint32_t *maps;
    char *tables;
    for (u = 0; u < columns->units_count; u++)
        map += map_size(columns, &columns->units[u]);
    if (map > MOST_MAP) {
        columns->hashed = 1;
        for (map = 0, u = 0; u < columns->units_count; u++)
            map += map_size(columns, &columns->units[u]);
    }
    for (u = 0; u < columns->units_count; u++) /* initial vectors lie in front of the table */
        rows += (columns->units[u].words + most_rows(columns, &columns->units[u])) *
                (columns->units[u].kind == WIDE ? 1 : 2);
    maps = (uint32_t *)grab(&columns->memory, map, sizeof(uint32_t));
    tables = (char *)grab(&columns->memory, rows, sizeof(words));
    if (columns->memory.failed)
        return;
    for (u = 0; u < columns->units_count; u++) {
        struct unit *unit = &columns->units[u];
        const int pair = unit->kind == WIDE ? 1 : 2;
        uint32_t next = 1;
        unit->map = maps;
        unit->initial = tables;
        unit->table = tables + unit->words * pair * (int64_t)sizeof(words);
        for (i = 0; i < unit->count; i++) {
            const int64_t choice = columns->first + columns->order[unit->first + i];
            const uint32_t *symbols = columns->dense + (texts->starts[choice] - start);
            if (unit->kind == WIDE)
                enter_wide(unit, &next, symbols, length_of(texts, choice), i, columns->hashed);
            else
                enter(unit, &next, symbols, length_of(texts, choice), i);
        }
        maps += map_size(columns, unit);
        tables += (unit->words + most_rows(columns, unit)) * pair * (int64_t)sizeof(words);
    }
}

/* For each sixteen columns, the fewest windows of 16 slots that hold their scores. */
static inline void plan_windows(struct columns *columns)
{
    const int64_t sixteens = columns->count / 16;
    int64_t k, i;
    uint32_t used = 0;
    columns->windows_of = (uint32_t *)grab(&columns->memory, sixteens + 1, sizeof(uint32_t));
    columns->windows =
        (struct window *)grab(&columns->memory, sixteens * 16, sizeof(struct window));
    if (columns->memory.failed)
        return;
    for (k = 0; k < sixteens; k++) {
        const uint32_t *position = columns->position + 16 * k;
        uint32_t slot = 0, next;
        columns->windows_of[k] = used;
        for (;;) { /* from the lowest slot that no window has yet */
            struct window *window = &columns->windows[used];
            next = UINT32_MAX;
            for (i = 0; i < 16; i++)
                if (position[i] >= slot && position[i] < next)
                    next = position[i];
            if (next == UINT32_MAX)
                break;
            window->slot = next;
            for (i = 0; i < 16; i++)
                window->control[i] = position[i] >= next && position[i] - next < 16
                                         ? (uint8_t)(position[i] - next)
                                         : 0x80;
            slot = next + 16;
            used++;
        }
    }
    columns->windows_of[sixteens] = used;
}

/* Make choices first .. first + count - 1 ready; memory.failed tells if there was no room. */
static inline void prepare(struct columns *columns, const struct texts *texts, int64_t first,
                           int64_t count)
{
    const int64_t start = texts->starts[first], codes = texts->starts[first + count] - start;
    int64_t i;
    memset(columns, 0, sizeof *columns);
    columns->first = first;
    columns->count = count;
    for (i = first; i < first + count; i++)
        if (length_of(texts, i) > columns->longest)
            columns->longest = length_of(texts, i);
    columns->dense = (uint32_t *)grab(&columns->memory, codes, sizeof(uint32_t));
    if (!columns->memory.failed)
        number_symbols(&columns->symbols, &columns->memory, texts->codes + start, codes,
                       columns->dense);
    if (!columns->memory.failed)
        sort_by_class(columns, texts);
    if (!columns->memory.failed)
        cut(columns, texts);
    if (!columns->memory.failed)
        fill_tables(columns, texts);
    if (!columns->memory.failed)
        plan_windows(columns);
}

#endif
