/* What one core can do at most, found by doing nothing else: see peaks.c. */
#ifndef DLQA_PEAKS_H
#define DLQA_PEAKS_H

#include <stdint.h>

#include "variants.h"

struct peaks {
    /* Multiply-adds in registers; returns how many floating-point operations were done. */
    double (*fma_f32)(int64_t rounds);
    double (*fma_f64)(int64_t rounds);
    /* Steps of the bit-parallel edit distance in registers; returns how many cells of the table. */
    double (*bit_cells)(int64_t rounds);
    /* Read `count` words `rounds` times; returns how many bytes were read. */
    double (*read)(const uint64_t *words, int64_t count, int64_t rounds);
};

DLQA_TABLES(peaks)

#endif
