"""The value of a game tree for two perfect players, and the move to play."""


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
    raise NotImplementedError


def minimax_values(tree, maximizing: bool = True) -> dict[tuple[int, ...], float]:
    """Return the value of every inner node under its path.

    The path of a node is the tuple of child indices (integers, counted from 0) that leads to it
    from the root, whose own path is `()`. Leaves have no entry, so a bare leaf gives `{}`.
    Trees, players and errors are those of `minimax`.

    >>> minimax_values([[3, 8, 2], [5, 9, 1], [7, 4, 6]]) == {(): 4, (0,): 2, (1,): 1, (2,): 4}
    True
    """
    raise NotImplementedError


def best_move(tree, maximizing: bool = True) -> int:
    """Return the index of the first root child that attains the root value.

    Trees, players and errors are those of `minimax`; in addition a bare leaf, where there is no
    move to choose, is a ValueError.

    >>> best_move([[3, 8, 2], [5, 9, 1], [7, 4, 6]])
    2
    """
    raise NotImplementedError
