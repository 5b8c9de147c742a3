"""Edit distance by dynamic programming over code points."""

import numpy as np


def levenshtein(const unsigned int[::1] a, const unsigned int[::1] b):
    """Distance of two arrays of code points; keeps one row of the table, of the shorter one."""
    if a.shape[0] < b.shape[0]:
        a, b = b, a
    cdef Py_ssize_t m = a.shape[0], n = b.shape[0], i, j, above, corner
    cdef Py_ssize_t[::1] row = np.arange(n + 1, dtype=np.intp)
    with nogil:
        for i in range(m):
            corner = row[0]
            row[0] = i + 1
            for j in range(n):
                above = row[j + 1]
                row[j + 1] = min(above + 1, row[j] + 1, corner + (a[i] != b[j]))
                corner = above
    return row[n]


def levenshtein_table(const unsigned int[::1] a, const unsigned int[::1] b):
    """Distances of all prefixes: entry (i, j) belongs to a[:i] and b[:j]."""
    cdef Py_ssize_t m = a.shape[0], n = b.shape[0], i, j
    table = np.empty((m + 1, n + 1), dtype=np.int64)
    cdef long long[:, ::1] t = table
    with nogil:
        for j in range(n + 1):
            t[0, j] = j
        for i in range(m):
            t[i + 1, 0] = i + 1
            for j in range(n):
                t[i + 1, j + 1] = min(
                    t[i, j + 1] + 1, t[i + 1, j] + 1, t[i, j] + (a[i] != b[j])
                )
    return table
