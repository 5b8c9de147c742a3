def minimax(tree, maximizing=True):
    if isinstance(tree, bool) or tree is None or isinstance(tree, (str, dict, complex)):
        raise TypeError("leaf")
    if not isinstance(tree, (list, tuple)):
        if getattr(tree, "shape", ()) or getattr(getattr(tree, "dtype", None), "kind", "f") not in "iuf":
            raise TypeError("leaf")
        if tree != tree:
            raise ValueError("NaN")
        return tree
    if not tree:
        raise ValueError("empty")
    f = max if maximizing else min
    return f([minimax(t, not maximizing) for t in tree])


def minimax_values(tree, maximizing=True, path=()):
    values = {path: minimax(tree, maximizing)}
    for i, t in enumerate(tree if isinstance(tree, (list, tuple)) else [tree]):
        values.update(minimax_values(t, not maximizing, path + (i,)))  # when does this end?
    return values


def best_move(tree, maximizing=True):
    if not isinstance(tree, (list, tuple)):
        minimax(tree)
        raise ValueError("leaf")
    values = [minimax(t, not maximizing) for t in tree]
    minimax(tree)
    return values.index((max if maximizing else min)(values))
