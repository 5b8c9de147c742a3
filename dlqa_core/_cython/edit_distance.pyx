"""Edit distance by bit-parallel dynamic programming: see dlqa_core/_c/edit_distance."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_Check, PyBytes_GET_SIZE
from cpython.long cimport PyLong_AsLongLongAndOverflow, PyLong_CheckExact
from cpython.unicode cimport PyUnicode_Check, PyUnicode_DATA, PyUnicode_GET_LENGTH, PyUnicode_KIND
from libc.stdint cimport int64_t, uint32_t

import numpy as np

from dlqa_core._cython._variants cimport chosen_variant, dlqa_variant

cdef extern from "edit_distance/pair.h" nogil:
    struct edit_text:
        const void *data
        int64_t length
        int kind

    struct edit_op:
        int64_t kind, i, j

    struct edit_pair:
        int64_t (*words)(
            const void *, int64_t, int, const void *, int64_t, int, int64_t
        ) noexcept nogil
        int64_t (*distance)(const edit_text *, const edit_text *, int64_t) noexcept nogil
        int (*trace)(const edit_text *, const edit_text *, int64_t, edit_op *) noexcept nogil
        void (*table)(const edit_text *, const edit_text *, int64_t *) noexcept nogil

cdef extern from * nogil:
    """
    #include "edit_distance/pair.h"
    #include "variants.h"
    DLQA_TABLES(edit_pair)
    #define QUICK 64 /* texts of this length are not worth letting other threads in */
    """
    const int64_t QUICK
    const edit_pair *edit_pair_table(int variant)


# What short pairs take: asking the environment at each call would cost as much as the answer.
cdef const edit_pair *at_import = NULL
if dlqa_variant() >= 0:
    at_import = edit_pair_table(dlqa_variant())


def front(a, b, *, score_cutoff=None, backend=None):
    """What users call: pairs of str or bytes go straight on, all else is checked in Python."""
    cdef edit_text x, y
    cdef int64_t cutoff = -1
    if backend is not None or not (view(&x, a) and view(&y, b) and same_type(a, b)):
        return general(a, b, score_cutoff, backend)
    if score_cutoff is not None:
        cutoff = small(score_cutoff)
        if cutoff < 0:
            return general(a, b, score_cutoff, backend)
    if x.length <= QUICK and y.length <= QUICK and at_import != NULL:
        return at_import.words(x.data, x.length, x.kind, y.data, y.length, y.kind, cutoff)
    return measure(&x, &y, cutoff)


def levenshtein(a, b, int64_t cutoff):
    """Distance of two texts (str, bytes or codes), `cutoff` + 1 if it is above a cutoff >= 0."""
    cdef edit_text x, y
    cdef const uint32_t[::1] p = read(&x, a), q = read(&y, b)
    return measure(&x, &y, cutoff)


def edit_ops(a, b):
    """The leftmost of all shortest lists of edits: an array of rows (kind, i, j)."""
    cdef edit_text x, y
    cdef const uint32_t[::1] p = read(&x, a), q = read(&y, b)
    cdef const edit_pair *table = edit_pair_table(chosen_variant())
    cdef int64_t size = measure(&x, &y, -1)
    ops = np.empty((size, 3), dtype=np.int64)
    cdef int64_t[:, ::1] rows = ops
    cdef int failed = 0
    if size > 0:
        with nogil:
            failed = table.trace(&x, &y, size, <edit_op *> &rows[0, 0])
    if failed:
        raise MemoryError("no memory for the edits")
    return ops


def levenshtein_table(a, b):
    """Distances of all prefixes: entry (i, j) belongs to a[:i] and b[:j]."""
    cdef edit_text x, y
    cdef const uint32_t[::1] p = read(&x, a), q = read(&y, b)
    cdef const edit_pair *table = edit_pair_table(chosen_variant())
    distances = np.empty((x.length + 1, y.length + 1), dtype=np.int64)
    cdef int64_t[:, ::1] out = distances
    with nogil:
        table.table(&x, &y, &out[0, 0])
    return distances


cdef object general(object a, object b, object cutoff, object backend):
    from dlqa_core.edit_distance import general

    return general(a, b, cutoff, backend)


cdef inline int64_t small(object number) noexcept:
    """An int from 0 to 2**63 - 1; a negative number stands for everything else."""
    cdef int overflow = 0
    if not PyLong_CheckExact(number):
        return -1
    cdef int64_t value = PyLong_AsLongLongAndOverflow(number, &overflow)
    return -1 if overflow else value


cdef inline bint same_type(object a, object b) noexcept:
    return PyUnicode_Check(a) == PyUnicode_Check(b)


cdef inline bint view(edit_text *text, object a) noexcept:
    """Look at the buffer of a str or bytes; False for anything else."""
    if PyUnicode_Check(a):
        text.data = PyUnicode_DATA(a)
        text.length = PyUnicode_GET_LENGTH(a)
        text.kind = PyUnicode_KIND(a)
    elif PyBytes_Check(a):
        text.data = PyBytes_AS_STRING(a)
        text.length = PyBytes_GET_SIZE(a)
        text.kind = 1
    else:
        return False
    return True


cdef const uint32_t[::1] read(edit_text *text, object a):
    """Look at a str, bytes or an array of codes; what is returned keeps the array's buffer."""
    cdef const uint32_t[::1] codes = None
    if not view(text, a):
        codes = a
        text.data = &codes[0] if codes.shape[0] else NULL
        text.length = codes.shape[0]
        text.kind = 4
    return codes


cdef inline int64_t measure(const edit_text *a, const edit_text *b, int64_t cutoff) except -1:
    cdef const edit_pair *table = edit_pair_table(chosen_variant())
    cdef int64_t result
    with nogil:
        result = table.distance(a, b, cutoff)
    if result < 0:
        raise MemoryError("no memory for the edit distance")
    return result
