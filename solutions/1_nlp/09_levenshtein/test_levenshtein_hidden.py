"""Hidden checks of levenshtein."""

import itertools
import random

import numpy as np
import pytest
from hypothesis import strategies as st

from dlqa_core import edit_distance
from grader.testing import equal, law, refuses, time_allowed

WORD = st.text("abc", max_size=6)
PAIRS = st.lists(st.tuples(WORD, WORD), min_size=1, max_size=12)
MIXED = st.text("abA", max_size=8)
MIXED_PAIRS = st.lists(st.tuples(MIXED, MIXED), min_size=1, max_size=12)
SIZES = {"keep": 2, "substitute": 3, "delete": 2, "insert": 2}


def compare(function, calls, wants):
    """Every result equals the one wanted; the first that does not is named with its call."""
    for call, got, want in zip(calls, function.map(calls), wants, strict=True):
        arguments = ", ".join(map(ascii, call))
        equal(got, want, what=f"the result for ({arguments})")


def distances(function, calls):
    """Results that can be computed with, a 0-d array as its number."""
    found = []
    for call, got in zip(calls, function.map(calls), strict=True):
        got = got[()] if isinstance(got, np.ndarray) and got.ndim == 0 else got
        number = isinstance(got, int | float | np.integer | np.floating)
        assert number, f"the distance for {call} is {got!r}, not a number"
        found.append(got)
    return found


def not_strings():
    return (b"ab", b"", ["a", "b"], [], ("a",), None, 3)


def is_operation(step):
    return (
        isinstance(step, tuple | list)
        and len(step) > 0
        and isinstance(step[0], str)
        and len(step) == SIZES.get(step[0])
        and all(isinstance(ch, str) and len(ch) == 1 for ch in step[1:])
    )


def replay(script, source):
    """What the script makes of the source, and how many edits that takes."""
    assert isinstance(script, list), f"edit_script returned {script!r}, not a list of operations"
    used, made = 0, []
    for step in script:
        assert is_operation(step), f"{step!r} is not one of the four operations"
        name, *chars = step
        if name != "insert":
            left = source[used : used + 1]
            assert chars[0] == left, f"{step!r} does not fit: the next character is {left!r}"
            used += 1
        if name != "delete":
            made.append(chars[-1])
    assert used == len(source), f"the script uses {used} of the {len(source)} characters"
    return "".join(made), sum(step[0] != "keep" for step in script)


def test_levenshtein_of_a_swap(answer):
    """Swapping two neighbouring letters costs two edits."""
    pairs = [("ab", "ba"), ("abcd", "acbd"), ("ca", "abc")]
    compare(answer.levenshtein, pairs, [2, 2, 3])


def test_levenshtein_of_shifted_words(answer):
    """Letters that are all there, but further right, need not be replaced."""
    pairs = [("abc", "xabc"), ("abc", "abcabc"), ("aaaa", "aa"), ("xyab", "abxy")]
    compare(answer.levenshtein, pairs, [1, 3, 2, 4])


def test_levenshtein_of_textbook_words(answer):
    """It takes 5 edits from intention to execution, and 3 from saturday to sunday."""
    pairs = [("saturday", "sunday"), ("intention", "execution")]
    compare(answer.levenshtein, pairs, [3, 5])


def test_levenshtein_takes_characters_as_they_are(answer):
    """Case, accents and blanks make characters different, and nothing is normalised."""
    pairs = [
        ("a", "A"),
        ("na\u00efve", "naive"),
        ("ab ", "ab"),
        (" ", "\t"),
        ("\u00e9", "e\u0301"),
        ("\U0001f600", "a"),
        ("a", "\u0161"),  # alike in their last eight bits
        ("a", "\U00010061"),  # and in their last sixteen
    ]
    compare(answer.levenshtein, pairs, [1, 1, 1, 1, 2, 1, 1, 1])


@pytest.mark.weight(3)
@law(examples=25, pairs=PAIRS)
def test_levenshtein_of_random_strings(answer, reference, pairs):
    """Random strings are as far apart as the reference says."""
    compare(answer.levenshtein, pairs, reference.levenshtein.map(pairs))


