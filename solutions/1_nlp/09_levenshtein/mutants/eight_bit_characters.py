"""Compares the last eight bits of the code points.

hint: How large is `ord` of a character such as an emoji?
"""

_levenshtein = levenshtein


def _cut(text):
    return "".join(chr(ord(character) % 256) for character in text)


def levenshtein(a, b):
    _check(a, b)
    return _levenshtein(_cut(a), _cut(b))
