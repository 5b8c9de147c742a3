"""Smooths the IDF as scikit-learn does.

hint: Put a term that is in every document into the formula you were given.
"""

import math


def _idf(n_docs, n_containing):
    return math.log((1 + n_docs) / (1 + n_containing)) + 1
