"""Fills a table of 8-bit integers.

hint: What is the largest number that fits into one cell of your table?
"""

import numpy as np

_matrix = levenshtein_matrix


def levenshtein_matrix(a, b):
    return _matrix(a, b).astype(np.uint8)
