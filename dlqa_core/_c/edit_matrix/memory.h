/* Everything that a call allocates hangs on one list, so that one call frees it on every path. */
#ifndef DLQA_EDIT_MATRIX_MEMORY_H
#define DLQA_EDIT_MATRIX_MEMORY_H

#include <stdint.h>
#include <stdlib.h>

#define LINE 64 /* bytes: a cache line, and the widest vector */
#define MOST_BLOCKS 32

struct memory {
    void *blocks[MOST_BLOCKS];
    int used, failed;
};

/* Zeroed room for `count` items, on a boundary of LINE bytes; NULL and a lasting flag if none. */
static inline void *grab(struct memory *memory, int64_t count, size_t size)
{
    void *block = NULL;
    if (!memory->failed && memory->used < MOST_BLOCKS &&
        (uint64_t)count < (uint64_t)(SIZE_MAX / 2 / size))
        block = calloc((size_t)count * size + 2 * LINE, 1);
    if (block == NULL) {
        memory->failed = 1;
        return NULL;
    }
    memory->blocks[memory->used++] = block;
    return (void *)(((uintptr_t)block + LINE - 1) / LINE * LINE);
}

static inline void release(struct memory *memory)
{
    while (memory->used > 0)
        free(memory->blocks[--memory->used]);
}

#endif
