"""Hidden checks of game values, inner nodes and best moves."""

from math import inf, nan

import numpy as np
import pytest
from hypothesis import strategies as st

from grader.testing import equal, law, refuses, unchanged

# Few different leaves, so that ties are common; one that no rounding leaves alone.
LEAVES = st.integers(-3, 3) | st.sampled_from([0.1, -2.5, 1 / 3])
BRANCHES = st.recursive(
    LEAVES, lambda branches: st.lists(branches, min_size=1, max_size=4), max_leaves=12
)
TREES = st.lists(BRANCHES, min_size=1, max_size=4)
FORESTS = st.lists(TREES, min_size=1, max_size=12)


# Trees are made anew for each check: an answer may change what it is given.


def uneven():
    """Leaves on every level, only children, four levels at the deepest."""
    return [6, [[2, 9], 7, [[1, 8], 3]], [[4]], [5, [[[0]]]]]


def with_empty_nodes():
    """Trees in which some node has no children."""
    return [], (), [1, []], [[2, [3, ()]], 4]


def with_odd_leaves():
    """Trees in which some leaf is no real number."""
    array = np.array([1.0, 2.0])
    odd = [1, True], [[2, "3"], 4], [[None]], [5, [4, {"7": 8}]], [1, [np.False_, 2]]
    return *odd, [array, 3], [1 + 2j]


def negated(tree):
    """The same tree with the sign of every leaf flipped."""
    return [negated(child) for child in tree] if isinstance(tree, list) else -tree


def chain(depth):
    """A tree of the given depth: at each node a leaf and the rest of the chain."""
    tree = [0, 0.5]
    for level in range(1, depth):
        leaf = (7 * level) % 11 - 5
        tree = [leaf, tree] if level % 3 else [tree, leaf]
    return tree


def for_both(trees):
    """Arguments of a call for each tree and each player at the root."""
    return [(tree, maximizing) for tree in trees for maximizing in (True, False)]


def integers_only(paths):
    """Fail if a path holds anything but integers, for example floats."""
    for path in paths:
        right = isinstance(path, tuple) and all(np.asarray(i).dtype.kind in "iu" for i in path)
        assert right, f"{path!r} is no path: paths are tuples of integers"


def same_moves(got, want):
    """Fail unless the moves are those wanted, and integers."""
    equal(got, want, what="the indices of the moves")
    for move in got:
        assert np.asarray(move).dtype.kind in "iu", f"the move {move!r} is no integer"


# minimax


@pytest.mark.weight(3)
@law(examples=6, trees=FORESTS)
def test_minimax_is_right_on_ragged_trees(answer, reference, trees):
    """Trees of any form have their value, whoever begins."""
    calls = for_both(trees)
    want = reference.minimax.map(calls)
    equal(answer.minimax.map(calls), want, what="the values")


@pytest.mark.weight(2)
@law(examples=3, trees=FORESTS)
def test_minimax_of_the_other_side_is_the_negative(answer, trees):
    """With every leaf negated and the players exchanged, the value is negated."""
    values = answer.minimax.map([(tree, True) for tree in trees])
    mirrored = answer.minimax.map([(negated(tree), False) for tree in trees])
    for value in values:
        assert np.asarray(value).dtype.kind in "iuf", f"{value!r} is no value of a game"
    equal(mirrored, [-value for value in values], what="the values of the mirrored games")


@pytest.mark.weight(2)
def test_minimax_of_an_uneven_tree(answer):
    """A leaf may sit next to a subtree, and an only child passes its value on."""
    equal(answer.minimax(uneven()), 6, what="the value for MAX")
    equal(answer.minimax(uneven(), False), 4, what="the value for MIN")
    equal(answer.minimax([[[[5]]]]), 5, what="the value of a chain")


@pytest.mark.weight(2)
def test_minimax_where_every_outcome_is_a_loss(answer):
    """A value may be negative for MAX, positive for MIN, and infinite."""
    equal(answer.minimax([[-3, -8], [-5, -4]]), -5, what="the value for MAX")
    equal(answer.minimax([[inf, -inf], [-inf, inf]]), -inf, what="the value for MAX")
    equal(answer.minimax([[3, 8], [5, 4]], False), 5, what="the value for MIN")
    equal(answer.minimax([-inf, [-inf, 2]]), -inf, what="the value for MAX")
    equal(answer.minimax([inf, [inf, 2]], False), inf, what="the value for MIN")
    equal(answer.minimax([[inf, 1e300], [-inf, 4]]), 1e300, what="the value for MAX")
    equal(answer.minimax([-1e300, [-inf]]), -1e300, what="the value for MAX")


@pytest.mark.weight(2)
def test_minimax_takes_tuples_and_numpy_numbers(answer):
    """Inner nodes may be tuples, leaves any real NumPy numbers."""
    tree = ((3, 8.5), [np.int64(5), np.float64(4.25)], (np.int32(7), np.float32(4.5), 6))
    equal(answer.minimax(tree), 4.5, what="the value for MAX")
    equal(answer.minimax(tree, False), 5, what="the value for MIN")
    equal(answer.minimax(np.float32(2.5)), 2.5, what="the value of a leaf")


@pytest.mark.weight(2)
def test_minimax_of_a_deep_tree(answer, reference):
    """A tree of depth 150 is evaluated in one pass, and no tree is changed."""
    tree = chain(150)
    equal(answer.minimax(tree), reference.minimax(tree), what="the value for MAX")
    for depth in (3, 150):
        only_child = 5
        for _ in range(depth):
            only_child = [only_child]
        equal(answer.minimax(only_child), 5, what=f"the value of a leaf {depth} levels down")
    tree = [[3, 8, 2], [[9, 1], 5], 4]
    with unchanged(tree=tree):
        answer.minimax(tree)


