"""The value of a game tree for two perfect players, and the move to play."""

import numpy as np


def minimax(tree, maximizing: bool = True):
    """Return the value of the game for two perfect players.

    `tree` is a leaf, i.e. a real number (int, float or NumPy scalar, infinities included), or a
    non-empty list or tuple of trees; depth (below 200) and branching may vary from node to node.
    The player at the root takes the largest child value if `maximizing`, else the smallest; the
    players alternate from level to level. The value of a leaf is the leaf itself, whoever would
    be to move. The tree stays unchanged.

    Wherever in the tree they are: ValueError for an empty list or tuple and for a NaN leaf,
    TypeError for a leaf that is no real number (a bool, a string, None ...).

    >>> minimax([[3, 8, 2], [5, 9, 1], [7, 4, 6]])
    4
    >>> minimax([[3, 8, 2], [5, 9, 1], [7, 4, 6]], maximizing=False)
    7
    """
    if _is_leaf(tree):
        return tree
    return _best([minimax(child, not maximizing) for child in tree], maximizing)


def minimax_values(tree, maximizing: bool = True) -> dict[tuple[int, ...], float]:
    """Return the value of every inner node under its path.

    The path of a node is the tuple of child indices (integers, counted from 0) that leads to it
    from the root, whose own path is `()`. Leaves have no entry, so a bare leaf gives `{}`.
    Trees, players and errors are those of `minimax`.

    >>> minimax_values([[3, 8, 2], [5, 9, 1], [7, 4, 6]]) == {(): 4, (0,): 2, (1,): 1, (2,): 4}
    True
    """
    values = {}

    def value(node, path: tuple[int, ...], maximizing: bool):
        if _is_leaf(node):
            return node
        found = [value(child, (*path, i), not maximizing) for i, child in enumerate(node)]
        values[path] = _best(found, maximizing)
        return values[path]

    value(tree, (), maximizing)
    return values


def best_move(tree, maximizing: bool = True) -> int:
    """Return the index of the first root child that attains the root value.

    Trees, players and errors are those of `minimax`; in addition a bare leaf, where there is no
    move to choose, is a ValueError.

    >>> best_move([[3, 8, 2], [5, 9, 1], [7, 4, 6]])
    2
    """
    if _is_leaf(tree):
        raise ValueError("a bare leaf has no moves")
    values = [minimax(child, not maximizing) for child in tree]
    return values.index(_best(values, maximizing))


def _best(values: list, maximizing: bool):
    """What the player to move makes of the values of the children."""
    return max(values) if maximizing else min(values)


def _is_leaf(node) -> bool:
    """Tell leaves from inner nodes; refuse what is neither."""
    if isinstance(node, (list, tuple)):
        if not node:
            raise ValueError("an inner node needs at least one child")
        return False
    number = np.asarray(node)
    if number.ndim or number.dtype.kind not in "iuf":
        raise TypeError(f"a leaf must be a real number, got {node!r}")
    if np.isnan(number):
        raise ValueError("a leaf must not be NaN")
    return True
