"""Edit distance between two strings, the table behind it, and one cheapest script of edits."""

import numpy as np


def levenshtein(a: str, b: str) -> int:
    """Fewest insertions, deletions and substitutions of single characters that turn a into b.

    a, b: any two strings, possibly empty, up to 2,000 characters each. Characters are Unicode
    code points compared with ==.
    Returns a Python or NumPy integer.
    Raises TypeError if a or b is not a str.

    >>> levenshtein("doctor", "bottle"), levenshtein("", "abc")
    (4, 3)
    """
    if not (isinstance(a, str) and isinstance(b, str)):
        raise TypeError
    prev = list(range(len(b) + 1))
    for i, ca in enumerate(a, start=1):
        cur = [i]
        for j, cb in enumerate(b, start=1):
            cur.append(min(prev[j] + 1, cur[-1] + 1, prev[j - 1] + (ca != cb)))
        prev = cur
    return prev[-1]


def levenshtein_matrix(a: str, b: str) -> np.ndarray:
    """Table of the distances between all prefixes of a and all prefixes of b.

    Returns an array of shape (len(a) + 1, len(b) + 1) with an integer dtype; the entry in row i
    and column j is the distance between a[:i] and b[:j].
    Raises TypeError if a or b is not a str.

    >>> levenshtein_matrix("doctor", "bottle")[-1].tolist()
    [6, 6, 5, 4, 4, 4, 4]
    """
    if not (isinstance(a, str) and isinstance(b, str)):
        raise TypeError
    D = np.zeros((len(a) + 1, len(b) + 1), dtype=int)
    D[:, 0] = np.arange(len(a) + 1)
    D[0, :] = np.arange(len(b) + 1)
    # how do I get the distances in here?
    raise NotImplementedError("the inside of the table is missing")


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
    raise NotImplementedError
