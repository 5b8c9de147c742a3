"""Always gives one edit too many.

hint: Read off the corner of your own table.
"""

_right = levenshtein


def levenshtein(a, b):
    return _right(a, b) + 1
