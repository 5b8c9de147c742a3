"""Public checks of levenshtein."""

import numpy as np
import pytest

from grader.testing import equal

DOCTOR_BOTTLE = [
    [0, 1, 2, 3, 4, 5, 6],
    [1, 1, 2, 3, 4, 5, 6],
    [2, 2, 1, 2, 3, 4, 5],
    [3, 3, 2, 2, 3, 4, 5],
    [4, 4, 3, 2, 2, 3, 4],
    [5, 5, 4, 3, 3, 3, 4],
    [6, 6, 5, 4, 4, 4, 4],
]
SIZES = {"keep": 2, "substitute": 3, "delete": 2, "insert": 2}


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
    rest, made, edits = source, "", 0
    for step in script:
        assert is_operation(step), f"{step!r} is not one of the four operations"
        name, *chars = step
        if name != "insert":
            assert chars[0] == rest[:1], f"{step!r} does not fit: {rest!r} is left of {source!r}"
            rest = rest[1:]
        if name != "delete":
            made += chars[-1]
        edits += name != "keep"
    assert rest == "", f"the script ends while {rest!r} is left of {source!r}"
    return made, edits


def compare(function, pairs, wants):
    """Every pair gives the result wanted for it."""
    for (a, b), got, want in zip(pairs, function.map(pairs), wants, strict=True):
        equal(got, want, what=f"the result for ({a!r}, {b!r})")


def test_levenshtein_of_known_pairs(answer):
    """It takes 4 edits from doctor to bottle, and 3 from kitten to sitting or back."""
    pairs = [("doctor", "bottle"), ("kitten", "sitting"), ("sitting", "kitten")]
    compare(answer.levenshtein, pairs, [4, 3, 3])


def test_levenshtein_of_empty_and_equal_strings(answer):
    """From an empty string every letter is one edit, and equal strings are at distance 0."""
    pairs = [("", "abc"), ("ab", ""), ("", ""), ("gate", "gate")]
    compare(answer.levenshtein, pairs, [3, 2, 0, 0])


@pytest.mark.weight(0.5)
def test_levenshtein_is_an_integer(answer):
    """A distance is an integer: 1, not 1.0."""
    got = answer.levenshtein("gate", "late")
    equal(got, 1, what="the distance")
    assert np.asarray(got).dtype.kind in "iu", f"the distance is {got!r}: not an integer"


def test_levenshtein_matrix_of_doctor_and_bottle(answer):
    """The table for doctor and bottle has the right 7 x 7 entries, all of them integers."""
    got = answer.levenshtein_matrix("doctor", "bottle")
    equal(got, np.array(DOCTOR_BOTTLE), what="the table")
    assert isinstance(got, np.ndarray), f"the table is a {type(got).__name__}, not a NumPy array"
    assert got.dtype.kind in "iu", f"the entries are of type {got.dtype}, not integers"


def test_edit_script_from_doctor_to_bottle(answer):
    """Replayed on doctor, the script gives bottle after 4 edits."""
    script = answer.edit_script("doctor", "bottle")
    equal(
        replay(script, "doctor"),
        ("bottle", 4),
        what="(result, edits)",
    )
