"""Hidden checks of alpha-beta search: value, evaluated and skipped nodes, trace."""

from math import inf, nan

import numpy as np
import pytest
from hypothesis import strategies as st

from grader.testing import equal, law, refuses, unchanged

LEAVES = st.integers(-4, 4) | st.sampled_from([0.1, -2.5, 9, inf, -inf])
BRANCHES = st.recursive(
    LEAVES, lambda branches: st.lists(branches, min_size=1, max_size=4), max_leaves=16
)
TREES = st.lists(BRANCHES, min_size=1, max_size=4)
FORESTS = st.lists(TREES, min_size=1, max_size=10)


def fields(result):
    """Value, trace, leaves and pruned of a SearchResult, which arrives as a plain tuple."""
    right = isinstance(result, tuple) and len(result) == 4
    assert right, f"alpha_beta returned {result!r}, not SearchResult(value, trace, leaves, pruned)"
    return result


def for_both(trees):
    """Arguments of a call for each tree and each player at the root."""
    return [(tree, maximizing) for tree in trees for maximizing in (True, False)]


def big_trees():
    """Trees of depth 3 to 5, too large to be looked at."""
    rng = np.random.default_rng(20)

    def grown(depth):
        if depth == 0 or rng.random() < 0.1:
            return int(rng.integers(-20, 20))
        return [grown(depth - 1) for _ in range(rng.integers(2, 4))]

    return [[grown(depth), grown(depth)] for depth in (2, 3, 4)]


def constant_tree(branching, depth):
    """A full tree whose leaves are all equal."""
    return [constant_tree(branching, depth - 1)] * branching if depth else 1


def chain(depth):
    """A tree of the given depth: at each node a leaf and the rest of the chain."""
    tree = [0, 0.5]
    for level in range(1, depth):
        leaf = (7 * level) % 11 - 5
        tree = [leaf, tree] if level % 3 else [tree, leaf]
    return tree


def paths(listed):
    """The list itself, if it is a list of tuples of integers."""
    assert isinstance(listed, list), f"{listed!r} is no list of paths"
    for path in listed:
        right = isinstance(path, tuple) and all(np.asarray(i).dtype.kind in "iu" for i in path)
        assert right, f"{path!r} is no path: paths are tuples of integers"
    return listed


def by_parent(pruned):
    """Skipped children sorted by their parent; children of one parent keep their order."""
    return sorted(paths(pruned), key=lambda path: path[:-1])


def same_searches(got, want):
    """Fail unless each search evaluated and skipped the same nodes."""
    for result, expected in zip(got, want, strict=True):
        _, _, leaves, pruned = fields(result)
        equal(paths(leaves), expected[2], what="the evaluated leaves", strict=True)
        equal(by_parent(pruned), by_parent(expected[3]), what="the skipped children", strict=True)


def same_traces(got, want):
    """Fail unless each search was logged with the same bounds."""
    for result, expected in zip(got, want, strict=True):
        equal(fields(result)[1], expected[1], what="the trace", strict=True)
        paths([entry[0] for entry in result[1]])


# value


@pytest.mark.weight(3)
@law(examples=4, trees=FORESTS)
def test_value_is_that_of_minimax(answer, reference, trees):
    """The value of any tree is that of plain minimax, whoever begins."""
    calls = for_both(trees)
    want = [result[0] for result in reference.alpha_beta.map(calls)]
    got = [fields(result)[0] for result in answer.alpha_beta.map(calls)]
    equal(got, want, what="the values")


@pytest.mark.weight(2)
def test_value_if_min_begins(answer):
    """MIN at the root takes the smallest of what MAX leaves."""
    tree = [[3, 5], [8, 2]]
    equal(fields(answer.alpha_beta(tree, maximizing=False))[0], 5, what="the value")
    equal(fields(answer.alpha_beta([-2, [-7, -9], 4], False))[0], -7, what="the value")


@pytest.mark.weight(2)
def test_value_of_leaves_tuples_and_numpy_numbers(answer):
    """A bare leaf is its own value; nodes may be tuples, leaves NumPy numbers or infinite."""
    equal(fields(answer.alpha_beta(-2.5))[0], -2.5, what="the value of a leaf")
    tree = ((3, np.float64(8.5)), [np.int64(5), np.float32(4.5)], (np.int32(7), 4))
    equal(fields(answer.alpha_beta(tree))[0], 4.5, what="the value")
    equal(fields(answer.alpha_beta([-inf, [-inf, 2]]))[0], -inf, what="the value")


