"""One file for both backends: known pairs, the laws of a distance, other implementations."""

import doctest
from functools import cache
from inspect import getdoc
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlqa_core import edit_distance
from dlqa_core.backends import use
from dlqa_core.edit_distance import levenshtein, levenshtein_table

# Few letters, so that matches are common; any code point at all, lone surrogates included.
TEXT = st.text(st.sampled_from("abc") | st.characters(exclude_categories=()), max_size=15)

LONE_HIGH, LONE_LOW = "\ud83d", "\ude00"
GRIN, PIANO = "\U0001f600", "\U0001f3b9"

KNOWN = [
    ("", "", 0),
    ("", "abc", 3),
    ("abc", "", 3),
    ("gate", "gate", 0),
    ("doctor", "bottle", 4),
    ("kitten", "sitting", 3),
    ("intention", "execution", 5),
    ("ab", "ba", 2),
    ("abc", "abcabc", 3),
    ("aaaa", "aa", 2),
    ("a", "A", 1),
    ("nai\u0308ve", "na\u00efve", 2),  # not normalised: two code points for one letter
    ("a\0b", "ab", 1),
    (GRIN, PIANO, 1),
    (GRIN, LONE_HIGH + LONE_LOW, 2),  # a pair of surrogates is not the character it encodes
    (LONE_HIGH, LONE_LOW, 1),
    (LONE_HIGH, "", 1),
    ("\ud8ab", "\u00ab", 1),  # would be equal if only the low byte counted
    ("a" * 70, "a" * 30 + "b" + "a" * 39, 1),
]


@pytest.mark.parametrize(("a", "b", "want"), KNOWN)
def test_known_pairs(backend, a, b, want):
    assert levenshtein(a, b, backend=backend) == want


def test_known_table(backend):
    table = levenshtein_table("doctor", "bottle", backend=backend)
    assert table.tolist() == [
        [0, 1, 2, 3, 4, 5, 6],
        [1, 1, 2, 3, 4, 5, 6],
        [2, 2, 1, 2, 3, 4, 5],
        [3, 3, 2, 2, 3, 4, 5],
        [4, 4, 3, 2, 2, 3, 4],
        [5, 5, 4, 3, 3, 3, 4],
        [6, 6, 5, 4, 4, 4, 4],
    ]


@pytest.mark.parametrize(("a", "b"), [("", ""), ("", "ab"), ("abc", ""), ("abc", "ab")])
def test_table_has_a_row_per_prefix_of_a_and_a_column_per_prefix_of_b(backend, a, b):
    table = levenshtein_table(a, b, backend=backend)
    assert table.shape == (len(a) + 1, len(b) + 1)
    assert table.dtype == np.int64
    assert table.flags.writeable


def test_distance_is_a_plain_int(backend):
    assert type(levenshtein("a", "b", backend=backend)) is int


@given(a=TEXT, b=TEXT)
def test_distance_is_symmetric(backend, a, b):
    assert levenshtein(a, b, backend=backend) == levenshtein(b, a, backend=backend)


@given(a=TEXT, b=TEXT)
def test_distance_is_zero_for_equal_strings_and_no_others(backend, a, b):
    assert levenshtein(a, a, backend=backend) == 0
    assert (levenshtein(a, b, backend=backend) == 0) == (a == b)


@given(a=TEXT, b=TEXT)
def test_distance_lies_between_the_difference_of_lengths_and_the_longer_length(backend, a, b):
    distance = levenshtein(a, b, backend=backend)
    assert abs(len(a) - len(b)) <= distance <= max(len(a), len(b))


@given(a=TEXT, b=TEXT, c=TEXT)
def test_a_detour_is_never_shorter(backend, a, b, c):
    direct = levenshtein(a, c, backend=backend)
    detour = levenshtein(a, b, backend=backend) + levenshtein(b, c, backend=backend)
    assert direct <= detour


@given(a=TEXT, b=TEXT, c=TEXT)
def test_common_ends_cost_nothing(backend, a, b, c):
    want = levenshtein(a, b, backend=backend)
    assert levenshtein(c + a, c + b, backend=backend) == want
    assert levenshtein(a + c, b + c, backend=backend) == want


@given(a=TEXT, b=TEXT)
def test_table_of_swapped_strings_is_the_transpose(backend, a, b):
    table = levenshtein_table(a, b, backend=backend)
    np.testing.assert_array_equal(levenshtein_table(b, a, backend=backend), table.T)


@given(a=TEXT, b=TEXT)
def test_every_entry_of_the_table_is_the_distance_of_its_prefixes(backend, a, b):
    a, b = a[:5], b[:5]
    want = [
        [levenshtein(a[:i], b[:j], backend=backend) for j in range(len(b) + 1)]
        for i in range(len(a) + 1)
    ]
    assert levenshtein_table(a, b, backend=backend).tolist() == want


@cache
def by_definition(a: str, b: str) -> int:
    """The recursive definition, as an oracle that shares no code with either backend."""
    if not a or not b:
        return len(a) + len(b)
    return min(
        by_definition(a[1:], b) + 1,
        by_definition(a, b[1:]) + 1,
        by_definition(a[1:], b[1:]) + (a[0] != b[0]),
    )


def test_all_short_words_agree_with_the_definition(backend):
    words = ["".join(letters) for n in range(5) for letters in product("ab", repeat=n)]
    wrong = [
        (a, b)
        for a, b in product(words, words)
        if levenshtein(a, b, backend=backend) != by_definition(a, b)
    ]
    assert wrong == []


@given(a=TEXT, b=TEXT)
def test_agrees_with_rapidfuzz(backend, a, b):
    peer = pytest.importorskip("rapidfuzz.distance").Levenshtein
    assert levenshtein(a, b, backend=backend) == peer.distance(a, b)


def test_agrees_with_rapidfuzz_on_long_strings(backend):
    peer = pytest.importorskip("rapidfuzz.distance").Levenshtein
    rng = np.random.default_rng(7)
    for size, letters in [(63, "ab"), (64, "ab"), (65, "abcd"), (500, "abcd"), (700, "a")]:
        a = "".join(rng.choice(list(letters), size))
        b = "".join(rng.choice(list(letters), size + int(rng.integers(-9, 9))))
        assert levenshtein(a, b, backend=backend) == peer.distance(a, b)


def test_subclasses_of_str_count_as_what_they_hold(backend):
    class Loud(str):
        def encode(self, *args):
            raise AssertionError("the override is not asked")

    assert levenshtein(Loud("gate"), np.str_("late"), backend=backend) == 1


@pytest.mark.parametrize("function", [levenshtein, levenshtein_table])
@pytest.mark.parametrize("bad", [None, b"ab", ["a", "b"], 3, np.array(["a"])])
def test_anything_but_str_is_refused(backend, function, bad):
    kind = type(bad).__name__
    with pytest.raises(TypeError, match=f"^a must be a str, not {kind}$"):
        function(bad, "ab", backend=backend)
    with pytest.raises(TypeError, match=f"^b must be a str, not {kind}$"):
        function("ab", bad, backend=backend)


@pytest.mark.parametrize("name", edit_distance.__all__)
def test_kernels_have_the_names_and_words_of_the_numpy_twin(backend, name):
    kernel = getattr(use("edit_distance", backend), name)
    twin = getattr(use("edit_distance", "numpy"), name)
    assert getdoc(kernel) == getdoc(twin)


def test_examples_in_the_docstrings_are_right():
    assert doctest.testmod(edit_distance) == (0, 2)
