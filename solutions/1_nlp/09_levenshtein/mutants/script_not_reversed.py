"""Lists the operations in the order in which the way back meets them.

hint: Walking back through the table, which operation do you meet first?
"""

_script = edit_script


def edit_script(a, b):
    return _script(a, b)[::-1]
