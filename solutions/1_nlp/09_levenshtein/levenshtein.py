"""Edit distance between two strings, the table behind it, and one cheapest script of edits."""

from collections.abc import Iterator

import numpy as np


def _check(a: object, b: object) -> None:
    for text in (a, b):
        if not isinstance(text, str):
            raise TypeError(f"expected two strings, got {type(text).__name__}")


def _rows(a: str, b: str) -> Iterator[list[int]]:
    """The rows of the table, one at a time: row i belongs to the first i characters of a."""
    above = list(range(len(b) + 1))
    yield above
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            row.append(min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (x != y)))
        yield row
        above = row


def levenshtein(a: str, b: str) -> int:
    """Fewest insertions, deletions and substitutions of single characters that turn a into b.

    a, b: any two strings, possibly empty, up to 2,000 characters each. Characters are Unicode
    code points compared with ==.
    Returns a Python or NumPy integer.
    Raises TypeError if a or b is not a str.

    >>> levenshtein("doctor", "bottle"), levenshtein("", "abc")
    (4, 3)
    """
    _check(a, b)
    if len(a) < len(b):
        a, b = b, a  # the distance is symmetric, and a row is as long as b
    for row in _rows(a, b):
        last = row
    return last[-1]


def levenshtein_matrix(a: str, b: str) -> np.ndarray:
    """Table of the distances between all prefixes of a and all prefixes of b.

    Returns an array of shape (len(a) + 1, len(b) + 1) with an integer dtype; the entry in row i
    and column j is the distance between a[:i] and b[:j].
    Raises TypeError if a or b is not a str.

    >>> levenshtein_matrix("doctor", "bottle")[-1].tolist()
    [6, 6, 5, 4, 4, 4, 4]
    """
    _check(a, b)
    return np.array(list(_rows(a, b)), dtype=np.int64)


def edit_script(a: str, b: str) -> list[tuple]:
    """One cheapest list of operations that turns a into b, from left to right.

    Each operation is one of ("keep", ch), ("substitute", old, new) with old != new,
    ("delete", ch) and ("insert", ch), where ch, old and new are single characters. Every
    operation but "keep" costs 1, and the total equals levenshtein(a, b).
    Raises TypeError if a or b is not a str.

    >>> script = edit_script("doctor", "bottle")
    >>> [op[0] for op in script]
    ['substitute', 'keep', 'substitute', 'keep', 'substitute', 'substitute']
    """
    _check(a, b)
    table = list(_rows(a, b))
    i, j = len(a), len(b)
    script: list[tuple] = []
    while i or j:
        if i and j and table[i][j] == table[i - 1][j - 1] + (a[i - 1] != b[j - 1]):
            i, j = i - 1, j - 1
            same = a[i] == b[j]
            script.append(("keep", a[i]) if same else ("substitute", a[i], b[j]))
        elif i and (j == 0 or table[i][j] == table[i - 1][j] + 1):
            i -= 1
            script.append(("delete", a[i]))
        else:
            j -= 1
            script.append(("insert", b[j]))
    return script[::-1]
