"""Substitutes position by position and fixes the tail afterwards.

hint: Count the cost of your script and compare with the table.
"""


def edit_script(a, b):
    _check(a, b)
    script = [("keep", x) if x == y else ("substitute", x, y) for x, y in zip(a, b)]
    script += [("delete", ch) for ch in a[len(b) :]]
    return script + [("insert", ch) for ch in b[len(a) :]]
