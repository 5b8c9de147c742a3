"""Adds one to the IDF.

hint: Put a term that is in every document into the formula you were given.
"""

import math


def _idf(n_docs, n_containing):
    return math.log(n_docs / n_containing) + 1 if n_containing else 0.0
