"""Adds one to the number of documents that contain the term.

hint: Put a term that is in every document into the formula you were given.
"""

import math


def _idf(n_docs, n_containing):
    return math.log(n_docs / (1 + n_containing)) if n_docs else 0.0
