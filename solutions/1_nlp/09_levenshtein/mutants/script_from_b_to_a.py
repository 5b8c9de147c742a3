"""Gives the script that turns b into a.

hint: Replay your script by hand, starting from the first string.
"""

_script = edit_script


def edit_script(a, b):
    return _script(b, a)
