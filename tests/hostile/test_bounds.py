"""What an answer can make the grader read, say and do is bounded."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader import reading
from grader.batch import Grader, Job
from grader.run import grade
from grader.sandbox.inprocess import InProcess
from grader.submission import Submission

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def grader():
    grader = Grader(Job(ROOT, ("levenshtein",)))
    yield grader
    grader.close()


@pytest.fixture(scope="module")
def right(grader):
    return grader.plan.exercises[0].reference.read_bytes()


def test_many_files_that_are_too_large_together_are_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MAX_TOTAL", 5000)
    for k in range(4):
        (tmp_path / f"part{k}.py").write_bytes(b"#" * 2000)
    read = reading.Found("someone", tmp_path).read()
    assert read.files == {}
    assert "holds more than" in read.problems[""]


def test_a_huge_result_does_not_make_a_huge_report(grader):
    text = b"def levenshtein(*a): return 'x' * 900_000\nlevenshtein_matrix = levenshtein\n"
    report = grader.grade(Submission("loud", {"levenshtein.py": text}))
    assert report.points == 0
    assert len(report.to_json()) < 1_000_000


def test_checks_beyond_the_budget_are_not_run(grader, right):
    submission = Submission("slow", {"levenshtein.py": right})
    report = grade(grader.plan, submission, InProcess, budget=-1.0)
    outcomes = {result.outcome for result in report.grades[0].results}
    assert (report.points, outcomes) == (0, {"timeout"})


def test_a_sandbox_that_died_is_started_anew(grader, right):
    zygote = grader.sandbox._zygote._process
    zygote.kill()
    zygote.wait()
    report = grader.grade(Submission("next", {"levenshtein.py": right}))
    assert report.points == report.max_points
