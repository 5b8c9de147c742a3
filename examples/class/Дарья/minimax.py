"""The value of a game tree for two perfect players, and the move to play."""


def minimax(tree, maximizing: bool = True):
    """Return the value of the game for two perfect players."""
    if not isinstance(tree, (list, tuple)):
        if isinstance(tree, bool) or not hasattr(tree, "__float__"):
            raise TypeError("лист должен быть числом")
        if tree != tree:
            raise ValueError("NaN")
        return tree
    if not tree:
        raise ValueError("пустой узел")
    values = [minimax(child, not maximizing) for child in tree]
    return max(values) if maximizing else min(values)


def minimax_values(tree, maximizing: bool = True) -> dict[tuple[int, ...], float]:
    """Return the value of every inner node under its path."""
    raise NotImplementedError


def best_move(tree, maximizing: bool = True) -> int:
    """Return the index of the first root child that attains the root value."""
    raise NotImplementedError
