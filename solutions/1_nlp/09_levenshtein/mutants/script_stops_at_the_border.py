"""Stops the way back as soon as one string is used up.

hint: What is left of one string when the other is used up?
"""


def edit_script(a, b):
    _check(a, b)
    table = list(_rows(a, b))
    i, j = len(a), len(b)
    script = []
    while i and j:
        if table[i][j] == table[i - 1][j - 1] + (a[i - 1] != b[j - 1]):
            i, j = i - 1, j - 1
            script.append(("keep", a[i]) if a[i] == b[j] else ("substitute", a[i], b[j]))
        elif table[i][j] == table[i - 1][j] + 1:
            i -= 1
            script.append(("delete", a[i]))
        else:
            j -= 1
            script.append(("insert", b[j]))
    return script[::-1]
