"""Divides by zero for a term in no document.

hint: Which denominators can be zero?
"""

import math


def _idf(n_docs, n_containing):
    return math.log(n_docs / n_containing)
