"""pytest and the batch agree: the same answers get the same outcome from every public check."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from grader.batch import Grader, Job
from grader.course import Course
from grader.diagnosis import Mutant
from grader.reading import find

ROOT = Path(__file__).resolve().parents[2]
COURSE = Course.read(ROOT)
FIRST_OF_THE_ALPHABET, FROM_THE_MIDDLE = "a mistake each", "another mistake each"


@pytest.fixture(scope="module")
def grader():
    grader = Grader(Job(ROOT))
    yield grader
    grader.close()


def answer_text(exercise, kind):
    """A whole file: the stub, the right answer, or the right answer with a known mistake in it."""
    if kind == "stubs":
        return exercise.stub.read_text("utf-8")
    if kind == "right answers":
        return exercise.reference.read_text("utf-8")
    mutants = exercise.mutants
    file = mutants[0 if kind == FIRST_OF_THE_ALPHABET else len(mutants) // 2]
    pieces = Mutant.read(file, exercise).source.pieces
    return "\n\n".join(text for _, text in pieces)


def outcomes_by_pytest(folder):
    """{(exercise, check): passed or not} of the public checks, by pytest in the folder."""
    report = folder / "report.xml"
    command = [sys.executable, "-m", "pytest", str(folder / "exercises"), f"--junitxml={report}"]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
    found = {}
    for case in ET.parse(report).iter("testcase"):
        exercise = case.get("classname").rpartition("test_")[2]
        found[exercise, case.get("name")] = len(list(case.iter("failure"))) == 0 and not list(
            case.iter("skipped")
        )
    return found


@pytest.mark.parametrize("kind", ["stubs", "right answers", FIRST_OF_THE_ALPHABET, FROM_THE_MIDDLE])
def test_pytest_and_the_batch_agree(grader, tmp_path, kind):
    shutil.copytree(ROOT / "exercises", tmp_path / "exercises")
    for exercise in COURSE.exercises:
        place = tmp_path / "exercises" / exercise.path / f"{exercise.slug}.py"
        place.write_text(answer_text(exercise, kind), "utf-8")
    (found,) = find([tmp_path / "exercises"], grader.plan.course)
    report = grader.grade(found.read())
    graded = {
        (grade.exercise, result.name): result.outcome == "passed"
        for grade in report.grades
        for result in grade.results
        if not result.hidden
    }
    assert outcomes_by_pytest(tmp_path) == graded
    assert any(graded.values()) == (kind != "stubs")
    assert all(graded.values()) == (kind == "right answers")
