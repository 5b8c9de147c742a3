"""Public checks: the tree with nine leaves, seen by both players, and a bare leaf."""

import pytest

from grader.testing import equal, refuses


def nine_leaves():
    """MAX at the root, MIN below, nine outcomes. New for each check, so that none can spoil it."""
    return [[3, 8, 2], [5, 9, 1], [7, 4, 6]]


@pytest.mark.weight(2)
def test_minimax_of_nine_leaves_for_max(answer):
    """If MAX begins, the game with the nine leaves is worth 4."""
    equal(answer.minimax(nine_leaves()), 4, what="the value of the game")


@pytest.mark.weight(2)
def test_minimax_of_nine_leaves_for_min(answer):
    """If MIN begins, the same game is worth 7."""
    equal(answer.minimax(nine_leaves(), maximizing=False), 7, what="the value of the game")


def test_minimax_of_a_bare_leaf(answer):
    """The value of a leaf is the leaf itself, whoever would be to move."""
    equal(answer.minimax(-2.5), -2.5, what="the value for MAX")
    equal(answer.minimax(-2.5, False), -2.5, what="the value for MIN")


@pytest.mark.weight(2)
def test_minimax_values_of_nine_leaves(answer):
    """The empty circles of the tree with nine leaves are 2, 1 and 4 below a root of 4."""
    want = {(): 4, (0,): 2, (1,): 1, (2,): 4}
    equal(answer.minimax_values(nine_leaves()), want, what="the result")


def test_minimax_values_of_nine_leaves_for_min(answer):
    """If MIN begins, the circles are 8, 9 and 7 below a root of 7."""
    want = {(): 7, (0,): 8, (1,): 9, (2,): 7}
    equal(answer.minimax_values(nine_leaves(), maximizing=False), want, what="the result")


def test_minimax_values_of_a_bare_leaf(answer):
    """A bare leaf has no inner nodes."""
    equal(answer.minimax_values(5), {}, what="the result")


@pytest.mark.weight(3)
def test_best_move_in_nine_leaves(answer):
    """MAX enters the third branch of the tree with nine leaves."""
    equal(answer.best_move(nine_leaves()), 2, what="the index of the move")


@pytest.mark.errors
def test_best_move_of_a_bare_leaf(answer):
    """A bare leaf offers no move: ValueError."""
    refuses(ValueError, answer.best_move, 5)
