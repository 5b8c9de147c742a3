"""Reading a course: found by walking, and each complaint names the file and the mend."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.course import Course, CourseError

GOOD = """
title = "A title"
level = "E"
section = "S 1"
[points]
part = 2
"""


def make(root: Path, toml: str, path: str = "1_a/01_part") -> Path:
    file = root / "exercises" / path / "exercise.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(toml, "utf-8")
    return file


def test_what_the_tree_says(course: Course, mini: Path) -> None:
    total, halved = course.exercises
    assert (total.slug, total.number, total.chapter) == ("total", "01", "1_sums")
    assert (total.path, total.level, total.points) == ("1_sums/01_total", "E", 10)
    assert (halved.slug, halved.title, halved.section) == ("halved", "Halves", "Sums 2")
    for file in (total.stub, total.public_checks, total.reference, total.hidden_checks):
        assert file.is_file()
    assert total.reference == mini / "solutions/1_sums/01_total/total.py"
    names = [file.stem for file in total.mutants]
    assert names == ["counts_twice", "skips_the_first", "sorts_in_place", "starts_at_zero"]
    assert course.chapters == ["1_sums"]
    assert course.has_solutions


def test_exercises_come_in_reading_order(tmp_path: Path) -> None:
    for path in ("2_b/01_four", "1_a/10_three", "1_a/02b_two", "1_a/02a_one"):
        make(tmp_path, GOOD, path)
    course = Course.read(tmp_path)
    assert [each.slug for each in course.exercises] == ["one", "two", "three", "four"]
    assert not course.has_solutions


def test_a_check_belongs_to_the_longest_part_that_its_name_starts_with(tmp_path: Path) -> None:
    make(tmp_path, GOOD + "part_two = 1\n")
    (exercise,) = Course.read(tmp_path).exercises
    assert exercise.part_of("test_part_is_right") == "part"
    assert exercise.part_of("test_part_two_is_right") == "part_two"
    assert exercise.part_of("test_part") == "part"
    assert exercise.part_of("test_party") is None
    assert exercise.part_of("test_something") is None


@pytest.mark.parametrize(
    ("toml", "complaint"),
    [
        ("title = ", "not valid TOML"),
        (GOOD.replace("title", "titel"), "unknown key 'titel'; known are "),
        (GOOD.replace('"A title"', '""'), "title is ''; write some text"),
        (GOOD.replace('"A title"', "3"), "title is 3; write some text"),
        (GOOD.replace('section = "S 1"', ""), "section is None; write some text"),
        (GOOD.replace('"E"', '"X"'), "level is 'X'; write E, M or H"),
        (GOOD.replace("part = 2", ""), r"write a \[points\] table with one line per part"),
        (GOOD.replace("[points]\npart", "points"), r"write a \[points\] table"),
        (GOOD.replace("2", "0"), "points of part is 0; write a number above 0"),
        (GOOD.replace("2", "-1"), "points of part is -1; write a number above 0"),
        (GOOD.replace("2", "true"), "points of part is True; write a number above 0"),
        (GOOD.replace("2", '"2"'), "points of part is '2'; write a number above 0"),
        (GOOD.replace("2", "nan"), "points of part is nan; write a number above 0"),
        (GOOD.replace("2", "inf"), "points of part is inf; write a number above 0"),
        (GOOD + "[limits]\nload = 3", "unknown limit 'load'; known is call"),
        (GOOD + "[limits]\ncall = 0", "limit call is 0; write seconds above 0"),
        (GOOD + "[limits]\ncall = true", "limit call is True; write seconds above 0"),
        (GOOD + "[limits]\ncall = nan", "limit call is nan; write seconds above 0"),
        ("limits = 3\n" + GOOD, r"limits is 3; write a \[limits\] table"),
        ("public_share = 1.5\n" + GOOD, "public_share is 1.5; write a number from 0 to 1"),
        ("public_share = true\n" + GOOD, "public_share is True; write a number from 0 to 1"),
        ('needs = "total"\n' + GOOD, "needs is 'total'; write a list of slugs"),
        ('needs = ["nobody"]\n' + GOOD, "needs 'nobody', which is no exercise"),
        ("handles = 3\n" + GOOD, r"handles is 3; write a \[handles\] table"),
        (GOOD + "[handles]\npart = 1", r"handles of part is 1; write a list of positions"),
        (GOOD + '[handles]\npart = ["a"]', r"handles of part is \['a'\]; write a list"),
    ],
)
def test_each_complaint_names_the_file_and_the_mend(
    tmp_path: Path, toml: str, complaint: str
) -> None:
    file = make(tmp_path, toml)
    with pytest.raises(CourseError, match=complaint) as raised:
        Course.read(tmp_path)
    assert str(file) in str(raised.value)


def test_a_toml_file_that_is_no_utf8_or_no_file_is_named(tmp_path: Path) -> None:
    file = make(tmp_path, GOOD)
    file.write_bytes(b'title = "\xff"')
    with pytest.raises(CourseError, match=r"exercise\.toml: not valid TOML"):
        Course.read(tmp_path)
    file.unlink()
    file.mkdir()
    with pytest.raises(CourseError, match=r"exercise\.toml: can't be read"):
        Course.read(tmp_path)


@pytest.mark.parametrize("folder", ["part", "01-part", "01_Part", "x1_part", "01_"])
def test_a_folder_of_another_name_is_no_exercise(tmp_path: Path, folder: str) -> None:
    make(tmp_path, GOOD, f"1_a/{folder}")
    with pytest.raises(CourseError, match=f"1_a/{folder}: name the folder NUMBER_slug"):
        Course.read(tmp_path)


def test_two_exercises_of_one_slug_are_refused(tmp_path: Path) -> None:
    make(tmp_path, GOOD, "1_a/01_part")
    make(tmp_path, GOOD, "2_b/07_part")
    with pytest.raises(CourseError, match=r"07_part: .*01_part has the same slug; rename one"):
        Course.read(tmp_path)


def test_a_folder_without_exercises_is_no_course(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="no exercises/ folder here"):
        Course.read(tmp_path)
    (tmp_path / "exercises").mkdir()
    with pytest.raises(CourseError, match=r"exercises: no exercise\.toml found two levels down"):
        Course.read(tmp_path)


def test_a_course_is_found_upward(mini: Path, tmp_path: Path) -> None:
    assert Course.find(mini / "exercises" / "1_sums").root == mini.resolve()
    with pytest.raises(CourseError, match=r"no course found in .* or name it with --course"):
        Course.find(tmp_path)


def test_selecting_keeps_reading_order_and_names_what_is_unknown(course: Course) -> None:
    assert [each.slug for each in course.select(["halved", "total"])] == ["total", "halved"]
    assert course.select([]) == course.exercises
    with pytest.raises(CourseError, match="unknown exercise 'totall'; this course has: total, ha"):
        course.select(["totall"])


def test_the_fingerprint_changes_with_every_file_that_can_change_a_grade(
    tmp_path: Path, write_mini: Callable[[Path], Path]
) -> None:
    root = write_mini(tmp_path)
    before = Course.read(root).fingerprint
    (root / "exercises/1_sums/01_total/README.md").write_text("other words", "utf-8")
    assert Course.read(root).fingerprint == before
    hidden = root / "solutions/1_sums/01_total/test_total_hidden.py"
    hidden.write_text(hidden.read_text("utf-8") + "\n# a comment\n", "utf-8")
    assert Course.read(root).fingerprint != before


def test_the_fingerprint_does_not_depend_on_where_the_course_lies(
    tmp_path: Path, mini: Path, write_mini: Callable[[Path], Path]
) -> None:
    assert Course.read(write_mini(tmp_path)).fingerprint == Course.read(mini).fingerprint
