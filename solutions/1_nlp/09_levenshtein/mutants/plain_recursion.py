"""Recurses without remembering anything.

hint: How often do you recompute the same pair of prefixes?
"""


def levenshtein(a, b):
    _check(a, b)
    if not a or not b:
        return len(a) + len(b)
    if a[-1] == b[-1]:
        return levenshtein(a[:-1], b[:-1])
    shorter = levenshtein(a[:-1], b), levenshtein(a, b[:-1]), levenshtein(a[:-1], b[:-1])
    return 1 + min(shorter)
