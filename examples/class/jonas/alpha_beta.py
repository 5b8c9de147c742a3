"""Alpha-beta search of a game tree, with a log of what was seen and what was skipped."""

from typing import NamedTuple


class SearchResult(NamedTuple):
    """What a search found and how it went; a path is the tuple of child indices from the root."""

    value: float
    trace: list[tuple[tuple[int, ...], float, float]]  # (path, alpha, beta)
    leaves: list[tuple[int, ...]]  # paths of the evaluated leaves, in order
    pruned: list[tuple[int, ...]]  # paths of the skipped children


def alpha_beta(tree, maximizing: bool = True) -> SearchResult:
    """Search a game tree from left to right with alpha-beta pruning and keep a log.

    `tree` is a leaf, i.e. a real number (int, float or NumPy scalar, infinities included), or a
    non-empty list or tuple of trees (depth below 200). The root is a MAX node if `maximizing`,
    else a MIN node; levels alternate. The tree stays unchanged, and no call remembers another.

    The root starts with alpha = -inf and beta = inf, and each child with the pair that its parent
    holds at that moment. After each child a MAX node sets v = max(v, child), alpha = max(alpha, v)
    and a MIN node v = min(v, child), beta = min(beta, v). If then alpha >= beta, the node skips
    its remaining children. A node returns its v, even where v lies outside the bounds.

    Returns a SearchResult of
    value: the v of the root;
    trace: (path, alpha, beta) of an inner node, once when the search enters it and once after
    each child it examined (after the update, before the cut); nothing for leaves;
    leaves: the path of each leaf that was evaluated, in the order of the search;
    pruned: at each cut the paths of the skipped children of that node, from left to right,
    without their descendants.
    A bare leaf gives `SearchResult(leaf, [], [()], [])`.

    ValueError for an empty list or tuple and for a NaN leaf, TypeError for a leaf that is no real
    number (a bool, a string, None ...), but only if the search reaches them.

    >>> r = alpha_beta([[3, 5], [2, 8]])
    >>> r.value, r.leaves, r.pruned
    (3, [(0, 0), (0, 1), (1, 0)], [(1, 1)])
    >>> for step in r.trace: print(*step)
    () -inf inf
    (0,) -inf inf
    (0,) -inf 3
    (0,) -inf 3
    () 3 inf
    (1,) 3 inf
    (1,) 3 2
    () 3 inf
    """
    raise NotImplementedError
