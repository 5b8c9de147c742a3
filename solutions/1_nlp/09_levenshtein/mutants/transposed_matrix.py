"""Returns the table with rows and columns exchanged.

hint: Which string labels the rows?
"""

_matrix = levenshtein_matrix


def levenshtein_matrix(a, b):
    return _matrix(b, a)
