"""Counting n-grams of words and characters: the work is in dlqa_core/_c/ngrams."""

from cpython.dict cimport PyDict_SetDefault
from libc.stdint cimport int64_t, uint8_t, uint32_t
from libc.string cimport memset

import numpy as np

from dlqa_core._cython._variants cimport chosen_variant

cdef extern from "Python.h":
    int PyUnicode_KIND(str text)
    void *PyUnicode_DATA(str text)
    Py_ssize_t PyUnicode_GET_LENGTH(str text)

cdef extern from "variants.h":
    """
    #include "ngrams/ngrams.h"
    DLQA_TABLES(ngrams)
    """

cdef extern from "ngrams/ngrams.h" nogil:
    struct ngrams_text:
        const void *data
        size_t length
        int kind, threads
        size_t words, kinds, bytes

    struct ngrams_job:
        const void *symbols
        size_t length
        int kind
        unsigned bits
        int threads
        size_t kinds

    struct ngrams:
        int (*read)(ngrams_text *text) noexcept nogil
        void (*write_words)(const ngrams_text *text, uint32_t *ids, uint8_t *arena, int64_t *ends) noexcept nogil
        void (*release_text)(ngrams_text *text) noexcept nogil
        int (*count)(ngrams_job *job, size_t n) noexcept nogil
        void (*write_counts)(const ngrams_job *job, uint32_t *firsts, int64_t *counts) noexcept nogil
        void (*release)(ngrams_job *job) noexcept nogil

    const ngrams *ngrams_table(int variant)

cdef extern from "ngrams/lookup.h" nogil:
    struct lookup:
        const uint8_t *symbols
        size_t kind, size
        const uint32_t *firsts
        size_t kinds
        uint32_t *table
        size_t slots

    int64_t lookup_find(const lookup *table, const uint8_t *data, size_t *slot)
    void lookup_fill(const lookup *table)


# More than any text has, and few enough for the sizes that come of it: n may be any number.
LONGEST = 2**32


def read_text(str text, int threads):
    """Numbers of the words of a text; the bytes of the different words; where each ends."""
    cdef const ngrams *table = ngrams_table(chosen_variant())
    cdef ngrams_text job
    memset(&job, 0, sizeof(job))
    job.data = PyUnicode_DATA(text)
    job.length = PyUnicode_GET_LENGTH(text)
    job.kind = PyUnicode_KIND(text)
    job.threads = threads
    cdef int failed
    cdef uint32_t[::1] ids
    cdef uint8_t[::1] arena
    cdef int64_t[::1] ends
    try:
        with nogil:
            failed = table.read(&job)
        if failed:
            raise MemoryError("no memory to read the text")
        ids = np.empty(job.words, dtype=np.uint32)
        arena = np.empty(job.bytes, dtype=np.uint8)
        ends = np.empty(job.kinds, dtype=np.int64)
        if job.words:
            with nogil:
                table.write_words(&job, &ids[0], &arena[0], &ends[0])
    finally:
        table.release_text(&job)
    return ids.base, arena.base.tobytes(), ends.base


def number(tuple tokens):
    """Numbers of the tokens in order of first occurrence, and the different tokens."""
    numbers = np.empty(len(tokens), dtype=np.uint32)
    if not tokens:
        return numbers, []
    cdef uint32_t[::1] ids = numbers
    cdef dict known = {}
    cdef Py_ssize_t i
    for i in range(len(tokens)):
        ids[i] = <object>PyDict_SetDefault(known, tokens[i], len(known))
    return numbers, list(known)


def count_ids(const uint32_t[::1] ids, unsigned bits, lengths, int threads):
    """For each length (they rise) the first places and the counts of the different n-grams."""
    cdef ngrams_job job
    memset(&job, 0, sizeof(job))
    job.symbols = &ids[0] if ids.shape[0] else NULL
    job.length = ids.shape[0]
    job.kind = 4
    job.bits = bits
    job.threads = threads
    return count_each(&job, lengths)


def count_text(str text, lengths, int threads):
    """The same of the characters of a text."""
    cdef ngrams_job job
    memset(&job, 0, sizeof(job))
    job.symbols = PyUnicode_DATA(text)
    job.length = PyUnicode_GET_LENGTH(text)
    job.kind = PyUnicode_KIND(text)
    if job.kind == 2 and job.length < (1 << 13):  # a table of all characters would take longer
        job.bits = 16
    if job.kind == 4 and job.length < (1 << 16):
        job.bits = 21
    job.threads = threads
    return count_each(&job, lengths)


cdef list count_each(ngrams_job *job, lengths):
    cdef const ngrams *table = ngrams_table(chosen_variant())
    cdef int failed
    cdef size_t n
    cdef uint32_t[::1] firsts
    cdef int64_t[::1] counts
    results = []
    try:
        for length in lengths:
            n = min(length, LONGEST)
            if n > job.length:
                results.append((np.empty(0, dtype=np.uint32), np.empty(0, dtype=np.int64)))
                continue
            with nogil:
                failed = table.count(job, n)
            if failed:
                raise MemoryError(f"no memory to count n-grams of {n}")
            firsts = np.empty(job.kinds, dtype=np.uint32)
            counts = np.empty(job.kinds, dtype=np.int64)
            with nogil:
                table.write_counts(job, &firsts[0], &counts[0])
            results.append((firsts.base, counts.base))
    finally:
        table.release(job)
    return results


cdef class Finder:
    """Which of the different n-grams of a sequence of symbols is a given one."""

    cdef lookup table
    cdef uint32_t[::1] slots
    cdef object owners  # of the memory that the table points to

    def find(self, const uint8_t[::1] key):
        """The index of the n-gram of these bytes, -1 if there is none."""
        cdef size_t slot
        if self.table.kinds == 0 or <size_t>key.shape[0] != self.table.size:
            return -1
        return lookup_find(&self.table, &key[0], &slot)


def find_ids(const uint32_t[::1] ids, n, const uint32_t[::1] firsts):
    """What finds n-grams of numbers (by their bytes), given where each of them first occurs."""
    return finder(&ids[0] if ids.shape[0] else NULL, 4, min(n, LONGEST), firsts, ids)


def find_text(str text, n, const uint32_t[::1] firsts):
    """The same for the characters of a text, as wide as `width` tells."""
    return finder(PyUnicode_DATA(text), PyUnicode_KIND(text), min(n, LONGEST), firsts, text)


def width(str text):
    """Bytes of a character in `find_text`: 1, 2 or 4."""
    return PyUnicode_KIND(text)


cdef Finder finder(
    const void *symbols, Py_ssize_t kind, Py_ssize_t n, const uint32_t[::1] firsts, owner
):
    cdef Finder made = Finder.__new__(Finder)
    cdef size_t slots = 1
    while slots < 2 * <size_t>firsts.shape[0]:
        slots *= 2
    made.owners = (owner, firsts)
    made.slots = np.full(slots, 0xFFFFFFFF, dtype=np.uint32)
    made.table.symbols = <const uint8_t *>symbols
    made.table.kind = kind
    made.table.size = n * kind
    made.table.kinds = firsts.shape[0]
    made.table.table = &made.slots[0]
    made.table.slots = slots
    if firsts.shape[0]:
        made.table.firsts = &firsts[0]
        with nogil:
            lookup_fill(&made.table)
    return made
