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


def test_a_new_exercise_passes(course: Path, audited: Callable[..., Audit]) -> None:
    found = audited(course)
    assert found == Audit("mean", 1, 3, 3, 3, 2, 3, ())
    hints = json.loads((course / f"exercises/{PATH}/hints.json").read_text("utf-8"))
    assert list(hints) == ["test_mean_of_the_example"]
    assert len(hints["test_mean_of_the_example"]) == 2


def test_hints_out_of_date_are_told(course: Path, audited: Callable[..., Audit]) -> None:
    told = only(audited(course, write_hints=False))
    assert told.endswith("hints.json: out of date; run dlqa audit --write-hints")
    assert audited(course).problems == ()
    assert audited(course, write_hints=False).problems == ()


def test_no_hint_for_students_tells_of_hidden_checks(
    course: Path, audited: Callable[..., Audit]
) -> None:
    audited(course)
    text = (course / f"exercises/{PATH}/hints.json").read_text("utf-8")
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
def test_a_missing_file_is_named(
    course: Path, file: str, audited: Callable[..., Audit], level: isolation.Level
) -> None:
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
    stub.write_text(stub.read_text("utf-8") + "\n\ndef median(values):\n    raise NotImplementedError\n")
    assert form(course) == [f"solutions/{PATH}/mean.py: median is missing; the stub has it"]


@pytest.mark.parametrize("file", ["mean.py", "README.md", "test_mean.py", "exercise.toml"])
def test_a_line_of_the_reference_that_students_could_read(course: Path, file: str) -> None:
    path = course / f"exercises/{PATH}/{file}"
    path.write_text(path.read_text("utf-8") + "\n# \n    return sum(values) / len(values)\n")
    (told,) = form(course)
    assert told.startswith(f"exercises/{PATH}/{file}:")
    assert told.endswith("this line stands in the reference: return sum(values) / len(values)")


@pytest.mark.parametrize("place", ["exercises", "solutions"])
def test_a_syntax_error_of_ours_is_told(
    course: Path, audited: Callable[..., Audit], place: str
) -> None:
    (course / f"{place}/{PATH}/mean.py").write_text("def mean(values:\n")
    problems = audited(course).problems
    assert any(f"{place}/{PATH}/mean.py: is no Python" in problem for problem in problems)


def test_an_exercise_needs_mutants(course: Path) -> None:
    for file in (course / f"solutions/{PATH}/mutants").iterdir():
        file.unlink()
    assert form(course) == [
        f"solutions/{PATH}/mutants: no known-wrong answer here; write the usual ones"
    ]


# Checks


def test_a_part_without_checks(course: Path, audited: Callable[..., Audit]) -> None:
    toml = course / f"exercises/{PATH}/exercise.toml"
    toml.write_text(toml.read_text("utf-8") + "median = 1\n")
    assert "no check belongs to part median; name one test_median_..." in only(audited(course))


def test_a_part_without_public_checks(course: Path, audited: Callable[..., Audit]) -> None:
    file = course / f"exercises/{PATH}/test_mean.py"
    file.write_text('"""None yet."""\n')
    assert "test_mean.py: no public check for part mean" in audited(course).problems[0]


def test_parameters_of_a_hidden_check_would_tell_its_inputs(
    course: Path, audited: Callable[..., Audit]
) -> None:
    change(
        course / f"solutions/{PATH}/test_mean_hidden.py",
        '@pytest.mark.errors\n@pytest.mark.weight(0.5)\ndef test_mean_refuses_an_empty_list(answer)',
        '@pytest.mark.parametrize("x", [1])\ndef test_mean_refuses_an_empty_list(answer, x)',
    )
    told = only(audited(course))
    assert "test_mean_refuses_an_empty_list[1]: parametrize would tell its inputs" in told


@pytest.mark.parametrize(("mark", "most"), [("errors", "15%"), ("draws", "10%")])
def test_marked_checks_may_carry_so_much(
    course: Path, audited: Callable[..., Audit], mark: str, most: str
) -> None:
    change(
        course / f"solutions/{PATH}/test_mean_hidden.py",
        "@pytest.mark.errors\n@pytest.mark.weight(0.5)",
        f"@pytest.mark.{mark}\n@pytest.mark.weight(5)",
    )
    told = only(audited(course))
    assert f"checks marked {mark} carry 43% of the points; {most} is the most" in told