@pytest.mark.errors
def test_minimax_refuses_empty_nodes(answer):
    """A node without children is a ValueError wherever it is."""
    for tree in with_empty_nodes():
        refuses(ValueError, answer.minimax, tree)


@pytest.mark.errors
def test_minimax_refuses_what_is_no_number(answer):
    """A NaN leaf is a ValueError; a bool, text, None or other leaf is a TypeError."""
    for tree in (nan, [1, nan], [[nan, 2], 3], [5, [4, np.float32(nan)]]):
        refuses(ValueError, answer.minimax, tree)
    for tree in (True, "3", None, *with_odd_leaves()):
        refuses(TypeError, answer.minimax, tree)


# minimax_values


@pytest.mark.weight(4)
@law(examples=5, trees=FORESTS)
def test_minimax_values_are_right_on_ragged_trees(answer, reference, trees):
    """Every inner node of any tree has its own value under its path, and leaves have none."""
    calls = for_both(trees)
    want = reference.minimax_values.map(calls)
    equal(answer.minimax_values.map(calls), want, what="the inner nodes")


@pytest.mark.weight(3)
def test_minimax_values_of_an_uneven_tree(answer):
    """Paths are tuples of integers that lead from the root down, whatever the depth."""
    want = {
        (): 6,
        (1,): 3,
        (1, 0): 9,
        (1, 2): 3,
        (1, 2, 0): 1,
        (2,): 4,
        (2, 0): 4,
        (3,): 0,
        (3, 1): 0,
        (3, 1, 0): 0,
        (3, 1, 0, 0): 0,
    }
    values = answer.minimax_values(uneven())
    equal(values, want, what="the inner nodes")
    integers_only(values)


@pytest.mark.weight(2)
def test_minimax_values_take_tuples_and_numpy_numbers(answer):
    """Inner nodes may be tuples, leaves NumPy numbers or infinite."""
    equal(answer.minimax_values([[inf, 2]]), {(): 2, (0,): 2}, what="the inner nodes")
    tree = ((3, np.float64(8.5)), [np.int64(5), (-inf, np.float32(4.5))], (inf,))
    want = {(): inf, (0,): 3, (1,): 4.5, (1, 1): 4.5, (2,): inf}
    equal(answer.minimax_values(tree), want, what="the inner nodes")
    want = {(): 5, (0,): 8.5, (1,): 5, (1, 1): -inf, (2,): inf}
    equal(answer.minimax_values(tree, False), want, what="the inner nodes if MIN begins")


def test_minimax_values_of_a_deep_tree(answer, reference):
    """A tree of depth 100 has 100 inner nodes, and no tree is changed."""
    tree = chain(100)
    with unchanged(tree=tree):
        values = answer.minimax_values(tree)
    equal(values, reference.minimax_values(tree), what="the inner nodes")


@pytest.mark.errors
def test_minimax_values_refuse_malformed_trees(answer):
    """Empty nodes and NaN are ValueErrors, other leaves that are no numbers TypeErrors."""
    for tree in (*with_empty_nodes(), [1, nan]):
        refuses(ValueError, answer.minimax_values, tree)
    for tree in with_odd_leaves():
        refuses(TypeError, answer.minimax_values, tree)


# best_move


@pytest.mark.weight(3)
@law(examples=5, trees=FORESTS)
def test_best_move_is_the_first_that_attains_the_value(answer, reference, trees):
    """In any tree, for either player, the move is the first one that leads to the root value."""
    calls = for_both(trees)
    want = reference.best_move.map(calls)
    same_moves(answer.best_move.map(calls), want)


@pytest.mark.weight(2)
def test_best_move_of_equal_moves_is_the_first(answer):
    """Among equally good moves both players choose the first."""
    ties = [([1, 4, [4, 9], 4], True), ([4, 2, [2, -9], 2], False), ([[5, 7], [5]], True)]
    same_moves(answer.best_move.map(ties), [1, 1, 0])
    tree = [[4, 2], [3, 5], 1]
    with unchanged(tree=tree):
        move = answer.best_move(tree)
    same_moves([move], [1])


@pytest.mark.weight(2)
def test_best_move_where_every_outcome_is_the_worst(answer):
    """Even if every move loses, the first of the best ones is the move to play."""
    lost = [([-inf, [-inf, 3]], True), ([inf, [inf, 3]], False), ([-7, [-5, -6], -8], True)]
    same_moves(answer.best_move.map(lost), [0, 0, 1])
    # Differences below any tolerance still decide.
    below_one = 1 - 2**-53
    near = [([below_one, 1.0], True), ([1.0, below_one], False)]
    same_moves(answer.best_move.map(near), [1, 1])


def test_best_move_takes_tuples_and_deep_trees(answer, reference):
    """Inner nodes may be tuples, leaves NumPy numbers, and the tree 150 levels deep."""
    tree = ((3, np.float64(8.5)), [np.int64(5), np.float32(4.5)], (np.int32(6), 1), chain(150))
    with unchanged(tree=tree):
        moves = [answer.best_move(tree), answer.best_move(tree, False)]
    same_moves(moves, [reference.best_move(tree), reference.best_move(tree, False)])


@pytest.mark.errors
def test_best_move_refuses_malformed_trees(answer):
    """Errors deep in the tree are found, even below an only child."""
    for tree in (*with_empty_nodes(), [[]], [[1, nan], 2]):
        refuses(ValueError, answer.best_move, tree)
    for tree in ([True], *with_odd_leaves()):
        refuses(TypeError, answer.best_move, tree)
    refuses(ValueError, answer.best_move, -2.5, False)
