"""Edit distances of all pairs: strings into flat arrays of codes, and the call of the kernel."""

import numpy as np

from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t

from dlqa_core._cython._variants cimport chosen_variant

cdef extern from "Python.h":
    Py_ssize_t PyUnicode_GET_LENGTH(object text)
    int PyUnicode_KIND(object text)
    const void *PyUnicode_DATA(object text)

cdef extern from "edit_matrix/edit_matrix.h":
    struct texts:
        const uint32_t *codes
        const int64_t *starts
        int64_t count

    struct edit_matrix_job:
        texts queries
        texts choices
        void *out
        int itemsize
        int symmetric
        int64_t cutoff
        int workers

    struct edit_matrix:
        int (*run)(const edit_matrix_job *job) nogil

cdef extern from *:
    """
    #include "edit_matrix/edit_matrix.h"
    #include "variants.h"
    DLQA_TABLES(edit_matrix)
    """
    const edit_matrix *edit_matrix_table(int variant)


def flatten(tuple strings):
    """Code points of all strings, one after the other, and where each begins and the last ends.

    None if not all of them are strings.
    """
    cdef Py_ssize_t i, j, n, count = len(strings)
    for i in range(count):
        if not isinstance(strings[i], str):
            return None
    starts = np.empty(count + 1, dtype=np.int64)
    cdef int64_t[::1] start = starts
    start[0] = 0
    for i in range(count):
        start[i + 1] = start[i] + PyUnicode_GET_LENGTH(strings[i])
    codes = np.empty(start[count], dtype=np.uint32)
    cdef uint32_t[::1] code = codes
    cdef int kind
    cdef const void *data
    for i in range(count):
        kind = PyUnicode_KIND(strings[i])
        data = PyUnicode_DATA(strings[i])
        n = start[i + 1] - start[i]
        for j in range(n):
            if kind == 1:
                code[start[i] + j] = (<const uint8_t *>data)[j]
            elif kind == 2:
                code[start[i] + j] = (<const uint16_t *>data)[j]
            else:
                code[start[i] + j] = (<const uint32_t *>data)[j]
    return codes, starts


cdef texts view(tuple flat):
    """A borrowed view of (codes, starts); the arrays must outlive it."""
    cdef const uint32_t[::1] codes = flat[0]
    cdef const int64_t[::1] starts = flat[1]
    cdef texts of
    of.codes = &codes[0] if codes.shape[0] else NULL
    of.starts = &starts[0]
    of.count = starts.shape[0] - 1
    return of


def levenshtein_matrix(
    tuple queries,
    tuple choices,
    uint8_t[:, ::1] out,
    int itemsize,
    bint symmetric,
    int64_t cutoff,
    int workers,
):
    """Fill `out`, the bytes of the matrix; `queries` and `choices` are pairs (codes, starts)."""
    cdef edit_matrix_job job
    cdef const edit_matrix *table = edit_matrix_table(chosen_variant())
    cdef int failed
    job.queries = view(queries)
    job.choices = view(choices)
    job.out = &out[0, 0] if out.shape[0] and out.shape[1] else NULL
    job.itemsize, job.symmetric, job.cutoff, job.workers = itemsize, symmetric, cutoff, workers
    with nogil:
        failed = table.run(&job)
    if failed:
        raise MemoryError("no memory for the tables of the choices")
