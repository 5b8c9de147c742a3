/* Dense numbers for the symbols of some texts: 1, 2, 3 ... in order of appearance; 0: not there.
 *
 * A table in two levels, as in the page tables of a processor: code >> 8 selects a page of 256
 * numbers. Text uses few pages, so nothing is hashed and nothing collides.
 */
#ifndef DLQA_EDIT_MATRIX_SYMBOLS_H
#define DLQA_EDIT_MATRIX_SYMBOLS_H

#include "memory.h"

#define PAGE 256

struct symbols {
    uint32_t *directory; /* which page; page 0 stays empty */
    uint32_t *pages;
    uint32_t entries; /* of the directory */
    uint32_t count;   /* of different symbols */
};

static inline uint32_t symbol_of(const struct symbols *symbols, uint32_t code)
{
    uint32_t entry = code / PAGE;
    if (entry >= symbols->entries)
        return 0;
    return symbols->pages[(size_t)symbols->directory[entry] * PAGE + code % PAGE];
}

/* Number the symbols of codes[0 .. n-1]; `dense` receives their numbers. */
static inline void number_symbols(struct symbols *symbols, struct memory *memory,
                                  const uint32_t *codes, int64_t n, uint32_t *dense)
{
    uint32_t highest = 0, pages = 0;
    int64_t i;
    for (i = 0; i < n; i++)
        highest = codes[i] > highest ? codes[i] : highest;
    symbols->entries = highest / PAGE + 1;
    symbols->directory = (uint32_t *)grab(memory, symbols->entries, sizeof(uint32_t));
    if (memory->failed)
        return;
    for (i = 0; i < n; i++)
        if (symbols->directory[codes[i] / PAGE] == 0)
            symbols->directory[codes[i] / PAGE] = ++pages;
    symbols->pages = (uint32_t *)grab(memory, ((int64_t)pages + 1) * PAGE, sizeof(uint32_t));
    if (memory->failed)
        return;
    for (i = 0; i < n; i++) {
        uint32_t *number =
            &symbols->pages[(size_t)symbols->directory[codes[i] / PAGE] * PAGE + codes[i] % PAGE];
        if (*number == 0)
            *number = ++symbols->count;
        dense[i] = *number;
    }
}

#endif
