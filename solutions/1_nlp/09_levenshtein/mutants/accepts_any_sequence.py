"""Takes lists, tuples and bytes for strings.

hint: Are bytes a string, or a list of letters? What did your function do with them?
"""


def _check(a, b):
    len(a), len(b)