def test_a_stub_that_is_not_todo(course: Path, audited: Callable[..., Audit]) -> None:
    change(course / f"exercises/{PATH}/mean.py", "raise NotImplementedError", "return 3.0")
    problems = audited(course).problems
    assert len(problems) == 4
    assert "mean.py: test_mean_of_the_example is not todo on the stub" in problems[0]


def test_a_reference_that_fails(course: Path, audited: Callable[..., Audit]) -> None:
    change(course / f"solutions/{PATH}/mean.py", "/ len(values)", "/ (len(values) + 1)")
    problems = [problem for problem in audited(course).problems if "of_the_example" in problem]
    here, there = problems
    assert "in process, test_mean_of_the_example: The reference fails this check" in here
    assert "confined, the reference fails test_mean_of_the_example" in there


# Mutants


def mutant(root: Path, name: str, body: str, hint: str = "Is it so?") -> Path:
    file = root / f"solutions/{PATH}/mutants/{name}.py"
    code = f"\n\ndef mean(values):\n{body}\n" if body else "\n"
    file.write_text(f'"""It is wrong.\n\nhint: {hint}\n"""{code}')
    return file


def test_a_mistake_that_no_check_catches(course: Path, audited: Callable[..., Audit]) -> None:
    mutant(course, "right", "")
    found = audited(course)
    assert only(found).endswith("mutants/right.py: no check fails it")
    assert (found.mutants, found.killed) == (4, 3)


def test_mistakes_that_look_alike_need_one_hint(
    course: Path, audited: Callable[..., Audit]
) -> None:
    body = "    if not values:\n        raise ValueError\n    return 41.0"
    mutant(course, "first", body, "Why?")
    mutant(course, "second", body, "How?")
    told = audited(course).problems
    assert [problem.rpartition("/")[2] for problem in told] == [
        "first.py: behaves like second, which has another hint",
        "second.py: behaves like first, which has another hint",
    ]
    mutant(course, "second", body, "Why?")
    assert audited(course).problems == ()


def test_a_mistake_that_is_another_each_time(course: Path, audited: Callable[..., Audit]) -> None:
    mutant(course, "random", "    import random\n    return random.random()")
    told = only(audited(course))
    assert told.endswith("random.py: is not explained by itself: does it behave the same each time?")


def test_a_mistake_that_returns_nothing_to_tell(
    course: Path, audited: Callable[..., Audit]
) -> None:
    mutant(course, "unwritten", "    raise NotImplementedError")
    assert only(audited(course)).endswith("unwritten.py: nothing that it returns tells the mistake")


def test_a_hidden_check_that_nothing_needs(course: Path, audited: Callable[..., Audit]) -> None:
    hidden = course / f"solutions/{PATH}/test_mean_hidden.py"
    kept = hidden.read_text("utf-8")
    idle = '\n\n{}def test_mean_is_a_number(answer):\n    """It is."""\n    answer.mean([1.0])\n'
    hidden.write_text(kept + idle.format(""))
    told = only(audited(course))
    assert "test_mean_is_a_number: no mutant fails it; add one, or say why" in told
    hidden.write_text(kept + idle.format('@pytest.mark.guards("against crashes")\n'))
    assert audited(course).problems == ()


# The command


@pytest.fixture
def isolated(level: isolation.Level) -> Iterator[str]:
    yield f"--isolation={level}"


def test_the_command_prints_a_table_and_ends_well(
    course: Path, dlqa: Dlqa, isolated: str
) -> None:
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
    assert breaches[0] == f"breach: exercises/{PATH}/stray.txt: a stray file; an exercise has no such one"
    assert "hints.json: out of date" in breaches[1]
    assert str(course) not in result.output


def test_the_command_refuses_what_it_does_not_know(
    course: Path, dlqa: Dlqa, isolated: str
) -> None:
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
