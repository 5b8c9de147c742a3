"""Compares the strings in lower case.

hint: Is "A" the same character as "a" here?
"""

_levenshtein, _matrix, _script = levenshtein, levenshtein_matrix, edit_script


def levenshtein(a, b):
    _check(a, b)
    return _levenshtein(a.lower(), b.lower())


def levenshtein_matrix(a, b):
    _check(a, b)
    return _matrix(a.lower(), b.lower())


def edit_script(a, b):
    _check(a, b)
    return _script(a.lower(), b.lower())
