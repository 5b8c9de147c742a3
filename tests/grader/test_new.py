"""`dlqa new`: an exercise from the template; nothing that exists is touched."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from grader.audit import form_problems
from grader.course import Course

Dlqa = Callable[..., Result]


@pytest.fixture
def root(tmp_path: Path, write_mini: Callable[[Path], Path]) -> Path:
    return write_mini(tmp_path)


def files(root: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(root)): file.read_bytes()
        for file in sorted(root.rglob("*"))
        if file.is_file()
    }


def test_it_writes_an_exercise_of_good_form(dlqa: Dlqa, root: Path) -> None:
    before = files(root)
    result = dlqa("new", "2_words/04b_my_topic", "--course", root)
    assert result.exit_code == 0, result.output
    exercise = Course.read(root).by_slug["my_topic"]
    assert (exercise.number, exercise.path) == ("04b", "2_words/04b_my_topic")
    assert list(form_problems(exercise)) == []
    after = files(root)
    assert {name: after[name] for name in before} == before
    told = [line.removeprefix("wrote ") for line in result.stdout.splitlines() if "wrote" in line]
    assert sorted(told) == sorted(set(after) - set(before))
    assert "dlqa audit my_topic --write-hints" in result.stdout


def test_nothing_of_the_template_is_left_unfilled(dlqa: Dlqa, root: Path) -> None:
    before = files(root)
    dlqa("new", "1_sums/09_mine", "--course", root)
    for name, content in files(root).items():
        if name not in before:
            assert b"slug}" not in content
            assert b"$slug" not in content
            if name.endswith(".py"):
                ast.parse(content)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("mine", "'mine': write CHAPTER/NN_slug, such as 1_nlp/21_edit_graphs"),
        ("1_sums/mine", "write CHAPTER/NN_slug"),
        ("1_sums/03-mine", "write CHAPTER/NN_slug"),
        ("1_sums/03_Mine", "write CHAPTER/NN_slug"),
        ("sums/03_mine", "write CHAPTER/NN_slug"),
        ("../1_sums/03_mine", "write CHAPTER/NN_slug"),
        ("/1_sums/../03_mine", "write CHAPTER/NN_slug"),
        ("1_sums/03_lambda", "'lambda' is a word of Python's own; choose another slug"),
        ("1_sums/03_total", "01_total has this slug already"),
    ],
)
def test_what_can_not_be_a_name_is_refused(dlqa: Dlqa, root: Path, path: str, told: str) -> None:
    before = files(root)
    result = dlqa("new", path, "--course", root)
    assert result.exit_code == 2
    assert told in result.stderr
    assert files(root) == before


@pytest.mark.parametrize("place", ["exercises", "solutions"])
def test_a_folder_that_exists_is_not_touched(dlqa: Dlqa, root: Path, place: str) -> None:
    (root / place / "1_sums/03_mine").mkdir()
    (root / place / "1_sums/03_mine/notes.txt").write_text("precious")
    before = files(root)
    result = dlqa("new", "1_sums/03_mine", "--course", root)
    assert result.exit_code == 2
    assert "03_mine: exists already; choose another number or slug" in result.stderr
    assert files(root) == before


def test_it_needs_a_course(dlqa: Dlqa, tmp_path: Path) -> None:
    result = dlqa("new", "1_sums/03_mine", "--course", tmp_path)
    assert result.exit_code == 2
    assert "no exercises/ folder here" in result.stderr
