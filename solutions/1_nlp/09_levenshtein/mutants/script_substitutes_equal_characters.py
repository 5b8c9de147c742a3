"""Writes a substitution where the character stays.

hint: What does it cost to replace a letter by itself?
"""

_script = edit_script


def edit_script(a, b):
    return [("substitute", op[1], op[1]) if op[0] == "keep" else op for op in _script(a, b)]
