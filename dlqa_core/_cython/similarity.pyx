"""Tokens, fingerprints and similar pairs of Python sources, in C: see dlqa_core/_c/similarity."""

import numpy as np

from libc.stdint cimport int64_t, uint8_t, uint64_t
from libc.string cimport memset


cdef extern from "similarity/lexer.h" nogil:
    struct similarity_keywords:
        pass
    struct similarity_text:
        const uint8_t *text
        int64_t size, count
        uint8_t *codes
        int64_t *starts
        int64_t *ends
    void similarity_fill_keywords(similarity_keywords *table)
    void similarity_lex(similarity_text *text, const similarity_keywords *keywords)

cdef extern from "similarity/winnow.h" nogil:
    int64_t similarity_hashes(const uint8_t *codes, int64_t n, int64_t k, uint64_t *out)
    int64_t similarity_winnow(const uint64_t *hashes, int64_t m, int64_t window, int64_t *kept)

cdef extern from "similarity/pairs.h" nogil:
    int DLQA_MAX_THREADS
    struct similarity_pair:
        pass
    struct similarity_corpus:
        const uint8_t *text
        const int64_t *bounds
        int64_t files, common, k, window, limit
        double threshold
        int threads
    int64_t similarity_pairs(similarity_corpus *corpus)
    void similarity_take(const similarity_corpus *corpus, similarity_pair *out)
    void similarity_free(similarity_corpus *corpus)

cdef extern from "similarity/passages.h" nogil:
    int64_t similarity_passages(const int64_t *a, int64_t m, const int64_t *b, int64_t n,
                                const int64_t *places, const int64_t *bounds, int64_t *out)


PAIR = np.dtype([("i", np.int64), ("j", np.int64), ("score", np.float64), ("shared", np.int64)])


def scan(const uint8_t[::1] data):
    """The tokens of a text in UTF-8: their codes, and in which bytes they start and end."""
    cdef Py_ssize_t size = data.shape[0]
    codes, starts = np.empty(size + 1, np.uint8), np.empty(size + 1, np.int64)
    ends = np.empty(size + 1, np.int64)
    cdef uint8_t[::1] code = codes
    cdef int64_t[::1] start = starts, end = ends
    cdef similarity_keywords keywords
    cdef similarity_text text
    text.text, text.size = &data[0] if size else NULL, size
    text.codes, text.starts, text.ends = &code[0], &start[0], &end[0]
    with nogil:
        similarity_fill_keywords(&keywords)
        similarity_lex(&text, &keywords)
    return codes[: text.count].copy(), starts[: text.count].copy(), ends[: text.count].copy()


def winnow(const uint8_t[::1] codes, int64_t k, int64_t window):
    """The fingerprints of a token string: hashes, and the first of the k tokens of each."""
    cdef Py_ssize_t n = codes.shape[0]
    hashes, kept = np.empty(n + 1, np.uint64), np.empty(n + 1, np.int64)
    cdef uint64_t[::1] h = hashes
    cdef int64_t[::1] at = kept
    cdef int64_t count
    with nogil:
        count = similarity_hashes(&codes[0] if n else NULL, n, k, &h[0])
        count = similarity_winnow(&h[0], count, window, &at[0])
    kept = kept[:count].copy()
    return hashes[kept], kept


def pairs(const uint8_t[::1] text, const int64_t[::1] bounds, int64_t common, int64_t k,
          int64_t window, int64_t limit, double threshold, int threads):
    """Pairs of texts that share fingerprints; text f is text[bounds[f]:bounds[f + 1]]."""
    cdef similarity_corpus corpus
    cdef int64_t count
    cdef uint8_t[::1] room
    memset(&corpus, 0, sizeof(corpus))
    corpus.text, corpus.bounds = &text[0] if text.shape[0] else NULL, &bounds[0]
    corpus.files, corpus.common = bounds.shape[0] - 1, common
    corpus.k, corpus.window, corpus.limit = k, window, limit
    corpus.threshold, corpus.threads = threshold, min(threads, DLQA_MAX_THREADS)
    try:
        with nogil:
            count = similarity_pairs(&corpus)
        if count < 0:
            raise MemoryError
        found = np.empty(count, PAIR)
        if count:
            room = found.view(np.uint8)
            with nogil:
                similarity_take(&corpus, <similarity_pair *>&room[0])
    finally:
        similarity_free(&corpus)
    return found


def passages(const int64_t[::1] a, const int64_t[::1] b, const int64_t[::1] places,
             const int64_t[::1] bounds):
    """Runs of equal numbers: see the NumPy twin."""
    runs = np.empty((min(a.shape[0], b.shape[0]), 3), np.int64)
    cdef int64_t[:, ::1] out = runs
    cdef int64_t count
    if len(runs) == 0:
        return runs
    with nogil:
        count = similarity_passages(
            &a[0], a.shape[0], &b[0], b.shape[0],
            &places[0] if places.shape[0] else NULL, &bounds[0], &out[0, 0],
        )
    if count < 0:
        raise MemoryError
    return runs[:count].copy()
