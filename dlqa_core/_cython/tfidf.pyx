"""Build and search an inverted index in C: see dlqa_core/_c/tfidf."""

import numpy as np

from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport free, malloc
from libc.string cimport memset

from dlqa_core._cython._variants cimport chosen_variant


cdef extern from "Python.h":
    int PyUnicode_KIND(str text)
    void *PyUnicode_DATA(str text)
    Py_ssize_t PyUnicode_GET_LENGTH(str text)

cdef extern from "threads.h" nogil:
    int DLQA_MAX_THREADS

cdef extern from "variants.h":
    """
    #include "tfidf/tfidf.h"
    DLQA_TABLES(tfidf)
    """

cdef extern from "tfidf/tfidf.h" nogil:
    struct tfidf_text:
        const void *data
        size_t length
        int kind
    struct tfidf_scheme:
        int bm25
        double k1, b
    struct tfidf_build:
        const tfidf_text *texts
        int64_t count
        tfidf_scheme scheme
        int threads
        int64_t words, bytes, postings
        uint8_t *arena
        size_t *ends
        int64_t *bounds
        uint32_t *docs
        double *weights
        double *tops
    struct tfidf_index:
        void *slots
        size_t mask
        uint8_t *arena
        size_t *ends
        int64_t words, count
        const int64_t *bounds
        const uint32_t *docs
        const double *weights
        const double *tops
    struct tfidf_search:
        const tfidf_index *index
        const tfidf_text *queries
        int64_t count, k
        int64_t *ids
        double *scores
        int threads
    struct tfidf:
        int (*read)(tfidf_build *build) noexcept nogil
        int (*fill)(tfidf_build *build) noexcept nogil
        void (*close)(tfidf_build *build) noexcept nogil
        void (*number)(tfidf_index *index) noexcept nogil
        int (*search)(tfidf_search *search) noexcept nogil
        size_t slot_bytes

    const tfidf *tfidf_table(int variant)


cdef tfidf_text *texts_of(tuple texts) except NULL:
    """The buffers of some str, which must be kept alive."""
    cdef Py_ssize_t i
    cdef str text
    cdef tfidf_text *found = <tfidf_text *>malloc((len(texts) + 1) * sizeof(tfidf_text))
    if found == NULL:
        raise MemoryError
    for i in range(len(texts)):
        if not isinstance(texts[i], str):  # the real type, which `__class__` cannot disguise
            free(found)
            raise TypeError(f"expected str, not {type(texts[i]).__name__}")
        text = <str>texts[i]
        found[i].data = PyUnicode_DATA(text)
        found[i].length = PyUnicode_GET_LENGTH(text)
        found[i].kind = PyUnicode_KIND(text)
    return found


def fit(tuple texts, bint bm25, double k1, double b, int threads):
    """An index of some texts: arena, ends, bounds, docs, weights and tops as in the twin."""
    cdef const tfidf *table = tfidf_table(chosen_variant())
    cdef tfidf_build build
    cdef int failed
    memset(&build, 0, sizeof(build))
    build.count, build.threads = len(texts), min(threads, DLQA_MAX_THREADS)
    build.scheme.bm25, build.scheme.k1, build.scheme.b = bm25, k1, b
    build.texts = texts_of(texts)
    try:
        with nogil:
            failed = table.read(&build)
        if failed:
            raise MemoryError
        arrays = room_for(&build)
        with nogil:
            failed = table.fill(&build)
        if failed:
            raise MemoryError
    finally:
        table.close(&build)
        free(<void *>build.texts)
    return arrays


cdef tuple room_for(tfidf_build *build):
    """The arrays of an index, not yet filled."""
    arena = np.empty(build.bytes + 8, np.uint8)
    ends = np.empty(build.words, np.uintp)
    bounds = np.empty(build.words + 1, np.int64)
    docs, weights = np.empty(build.postings, np.uint32), np.empty(build.postings, np.float64)
    tops = np.empty(build.words, np.float64)
    build.arena = <uint8_t *><size_t>arena.ctypes.data
    build.ends = <size_t *><size_t>ends.ctypes.data
    build.bounds = <int64_t *><size_t>bounds.ctypes.data
    build.docs = <uint32_t *><size_t>docs.ctypes.data
    build.weights = <double *><size_t>weights.ctypes.data
    build.tops = <double *><size_t>tops.ctypes.data
    return arena, ends, bounds, docs, weights, tops


def lookup(const uint8_t[::1] arena, const size_t[::1] ends):
    """The words of an index, to be found by what they say: slots as in words.h."""
    cdef const tfidf *table = tfidf_table(chosen_variant())
    cdef tfidf_index index
    cdef Py_ssize_t count = 64
    cdef uint8_t[::1] room
    while count * 5 < ends.shape[0] * 8:
        count *= 2
    slots = np.zeros(count * table.slot_bytes, np.uint8)
    room = slots
    memset(&index, 0, sizeof(index))
    index.slots, index.mask = &room[0], count - 1
    index.arena, index.words = <uint8_t *>&arena[0], ends.shape[0]
    index.ends = <size_t *>&ends[0] if ends.shape[0] else NULL
    with nogil:
        table.number(&index)
    return slots


def search(tuple queries, const uint8_t[::1] slots, const uint8_t[::1] arena,
           const size_t[::1] ends, const int64_t[::1] bounds, const uint32_t[::1] docs,
           const double[::1] weights, const double[::1] tops, int64_t count, int64_t k, int threads):
    """Rows of the ids and scores of the k best documents of each query; k < 0: see below.

    With k < 0 there are no ids, and each row has the scores of all documents in order.
    """
    cdef const tfidf *table = tfidf_table(chosen_variant())
    cdef tfidf_index index
    cdef tfidf_search search
    cdef int64_t[::1] id_room
    cdef double[::1] score_room
    cdef int failed
    cdef Py_ssize_t rows = len(queries)
    columns = k if k >= 0 else count
    ids, scores = np.empty(rows * max(k, 0), np.int64), np.empty(rows * columns, np.float64)
    id_room, score_room = ids, scores
    index.slots, index.mask = <void *>&slots[0], slots.shape[0] // table.slot_bytes - 1
    index.arena, index.words, index.count = <uint8_t *>&arena[0], ends.shape[0], count
    index.ends = <size_t *>&ends[0] if ends.shape[0] else NULL
    index.bounds = &bounds[0]
    index.docs = &docs[0] if docs.shape[0] else NULL
    index.weights = &weights[0] if weights.shape[0] else NULL
    index.tops = &tops[0] if tops.shape[0] else NULL
    memset(&search, 0, sizeof(search))
    search.index, search.count, search.k = &index, rows, max(k, 0)
    search.ids = &id_room[0] if id_room.shape[0] else NULL
    search.scores = &score_room[0] if score_room.shape[0] else NULL
    search.threads = min(threads, DLQA_MAX_THREADS, max(rows, 1))
    if search.scores != NULL:
        search.queries = texts_of(queries)
        with nogil:
            failed = table.search(&search)
            free(<void *>search.queries)
        if failed:
            raise MemoryError
    return ids.reshape(rows, max(k, 0)), scores.reshape(rows, columns)
