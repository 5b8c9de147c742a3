/* Memory for large arrays that are written all over: on Linux in pages of 2 MB, if it has any. */
#ifndef DLQA_NGRAMS_MEMORY_H
#define DLQA_NGRAMS_MEMORY_H

#include <stdlib.h>

#if defined(__linux__) && !defined(__STRICT_ANSI__)
#include <sys/mman.h>
#endif

#define MEMORY_PAGE ((size_t)2 << 20)

/* Room for `count` objects of `size` bytes, to be freed by `free`; NULL if there is none. */
static inline void *memory_get(size_t count, size_t size)
{
    size_t bytes = count * size;
    if (size != 0 && bytes / size != count)
        return NULL;
#if defined(__linux__) && !defined(__STRICT_ANSI__) && defined(MADV_HUGEPAGE)
    if (bytes >= 2 * MEMORY_PAGE && bytes < SIZE_MAX / 2) {
        void *memory;
        bytes = (bytes + MEMORY_PAGE - 1) / MEMORY_PAGE * MEMORY_PAGE;
        memory = aligned_alloc(MEMORY_PAGE, bytes);
        if (memory != NULL)
            madvise(memory, bytes, MADV_HUGEPAGE);
        return memory;
    }
#endif
    return malloc(bytes > 0 ? bytes : 1);
}

#endif
