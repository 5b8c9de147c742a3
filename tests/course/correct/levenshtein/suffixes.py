"""A table of suffixes, so that the script is read off forwards; operations are lists."""

import numpy as np


class NotAString(TypeError):
    pass


def _ways(a, b):
    """distance[i][j] is the distance of a[i:] and b[j:]."""
    if not isinstance(a, str) or not isinstance(b, str):
        raise NotAString
    distance = [[len(a) - i + len(b) - j for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in reversed(range(len(a))):
        for j in reversed(range(len(b))):
            distance[i][j] = min(
                distance[i + 1][j] + 1,
                distance[i][j + 1] + 1,
                distance[i + 1][j + 1] + (a[i] != b[j]),
            )
    return distance


def levenshtein(a, b):
    return _ways(a, b)[0][0]


def levenshtein_matrix(a, b):
    turned = _ways(a[::-1] if isinstance(a, str) else a, b[::-1] if isinstance(b, str) else b)
    return np.array(turned, dtype=np.int32)[::-1, ::-1]


def edit_script(a, b):
    distance = _ways(a, b)
    i = j = 0
    script = []
    while i < len(a) or j < len(b):
        here = distance[i][j]
        if i < len(a) and j < len(b) and a[i] == b[j]:
            script.append(["keep", a[i]])
            i, j = i + 1, j + 1
        elif i < len(a) and here == distance[i + 1][j] + 1:
            script.append(["delete", a[i]])
            i += 1
        elif j < len(b) and here == distance[i][j + 1] + 1:
            script.append(["insert", b[j]])
            j += 1
        else:
            script.append(["substitute", a[i], b[j]])
            i, j = i + 1, j + 1
    return script
