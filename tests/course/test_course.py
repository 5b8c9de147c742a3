"""The real course: it passes its own audit, and right answers of any style get full marks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from grader.batch import Grader, Job
from grader.reading import find

ROOT = Path(__file__).resolve().parents[2]
CORRECT = sorted((ROOT / "tests" / "course" / "correct").glob("*/*.py"))


@pytest.fixture(scope="module")
def grader():
    grader = Grader(Job(ROOT))
    yield grader
    grader.close()


def test_the_audit_finds_nothing(tmp_path):
    command = [sys.executable, "-m", "grader", "audit", "--course", str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_over_ninety_known_mistakes():
    assert len(list(ROOT.glob("solutions/*/*/mutants/*.py"))) > 90


def test_references_get_full_marks(grader):
    (found,) = find([ROOT / "solutions"], grader.plan.course)
    report = grader.grade(found.read())
    assert (report.points, report.problems) == (report.max_points, ())


def test_stubs_get_nothing_and_are_todo(grader):
    (found,) = find([ROOT / "exercises"], grader.plan.course)
    report = grader.grade(found.read())
    assert report.points == 0
    outcomes = {result.outcome for grade in report.grades for result in grade.results}
    assert outcomes == {"todo"}


@pytest.mark.parametrize("slug", sorted({file.parent.name for file in CORRECT}))
def test_there_are_three_styles(slug):
    assert len([file for file in CORRECT if file.parent.name == slug]) >= 3


@pytest.mark.parametrize("file", CORRECT, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_another_style_gets_full_marks(grader, file, tmp_path):
    slug = file.parent.name
    (tmp_path / f"{slug}.py").write_bytes(file.read_bytes())
    (found,) = find([tmp_path / f"{slug}.py"], grader.plan.course)
    report = grader.grade(found.read())
    (grade,) = [grade for grade in report.grades if grade.exercise == slug]
    lost = [(result.name, result.detail) for result in grade.results if result.outcome != "passed"]
    assert lost == []
    assert grade.points == grade.max_points
