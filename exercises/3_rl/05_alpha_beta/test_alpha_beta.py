"""Public checks: a tree where nothing can be skipped, and one where the last leaf can."""

from math import inf

import pytest

from grader.testing import equal


def fields(result):
    """Value, trace, leaves and pruned of a SearchResult, which arrives as a plain tuple."""
    right = isinstance(result, tuple) and len(result) == 4
    assert right, f"alpha_beta returned {result!r}, not SearchResult(value, trace, leaves, pruned)"
    return result


def test_value_of_the_small_trees(answer):
    """Both trees with four leaves are worth 3 to MAX."""
    equal(fields(answer.alpha_beta([[3, 5], [8, 2]]))[0], 3, what="the value")
    equal(fields(answer.alpha_beta([[3, 5], [2, 8]]))[0], 3, what="the value with 8 and 2 swapped")


def test_value_of_nine_leaves(answer):
    """The tree with nine leaves is worth 4 to MAX, as in plain minimax."""
    equal(fields(answer.alpha_beta([[3, 8, 2], [5, 9, 1], [7, 4, 6]]))[0], 4, what="the value")


@pytest.mark.weight(2)
def test_leaves_after_a_cut(answer):
    """In [[3, 5], [2, 8]] the last leaf is skipped: after the 2, MAX will not go there."""
    _, _, leaves, pruned = fields(answer.alpha_beta([[3, 5], [2, 8]]))
    equal(leaves, [(0, 0), (0, 1), (1, 0)], what="the list of leaves", strict=True)
    equal(pruned, [(1, 1)], what="the list of pruned nodes", strict=True)


def test_leaves_where_nothing_is_cut(answer):
    """In [[3, 5], [8, 2]] all four leaves are evaluated, from left to right."""
    _, _, leaves, pruned = fields(answer.alpha_beta([[3, 5], [8, 2]]))
    equal(leaves, [(0, 0), (0, 1), (1, 0), (1, 1)], what="the list of leaves", strict=True)
    equal(pruned, [], what="the list of pruned nodes", strict=True)


def test_leaves_of_nine(answer):
    """In the tree with nine leaves nothing can be skipped."""
    _, _, leaves, pruned = fields(answer.alpha_beta([[3, 8, 2], [5, 9, 1], [7, 4, 6]]))
    equal(
        leaves,
        [(i, j) for i in range(3) for j in range(3)],
        what="the list of leaves",
        strict=True,
    )
    equal(pruned, [], what="the list of pruned nodes", strict=True)


@pytest.mark.weight(2)
def test_trace_of_four_leaves(answer):
    """The complete log of [[3, 5], [8, 2]] has nine entries."""
    want = [
        ((), -inf, inf),
        ((0,), -inf, inf),
        ((0,), -inf, 3),
        ((0,), -inf, 3),
        ((), 3, inf),
        ((1,), 3, inf),
        ((1,), 3, 8),
        ((1,), 3, 2),
        ((), 3, inf),
    ]
    equal(fields(answer.alpha_beta([[3, 5], [8, 2]]))[1], want, what="the trace", strict=True)


def test_trace_ends_a_node_at_its_cut(answer):
    """In [[3, 5], [2, 8]] node (1,) is logged when entered and after the 2, then left."""
    want = [
        ((), -inf, inf),
        ((0,), -inf, inf),
        ((0,), -inf, 3),
        ((0,), -inf, 3),
        ((), 3, inf),
        ((1,), 3, inf),
        ((1,), 3, 2),
        ((), 3, inf),
    ]
    equal(fields(answer.alpha_beta([[3, 5], [2, 8]]))[1], want, what="the trace", strict=True)
