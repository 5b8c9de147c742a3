"""Values in words: short, safe, and the same in every run."""

import numpy as np
import pytest

from grader.testing.wording import labelled, show, show_named


@pytest.mark.parametrize(
    "value, text",
    [
        (None, "None"),
        (True, "True"),
        (np.float64(0.5), "0.5"),
        (np.array(3), "3"),
        ("it's", '"it\'s"'),
        (b"ab", "b'ab'"),
        ((1,), "(1,)"),
        ((), "()"),
        ([1, (2, "a")], "[1, (2, 'a')]"),
        ({"b": 1, "a": [2]}, "{'b': 1, 'a': [2]}"),
        ({}, "{}"),
        (set(), "set()"),
        ({"b", "a"}, "{'a', 'b'}"),
        ([np.array([1, 2])], "[array([1 2])]"),
        (np.array([[1.5, 2], [3, 4]]), "[[1.5 2. ]\n [3.  4. ]]"),
        (object(), "<an object>"),
        ([object()], "[<an object>]"),
        (10**50, "an integer of 167 bits"),
        (1e300, "1e+300"),
    ],
)
def test_show(value, text):
    assert show(value) == text


def test_long_lists_say_how_long():
    assert show(list(range(100))).endswith("29, ... (100 in all)]")


def test_deep_nesting_stays_short():
    tree = [1]
    for _ in range(12):
        tree = [tree, tree]
    assert len(show(tree)) < 1_000


def test_long_strings_say_how_long():
    text = show("ab" * 500)
    assert len(text) < 150
    assert text.endswith("(length 1000)")


@pytest.mark.parametrize("shape", [(500,), (9, 9), (100, 100), (4, 4, 4), (2, 2, 2, 2, 2)])
def test_arrays_take_at_most_eight_lines(shape):
    lines = show(np.linspace(0, 1, int(np.prod(shape))).reshape(shape)).split("\n")
    assert len(lines) <= 8
    assert max(map(len, lines)) <= 80


def test_named_values_take_one_line():
    assert show_named({"a": "x", "b": np.eye(2)}) == "a='x', b=[[1. 0.] [0. 1.]]"


def test_labelled_lines_are_aligned():
    assert labelled("abc", "1\n2") == "abc: 1\n       2"