@pytest.mark.errors
@pytest.mark.weight(2)
def test_value_is_refused_for_malformed_trees(answer):
    """Empty nodes and NaN are ValueErrors, other leaves that are no numbers TypeErrors."""
    for tree in ([], (), [1, []], [[2, 3], [4, ()]], nan, [[5, np.float32(nan)], 6]):
        refuses(ValueError, answer.alpha_beta, tree)
    for tree in (True, "3", None, [1, np.True_], [[2, "3"], 4], [[None]], [{"5": 6}]):
        refuses(TypeError, answer.alpha_beta, tree)
    refuses(TypeError, answer.alpha_beta, [np.array([1.0, 2.0]), 3])


# leaves


@pytest.mark.weight(4)
@law(examples=4, trees=FORESTS)
def test_leaves_of_ragged_trees(answer, reference, trees):
    """In any tree exactly the right leaves are evaluated and the right children skipped."""
    calls = for_both(trees)
    want = reference.alpha_beta.map(calls)
    same_searches(answer.alpha_beta.map(calls), want)


@pytest.mark.weight(3)
def test_leaves_of_big_trees(answer, reference):
    """In large trees exactly the right leaves are evaluated and the right children skipped."""
    calls = for_both(big_trees())
    want = reference.alpha_beta.map(calls)
    same_searches(answer.alpha_beta.map(calls), want)


@pytest.mark.weight(2)
def test_leaves_are_cut_off_at_equality(answer):
    """A branch that can only equal what is already secured is left at once."""
    _, _, leaves, pruned = fields(answer.alpha_beta([[3, 5], [3, 9]]))
    equal(leaves, [(0, 0), (0, 1), (1, 0)], what="the evaluated leaves", strict=True)
    equal(pruned, [(1, 1)], what="the skipped children", strict=True)
    _, _, leaves, pruned = fields(answer.alpha_beta([[3, 5], [5, 9, 1]], False))
    equal(leaves, [(0, 0), (0, 1), (1, 0)], what="the evaluated leaves", strict=True)
    equal(pruned, [(1, 1), (1, 2)], what="the skipped children", strict=True)
    # Nothing is better than inf for MAX: alpha equals the beta of the start.
    _, _, leaves, pruned = fields(answer.alpha_beta([inf, 3]))
    equal(leaves, [(0,)], what="the evaluated leaves", strict=True)
    equal(pruned, [(1,)], what="the skipped children", strict=True)


@pytest.mark.weight(2)
def test_leaves_below_a_deep_cut(answer):
    """What an ancestor higher up has secured cuts deep down, too."""
    # What the root has in hand after the 5 cuts at two nodes far below; then from MIN's side.
    deep = [5, [[[[[3, 9], 1], 2], 7], 6]]
    mirrored = [-5, [[[[[-3, -9], -1], -2], -7], -6]]
    for tree, maximizing in ((deep, True), (mirrored, False)):
        _, _, leaves, pruned = fields(answer.alpha_beta(tree, maximizing))
        want = [(0,), (1, 0, 0, 0, 0, 0), (1, 0, 0, 0, 1), (1, 0, 1), (1, 1)]
        equal(leaves, want, what="the evaluated leaves", strict=True)
        want = [(1, 0, 0, 0, 0, 1), (1, 0, 0, 1)]
        equal(by_parent(pruned), by_parent(want), what="the skipped children", strict=True)


@pytest.mark.weight(2)
def test_leaves_of_a_constant_tree(answer):
    """Of 81 equal leaves, four levels deep with three branches each, 9 + 9 - 1 are evaluated."""
    _, _, leaves, _ = fields(answer.alpha_beta(constant_tree(3, 4)))
    equal(len(paths(leaves)), 17, what="the number of evaluated leaves")


@pytest.mark.weight(2)
def test_leaves_that_are_skipped_are_never_looked_at(answer):
    """What is malformed in a branch that is skipped goes unnoticed."""
    for hidden in (8, None, [], nan, "8", True):
        _, _, leaves, pruned = fields(answer.alpha_beta([[3, 5], [2, hidden, [hidden]]]))
        equal(leaves, [(0, 0), (0, 1), (1, 0)], what="the evaluated leaves", strict=True)
        equal(pruned, [(1, 1), (1, 2)], what="the skipped children", strict=True)


def test_leaves_of_a_bare_leaf(answer):
    """A bare leaf is the one leaf that is evaluated; its path is the empty tuple."""
    _, _, leaves, pruned = fields(answer.alpha_beta(7))
    equal(leaves, [()], what="the evaluated leaves", strict=True)
    equal(pruned, [], what="the skipped children", strict=True)


