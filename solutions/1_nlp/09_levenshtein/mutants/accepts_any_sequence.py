"""Takes lists, tuples and bytes for strings.

hint: Is a list of letters a string? What did your function do with one?
"""


def _check(a, b):
    len(a), len(b)
