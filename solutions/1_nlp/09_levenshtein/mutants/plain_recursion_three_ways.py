"""Recurses three ways at every pair of prefixes, without remembering anything.

hint: How often do you recompute the same pair of prefixes?
"""


def levenshtein(a, b):
    _check(a, b)
    if not a or not b:
        return len(a) + len(b)
    substituted = levenshtein(a[:-1], b[:-1]) + (a[-1] != b[-1])
    return min(levenshtein(a[:-1], b) + 1, levenshtein(a, b[:-1]) + 1, substituted)
