"""The course tests itself: every breach is told with the file and the mend."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

from grader.audit import Audit, audit, form_problems
from grader.batch import Grader, Job
from grader.course import Course
from grader.sandbox import isolation

Dlqa = Callable[..., Result]
SEED = """
title = "A seed"
level = "E"
section = "S"
[points]
seed = 1
"""
PATH = "1_sums/07_mean"


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory, dlqa: Dlqa) -> Callable[[], Path]:
    """A function that makes a course with one exercise as `dlqa new` writes it."""

    def make() -> Path:
        root = tmp_path_factory.mktemp("course")
        seed = root / "exercises/1_sums/01_seed"
        seed.mkdir(parents=True)
        (seed / "exercise.toml").write_text(SEED)
        result = dlqa("new", PATH, "--course", root)
        assert result.exit_code == 0, result.output
        return root

    return make


@pytest.fixture(scope="session")
def audited(level: isolation.Level) -> Callable[..., Audit]:
    """A function that audits the exercise in a course."""

    def run(root: Path, *, write_hints: bool = True, slug: str = "mean") -> Audit:
        grader = Grader(Job(root, (slug,), level))
        try:
            return audit(grader, slug, write_hints=write_hints)
        finally:
            grader.close()

    return run


@pytest.fixture
def course(fresh: Callable[[], Path]) -> Path:
    return fresh()


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def only(found: Audit) -> str:
    assert len(found.problems) == 1, found.problems
    return found.problems[0]


def test_a_new_exercise_passes_once_its_hints_are_written(
    course: Path, level: isolation.Level
) -> None:
    grader = Grader(Job(course, ("mean",), level))
    try:
        told = only(audit(grader, "mean"))
        assert told.endswith("hints.json: out of date; run dlqa audit --write-hints")
        assert audit(grader, "mean", write_hints=True) == Audit("mean", 1, 3, 3, 3, 2, 3, ())
        assert audit(grader, "mean").problems == ()
    finally:
        grader.close()
    text = (course / f"exercises/{PATH}/hints.json").read_text("utf-8")
    hints = json.loads(text)
    assert list(hints) == ["test_mean_of_the_example"]
    assert len(hints["test_mean_of_the_example"]) == 2
    assert "empty" not in text  # only a hidden check catches that mistake


# Form


def form(root: Path) -> list[str]:
    exercise = Course.read(root).by_slug["mean"]
    return [problem.replace(f"{root}/", "") for problem in form_problems(exercise)]


@pytest.mark.parametrize(
    "file",
    [
        f"exercises/{PATH}/README.md",
        f"exercises/{PATH}/mean.py",
        f"exercises/{PATH}/test_mean.py",
        f"solutions/{PATH}/mean.py",
        f"solutions/{PATH}/test_mean_hidden.py",
    ],
)
def test_a_missing_file_is_named(course: Path, file: str) -> None:
    (course / file).unlink()
    assert form(course) == [f"{file}: missing"]


def test_an_audit_without_a_stub_tells_so(course: Path, audited: Callable[..., Audit]) -> None:
    (course / f"exercises/{PATH}/mean.py").unlink()
    told = only(audited(course))
    assert told.endswith("mean.py: missing")


@pytest.mark.parametrize(
    "file",
    [
        f"exercises/{PATH}/notes.txt",
        f"exercises/{PATH}/.DS_Store",
        f"solutions/{PATH}/old/mean.py",
        f"solutions/{PATH}/mutants/README.md",
    ],
)
def test_a_stray_file_is_named(course: Path, file: str) -> None:
    (course / file).parent.mkdir(exist_ok=True)
    (course / file).write_text("")
    assert form(course) == [f"{file}: a stray file; an exercise has no such one"]


@pytest.mark.parametrize(
    "file", [f"solutions/{PATH}/rubric.md", f"exercises/{PATH}/__pycache__/mean.cpython-311.pyc"]
)
def test_some_files_may_be_there(course: Path, file: str) -> None:
    (course / file).parent.mkdir(exist_ok=True)
    (course / file).write_text("")
    assert form(course) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("(values: list[float])", "(values: list[int])"),
        ("-> float", "-> int"),
        ("Return the mean of", "Return the average of"),
    ],
)
def test_stub_and_reference_promise_the_same(course: Path, old: str, new: str) -> None:
    change(course / f"solutions/{PATH}/mean.py", old, new)
    assert form(course) == [
        f"solutions/{PATH}/mean.py: mean has another signature or docstring than the stub"
    ]


def test_a_function_that_only_the_stub_has(course: Path) -> None:
    stub = course / f"exercises/{PATH}/mean.py"
    stub.write_text(
        stub.read_text("utf-8") + "\n\ndef median(values):\n    raise NotImplementedError\n"
    )
    assert form(course) == [f"solutions/{PATH}/mean.py: median is missing; the stub has it"]


@pytest.mark.parametrize("file", ["mean.py", "README.md", "test_mean.py", "hints.json"])
def test_a_line_of_the_reference_that_students_could_read(course: Path, file: str) -> None:
    path = course / f"exercises/{PATH}/{file}"
    text = path.read_text("utf-8") if path.exists() else ""
    path.write_text(text + "\n# \n    return sum(values) / len(values)\n")
    (told,) = form(course)
    assert told.startswith(f"exercises/{PATH}/{file}:")
    assert told.endswith("this line stands in the reference: return sum(values) / len(values)")


def test_a_syntax_error_of_ours_is_told(course: Path, audited: Callable[..., Audit]) -> None:
    files = [course / f"{place}/{PATH}/mean.py" for place in ("exercises", "solutions")]
    for file in files:
        file.write_text("def mean(values:\n")
    problems = audited(course).problems
    for file, problem in zip(files, problems, strict=False):
        assert problem.startswith(f"{file}: is no Python: ")


def test_an_exercise_needs_mutants(course: Path) -> None:
    for file in (course / f"solutions/{PATH}/mutants").iterdir():
        file.unlink()
    assert form(course) == [
        f"solutions/{PATH}/mutants: no known-wrong answer here; write the usual ones"
    ]


# Checks and mutants: one course with many faults, audited once


FAULTY_CHECKS = '''

@pytest.mark.parametrize("x", [1])
def test_mean_of_one(answer, x):
    """It is one."""
    close(answer.mean([float(x)]), 1.0)


def test_mean_is_a_number(answer):
    """It is."""
    answer.mean([1.0])


@pytest.mark.guards("against crashes")
def test_mean_of_two(answer):
    """It is, too."""
    answer.mean([1.0, 2.0])


@pytest.mark.draws
@pytest.mark.weight(5)
def test_mean_of_three(answer):
    """Three equal numbers are their mean."""
    close(answer.mean([3.0, 3.0, 3.0]), 3.0)
'''


def mutant(root: Path, name: str, body: str, hint: str = "Is it so?") -> None:
    code = f"\n\ndef mean(values):\n{body}\n" if body else "\n"
    text = f'"""It is wrong.\n\nhint: {hint}\n"""{code}'
    (root / f"solutions/{PATH}/mutants/{name}.py").write_text(text)


@pytest.fixture(scope="module")
def faulty(fresh: Callable[[], Path], audited: Callable[..., Audit]) -> Audit:
    """What the audit says of a course with many faults."""
    root = fresh()
    change(root / f"exercises/{PATH}/mean.py", "raise NotImplementedError", "return 3.0")
    hidden = root / f"solutions/{PATH}/test_mean_hidden.py"
    change(hidden, "weight(0.5)", "weight(5)")
    hidden.write_text(hidden.read_text("utf-8") + FAULTY_CHECKS)
    toml = root / f"exercises/{PATH}/exercise.toml"
    toml.write_text(toml.read_text("utf-8") + "median = 0.01\nmode = 0.01\n")
    hidden.write_text(
        hidden.read_text("utf-8")
        + '\n\ndef test_mode_is(answer):\n    """It is."""\n    answer.mean([1.0])\n'
    )
    constant = "    if not values:\n        raise ValueError\n    return 41.0"
    mutant(root, "first", constant, "Why?")
    mutant(root, "second", constant, "How?")
    mutant(root, "right", "")
    mutant(root, "random", "    import random\n    return random.random()")
    stops = "    if len(values) == 2:\n        raise NotImplementedError\n    return _right(values)"
    mutant(root, "unwritten", f"{stops}\n\n")
    file = root / f"solutions/{PATH}/mutants/unwritten.py"
    change(file, "\n\ndef mean", "\n_right = mean\n\n\ndef mean")
    return audited(root)


@pytest.mark.parametrize(
    "problem",
    [
        "07_mean: no check belongs to part median; name one test_median_...",
        "test_mean.py: no public check for part mode",
        "test_mean_hidden.py: test_mean_of_one[1]: parametrize would tell its inputs",
        "checks marked errors carry 20% of the points; 15% is the most (lower their weight)",
        "checks marked draws carry 20% of the points; 10% is the most (lower their weight)",
        "mean.py: test_mean_of_the_example is not todo on the stub",
        "mutants/right.py: no check fails it",
        "mutants/first.py: behaves like second, which has another hint",
        "mutants/second.py: behaves like first, which has another hint",
        "mutants/random.py: is not explained by itself: does it behave the same each time?",
        "mutants/unwritten.py: nothing that it returns tells the mistake",
        "test_mean_is_a_number: no mutant fails it; add one, or say why it is kept: "
        '@pytest.mark.guards("...")',
    ],
)
def test_each_fault_is_told_with_file_and_mend(faulty: Audit, problem: str) -> None:
    assert any(problem in each for each in faulty.problems), "\n".join(faulty.problems)


def test_faults_are_told_of_nothing_else(faulty: Audit) -> None:
    told = "\n".join(faulty.problems)
    for sound in ("test_mean_of_two", "empty_is_zero", "forgets_to_divide", "divides_by_one_less"):
        assert sound not in told.replace("test_mean_of_two is not todo", "")
    assert (faulty.mutants, faulty.killed, faulty.diagnosed) == (8, 7, 3)


def test_a_reference_that_fails(course: Path, audited: Callable[..., Audit]) -> None:
    change(course / f"solutions/{PATH}/mean.py", "/ len(values)", "/ (len(values) + 1)")
    problems = [problem for problem in audited(course).problems if "of_the_example" in problem]
    here, there = problems
    assert "mean.py: in process, " in here
    assert "mean.py: confined, " in there


# The command


@pytest.fixture
def isolated(level: isolation.Level) -> Iterator[str]:
    yield f"--isolation={level}"


def test_the_command_prints_a_table_and_ends_well(course: Path, dlqa: Dlqa, isolated: str) -> None:
    result = dlqa("audit", "mean", "--write-hints", "--course", course, isolated)
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[-1] == "1 exercises, 3 of 3 known mistakes caught"
    row = next(line for line in result.stdout.splitlines() if line.startswith("mean"))
    assert row.split() == ["mean", "1", "3", "3", "3", "2", "3", "100%"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_command_tells_each_breach_without_the_courses_folder(
    course: Path, dlqa: Dlqa, isolated: str, jobs: int
) -> None:
    (course / f"exercises/{PATH}/stray.txt").write_text("")
    result = dlqa("audit", "mean", "--course", course, isolated, "--jobs", jobs)
    assert result.exit_code == 1
    breaches = [line for line in result.stdout.splitlines() if line.startswith("breach: ")]
    assert (
        breaches[0]
        == f"breach: exercises/{PATH}/stray.txt: a stray file; an exercise has no such one"
    )
    assert "hints.json: out of date" in breaches[1]
    assert str(course) not in result.output


def test_the_command_refuses_what_it_does_not_know(course: Path, dlqa: Dlqa, isolated: str) -> None:
    result = dlqa("audit", "nope", "--course", course, isolated)
    assert result.exit_code == 2
    assert "unknown exercise 'nope'; this course has: seed, mean" in result.output


def test_a_broken_toml_file_is_one_line(course: Path, dlqa: Dlqa) -> None:
    toml = course / f"exercises/{PATH}/exercise.toml"
    toml.write_text("title = ", "utf-8")
    result = dlqa("audit", "--course", course)
    assert result.exit_code == 2
    assert f"Error: {os.fspath(toml.resolve())}: not valid TOML" in result.output
    assert "Traceback" not in result.output
