"""Strips blanks from the ends of the strings.

hint: Is a blank a character?
"""

_levenshtein = levenshtein


def levenshtein(a, b):
    _check(a, b)
    return _levenshtein(a.strip(), b.strip())
