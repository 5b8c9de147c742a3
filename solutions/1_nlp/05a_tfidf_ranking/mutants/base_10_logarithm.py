"""Takes the logarithm to base 10.

hint: The order would survive, the scores would not.
"""

import math


def _idf(n_docs, n_containing):
    return math.log10(n_docs / n_containing) if n_containing else 0.0