@pytest.mark.weight(2)
def test_leaves_are_forgotten_between_calls(answer):
    """Two calls in a row list the same leaves, and the tree is the same as before."""
    tree = ([3, 5], (2, 8), [1, [4, 6]])
    with unchanged(tree=tree):
        first, second = fields(answer.alpha_beta(tree)), fields(answer.alpha_beta(tree))
    for _, _, leaves, pruned in (first, second):
        equal(leaves, [(0, 0), (0, 1), (1, 0), (2, 0)], what="the evaluated leaves", strict=True)
        equal(pruned, [(1, 1), (2, 1)], what="the skipped children", strict=True)


# trace


@pytest.mark.weight(4)
@law(examples=4, trees=FORESTS)
def test_trace_of_ragged_trees(answer, reference, trees):
    """In any tree the bounds are right when a node is entered and after each of its children."""
    calls = for_both(trees)
    want = reference.alpha_beta.map(calls)
    same_traces(answer.alpha_beta.map(calls), want)


@pytest.mark.weight(3)
def test_trace_of_big_trees(answer, reference):
    """In large trees the bounds are right at every step."""
    calls = for_both(big_trees())
    want = reference.alpha_beta.map(calls)
    same_traces(answer.alpha_beta.map(calls), want)


@pytest.mark.weight(2)
def test_trace_shows_the_bounds_of_all_ancestors(answer):
    """A node starts with the pair of its parent, which holds what all ancestors have secured."""
    want = [
        ((), -inf, inf),
        ((), 5, inf),
        ((1,), 5, inf),
        ((1, 0), 5, inf),
        ((1, 0, 0), 5, inf),
        ((1, 0, 0), 5, 3),
        ((1, 0), 5, inf),
        ((1, 0), 7, inf),
        ((1,), 5, 7),
        ((1,), 5, 6),
        ((), 6, inf),
    ]
    equal(
        fields(answer.alpha_beta([5, [[[3, [9, 1]], 7], 6]]))[1],
        want,
        what="the trace",
        strict=True,
    )


@pytest.mark.weight(2)
def test_trace_shows_values_outside_the_bounds(answer):
    """A node hands its parent the best value it found, even one that lies below alpha."""
    want = [
        ((), -inf, inf),
        ((), 3, inf),
        ((1,), 3, inf),
        ((1, 0), 3, inf),
        ((1, 0), 3, inf),
        ((1, 0), 3, inf),
        ((1,), 3, 2),
        ((), 3, inf),
    ]
    equal(fields(answer.alpha_beta([3, [[1, 2], 5]]))[1], want, what="the trace", strict=True)


@pytest.mark.weight(2)
def test_trace_if_min_begins(answer):
    """With MIN at the root the first bound that moves is beta."""
    want = [
        ((), -inf, inf),
        ((0,), -inf, inf),
        ((0,), 3, inf),
        ((0,), 5, inf),
        ((), -inf, 5),
        ((1,), -inf, 5),
        ((1,), 8, 5),
        ((), -inf, 5),
    ]
    equal(
        fields(answer.alpha_beta([[3, 5], [8, 2]], maximizing=False))[1],
        want,
        what="the trace",
        strict=True,
    )


@pytest.mark.weight(2)
def test_trace_never_takes_a_guarantee_back(answer):
    """A later, worse child changes neither alpha nor beta."""
    want = [
        ((), -inf, inf),
        ((), 4, inf),
        ((), 4, inf),
        ((2,), 4, inf),
        ((2,), 4, 9),
        ((2,), 4, 9),
        ((), 9, inf),
    ]
    equal(fields(answer.alpha_beta([4, 1, [9, 11]]))[1], want, what="the trace", strict=True)


def test_trace_of_leaves_and_deep_trees(answer, reference):
    """A bare leaf leaves no trace; a tree of depth 150 leaves a long one."""
    equal(fields(answer.alpha_beta(7))[1], [], what="the trace of a leaf", strict=True)
    tree = chain(150)
    same_traces([answer.alpha_beta(tree)], [reference.alpha_beta(tree)])


def test_trace_is_forgotten_between_calls(answer):
    """Two calls in a row write the same trace."""
    want = [((), -inf, inf), ((), 1, inf), ((), 2, inf)]
    for _ in range(2):
        equal(fields(answer.alpha_beta([1, 2]))[1], want, what="the trace", strict=True)