@law(examples=15, pairs=PAIRS)
def test_levenshtein_is_symmetric(answer, pairs):
    """The way back is as long as the way there."""
    there = distances(answer.levenshtein, pairs)
    compare(answer.levenshtein, [(b, a) for a, b in pairs], there)


@law(examples=15, words=st.lists(WORD, min_size=1, max_size=12))
def test_levenshtein_is_zero_only_for_equal_strings(answer, words):
    """The distance is 0 for equal strings and for no others."""
    pairs = [(word, word) for word in words] + list(itertools.pairwise(words))
    got = distances(answer.levenshtein, pairs)
    equal(
        [d == 0 for d in got],
        [a == b for a, b in pairs],
        what=f"zero or not for {pairs}",
    )


@law(examples=15, pairs=PAIRS)
def test_levenshtein_stays_in_its_bounds(answer, pairs):
    """The distance is at least the difference of the lengths and at most the longer length."""
    for (a, b), got in zip(pairs, distances(answer.levenshtein, pairs), strict=True):
        low, high = abs(len(a) - len(b)), max(len(a), len(b))
        assert low <= got <= high, f"levenshtein({a!r}, {b!r}) = {got}, not in {low}..{high}"


@law(examples=15, triples=st.lists(st.tuples(WORD, WORD, WORD), min_size=1, max_size=8))
def test_levenshtein_has_no_short_cuts(answer, triples):
    """A detour over a third string is never shorter."""
    legs = [leg for a, b, c in triples for leg in ((a, c), (a, b), (b, c))]
    got = distances(answer.levenshtein, legs)
    for (a, b, c), ac, ab, bc in zip(triples, got[::3], got[1::3], got[2::3], strict=True):
        assert ac <= ab + bc, f"{a!r} to {c!r}: {ac}; over {b!r}: {ab} + {bc}"


def test_levenshtein_of_thirty_letters(answer, reference):
    """Two words of thirty letters are compared in a moment, be they alike or not."""
    # Recursing on every pair takes for ever on both; where equal letters match at once, on one.
    for a, b, want in (("ab" * 15, "ba" * 15, 2), ("ab" * 15, "cd" * 15, 30)):
        seconds = time_allowed(reference.levenshtein, a, b)
        equal(answer.levenshtein.within(seconds)(a, b), want, what="the distance")


def test_levenshtein_of_long_strings(answer, reference):
    """Strings of 400 letters each, or of 2,000 and 3, are no problem."""
    letters = random.Random(9)
    a = "".join(letters.choices("abcdefghijklm", k=400))
    b = "".join(letters.choices("ghijklmnopqrs", k=400))
    # 64 times the cells of the pair that is timed, and 20 times the time of the reference
    seconds = time_allowed(reference.levenshtein, a[:50], b[:50], factor=64 * 20)
    quick = answer.levenshtein.within(seconds)
    long, longer = quick(a, b), quick("ab" * 1000, "bab")
    equal(long, edit_distance.levenshtein(a, b), what="the distance of 400 letters to 400")
    equal(longer, 1997, what="the distance of 2,000 letters to 3")


@pytest.mark.errors
def test_levenshtein_refuses_what_is_no_string(answer):
    """Anything but a string, on either side, is a TypeError."""
    for wrong in not_strings():
        refuses(TypeError, answer.levenshtein, wrong, "ab")
        refuses(TypeError, answer.levenshtein, "ab", wrong)
        refuses(TypeError, answer.levenshtein, wrong, wrong)
        refuses(TypeError, answer.levenshtein, "", wrong)


@law(examples=20, pairs=MIXED_PAIRS)
def test_levenshtein_matrix_of_random_strings(answer, pairs):
    """Every entry is the distance of two prefixes."""
    wants = [edit_distance.levenshtein_table(*pair) for pair in pairs]
    compare(answer.levenshtein_matrix, pairs, wants)


