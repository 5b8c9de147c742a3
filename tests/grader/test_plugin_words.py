"""The pure parts of the student's loop: the table, and texts that fit a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.progress import Outline, clipped, figure, is_doubtful, rows, table, worths
from grader.telling import Told, shortened, shown, wrapped


def outline(exercise: str = "sums", outcome: str = "passed", **changes: object) -> Outline:
    fields: dict[str, object] = {
        "exercise": exercise,
        "number": "1_a/01",
        "hidden": False,
        "outcome": outcome,
        "points": 1.0,
        "position": 0,
        "of_checks": 2,
        "of_points": 2.0,
        "next_step": "" if outcome == "passed" else f"{outcome}: step",
    }
    return Outline(**{**fields, **changes})  # type: ignore[arg-type]


# What checks are worth


def test_checks_of_one_part_divide_its_points_by_their_shares() -> None:
    found = worths(["f", "g", "f", None], [1, 1, 3, 9], {"f": 8.0, "g": 2.0}.__getitem__)
    assert [each.points for each in found] == [2.0, 2.0, 6.0, 0.0]
    assert [each.position for each in found] == [0, 1, 2, 3]
    assert {(each.of_checks, each.of_points) for each in found} == {(4, 10.0)}


def test_no_checks_are_worth_nothing() -> None:
    assert worths([], [], {}.__getitem__) == []


# The table


@pytest.mark.parametrize(
    ("outcomes", "cells", "colour"),
    [
        (["passed", "passed"], ("2 of 2", "2 of 2", "all public checks pass"), "green"),
        (["passed"], ("1 of 2", "1 of 2", "what ran is right, 1 did not run"), "yellow"),
        (["passed", "todo"], ("1 of 2", "1 of 2", "todo: step"), "yellow"),
        (["todo", "failed"], ("0 of 2", "0 of 2", "failed: step"), "red"),
        (["todo", "todo"], ("todo", "0 of 2", "todo: step"), "yellow"),
        (["skipped"], ("0 of 2", "0 of 2", "skipped: step"), "yellow"),
    ],
)
def test_a_row(outcomes: list[str], cells: tuple[str, ...], colour: str) -> None:
    (row,) = rows([outline(outcome=each) for each in outcomes])
    assert row.cells() == ("sums", *cells)
    assert row.colour == colour


def test_rows_come_in_reading_order_and_checks_as_they_are_written() -> None:
    late = outline("later", number="1_a/10")
    second = outline(outcome="failed", position=1, next_step="second")
    first = outline(outcome="failed", position=0, next_step="first")
    found = rows([late, second, first, outline("early", number="1_a/01a")])
    assert [row.exercise for row in found] == ["sums", "early", "later"]
    assert found[0].cells()[-1] == "first"


def test_public_and_hidden_checks_have_rows_of_their_own() -> None:
    found = rows([outline(hidden=True), outline()])
    assert [row.name for row in found] == ["sums", "sums.hidden"]
    assert found[1].cells()[-1] == "what ran is right, 1 did not run"


def test_the_lines_of_a_table() -> None:
    outlines = [
        outline(points=0.25, of_points=2.5),
        outline("a_longer_name", "failed", number="1_a/02", next_step="failed: " + "word " * 20),
    ]
    lines = [line for line, _ in table(outlines, 60)]
    assert lines == [
        "exercise       checks  points       next",
        "sums           1 of 2  0.25 of 2.5  what ran is right, 1 ...",
        "a_longer_name  0 of 2  0 of 2       failed: word word wo ...",
        "0.25 of 4.5 points. Hidden checks give the rest when your work is graded.",
    ]


def test_a_table_of_hidden_checks_promises_nothing_more() -> None:
    *_, (last, _) = table([outline(hidden=True)], 80)
    assert last == "1 of 2 points."


@pytest.mark.parametrize(("points", "text"), [(0.1 + 0.2, "0.3"), (4.0, "4"), (1.125, "1.12")])
def test_figure(points: float, text: str) -> None:
    assert figure(points) == text


def test_clipped() -> None:
    assert clipped("a word or two", 13) == "a word or two"
    assert clipped("a word or two", 12) == "a word o ..."


def test_a_hint_is_doubtful_if_another_check_of_the_part_saw_something_else() -> None:
    hinted = outline(outcome="failed", part="f", hint="why?")
    assert not is_doubtful(hinted, [hinted, outline(part="f"), outline("other", "failed")])
    assert not is_doubtful(hinted, [hinted, outline(outcome="failed", part="g", hint="how?")])
    assert is_doubtful(hinted, [hinted, outline(outcome="failed", part="f")])
    assert is_doubtful(hinted, [hinted, outline(outcome="failed", part="f", hint="how?")])


# Texts


def test_sentences_are_broken_and_hang_below_their_label() -> None:
    text = "raised    ValueError: " + "word " * 12
    assert wrapped(text.strip(), 40) == (
        "raised    ValueError: word word word\n"
        "          word word word word word word\n"
        "          word word word"
    )


def test_a_line_of_code_stands_alone_rather_than_broken() -> None:
    text = "at        sums.py line 3, in total:  return first + second + third"
    assert wrapped(text, 50) == (
        "at        sums.py line 3, in total\n          return first + second + third"
    )
    assert wrapped(text, 80) == text


def test_a_long_list_is_broken_and_an_array_is_not() -> None:
    numbers = f"  obtained: {list(range(30))}"
    broken = wrapped(numbers, 40).splitlines()
    assert broken[0].startswith("  obtained: [0, 1, 2,")
    assert all(line.startswith(" " * 12) and line[12] != " " for line in broken[1:])
    assert max(map(len, broken)) <= 40
    array = "  expected: " + "[[1. 2. 3.]" * 4 + "\n" + " " * 13 + "[4. 5. 6.]]"
    assert wrapped(array, 40) == array


def test_one_endless_word_is_broken_too() -> None:
    assert max(map(len, wrapped("called    f('" + "a" * 200 + "')", 75).splitlines())) == 75


def test_what_was_printed_is_shown_at_both_ends() -> None:
    lines = [f"{k}\n" for k in range(100)]
    text = shortened("".join(lines))
    assert text.startswith("".join(lines[:10]) + "... (70 lines left out; -s shows all)\n80\n")
    assert text.endswith("99\n")
    assert shortened("".join(lines[:31])) == "".join(lines[:31])
    assert shortened("") == ""
    assert shortened("x" * 400) == "x" * 300 + " ...\n"


def test_paths_are_shown_as_one_would_type_them() -> None:
    assert shown(Path("/course/exercises/a.py"), Path("/course")) == "exercises/a.py"
    assert shown(Path("/course/a.py"), Path("/home")) == str(Path("/course/a.py"))


def test_a_message_has_title_words_hint_and_places() -> None:
    told = Told(False, "expected  1\nobtained  2", hint="Why?", line=7)
    assert told.message("It is 1.", "a.py", "test_a.py:3") == (
        "It is 1.\n"
        "\n"
        "    expected  1\n"
        "    obtained  2\n"
        "\n"
        "    hint: Why?\n"
        "\n"
        "    your file  a.py:7\n"
        "    the check  test_a.py:3"
    )


def test_a_message_about_a_file_names_no_check() -> None:
    told = Told(False, "a.py is empty", of_file=True)
    assert told.message("It is 1.", "a.py", "test_a.py:3") == (
        "No check of this exercise can run before this is mended.\n"
        "\n"
        "    a.py is empty\n"
        "\n"
        "    your file  a.py"
    )


def test_a_message_of_what_is_not_written_is_short() -> None:
    assert Told(True, "f is not written yet.").message("t", "a.py", "c") == "f is not written yet."
