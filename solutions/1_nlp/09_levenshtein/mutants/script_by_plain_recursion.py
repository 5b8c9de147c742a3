"""Tries all scripts recursively, without remembering anything.

hint: How often do you recompute the same pair of prefixes?
"""


def _edits(script):
    return sum(step[0] != "keep" for step in script)


def edit_script(a, b):
    _check(a, b)
    if not a or not b:
        return [("delete", ch) for ch in a] + [("insert", ch) for ch in b]
    if a[-1] == b[-1]:
        return [*edit_script(a[:-1], b[:-1]), ("keep", a[-1])]
    substituted = [*edit_script(a[:-1], b[:-1]), ("substitute", a[-1], b[-1])]
    deleted = [*edit_script(a[:-1], b), ("delete", a[-1])]
    inserted = [*edit_script(a, b[:-1]), ("insert", b[-1])]
    return min(substituted, deleted, inserted, key=_edits)