def test_levenshtein_matrix_rows_belong_to_the_first_string(answer):
    """There is a row for every prefix of the first string, the empty one included."""
    pairs = [("abc", ""), ("", "ab"), ("", ""), ("a", "ba")]
    wants = [[[0], [1], [2], [3]], [[0, 1, 2]], [[0]], [[0, 1, 2], [1, 1, 1]]]
    compare(answer.levenshtein_matrix, pairs, [np.array(want) for want in wants])


def test_levenshtein_matrix_of_a_long_string(answer):
    """The table for strings of 2,000 and 3 letters is right to the last row."""
    a, b = "ab" * 1000, "bab"
    got = answer.levenshtein_matrix(a, b)
    equal(got, edit_distance.levenshtein_table(a, b), what="the table")


@pytest.mark.errors
def test_levenshtein_matrix_refuses_what_is_no_string(answer):
    """A table for anything but two strings is a TypeError."""
    for wrong in not_strings():
        refuses(TypeError, answer.levenshtein_matrix, wrong, "ab")
        refuses(TypeError, answer.levenshtein_matrix, "ab", wrong)
        refuses(TypeError, answer.levenshtein_matrix, wrong, wrong)


@law(examples=20, pairs=MIXED_PAIRS)
def test_edit_script_reaches_the_second_string(answer, pairs):
    """Replayed on the first string, the script gives the second."""
    for (a, b), script in zip(pairs, answer.edit_script.map(pairs), strict=True):
        made, _ = replay(script, a)
        equal(made, b, what=f"what the script {script} makes of {a!r}")


@law(examples=20, pairs=MIXED_PAIRS)
def test_edit_script_is_the_cheapest(answer, pairs):
    """The script has exactly as many edits as the distance says."""
    for (a, b), script in zip(pairs, answer.edit_script.map(pairs), strict=True):
        _, edits = replay(script, a)
        want = edit_distance.levenshtein(a, b)
        equal(edits, want, what=f"the number of edits from {a!r} to {b!r}")


@law(examples=20, pairs=MIXED_PAIRS)
def test_edit_script_substitutes_only_different_characters(answer, pairs):
    """A character is never substituted by itself."""
    for (a, b), script in zip(pairs, answer.edit_script.map(pairs), strict=True):
        replay(script, a)
        idle = [step for step in script if step[0] == "substitute" and step[1] == step[2]]
        equal(idle, [], what=f"the list of idle substitutions from {a!r} to {b!r}")


def test_edit_script_at_the_ends(answer):
    """What is left over at either end of the strings is inserted or deleted."""
    pairs = [("", "abc"), ("abc", ""), ("", ""), ("bc", "abcd"), ("abcd", "bc")]
    scripts = answer.edit_script.map(pairs)
    got = [replay(script, a) for (a, _), script in zip(pairs, scripts, strict=True)]
    equal(
        got,
        [("abc", 3), ("", 3), ("", 0), ("abcd", 2), ("bc", 2)],
        what="(result, edits)",
    )


def test_edit_script_of_thirty_letters(answer, reference):
    """A script for two words of thirty letters is found in a moment, be they alike or not."""
    for a, b, want in (("ab" * 15, "ba" * 15, 2), ("ab" * 15, "cd" * 15, 30)):
        seconds = time_allowed(reference.edit_script, a, b)
        got = replay(answer.edit_script.within(seconds)(a, b), a)
        equal(got, (b, want), what="(result, edits)")


def test_edit_script_of_a_long_string(answer):
    """A script for strings of 2,000 and 3 letters comes to its end and is the cheapest."""
    a, b = "ab" * 1000, "bab"
    equal(
        replay(answer.edit_script(a, b), a),
        (b, 1997),
        what="(result, edits)",
    )


@pytest.mark.errors
def test_edit_script_refuses_what_is_no_string(answer):
    """A script for anything but two strings is a TypeError."""
    for wrong in not_strings():
        refuses(TypeError, answer.edit_script, wrong, "ab")
        refuses(TypeError, answer.edit_script, "ab", wrong)
        refuses(TypeError, answer.edit_script, wrong, wrong)
