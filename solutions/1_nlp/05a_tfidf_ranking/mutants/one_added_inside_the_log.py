"""Takes the logarithm of one plus the ratio.

hint: Put a term that is in every document into the formula you were given.
"""

import math


def _idf(n_docs, n_containing):
    return math.log(1 + n_docs / n_containing) if n_containing else 0.0
