"""Which known mistake explains an answer: its own hint exactly, or none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.batch import Grader
from grader.course import Course, CourseError
from grader.diagnosis import Diagnosis, Mutant
from grader.model import Report
from grader.plan import Plan, collect
from grader.run import grade
from grader.sandbox.inprocess import InProcess
from grader.submission import Submission

GOOD_TOTAL = (
    "def total(values):\n    if isinstance(values, str):\n        raise TypeError\n"
    "    return sum(values)\n\n"
)
GOOD_LARGEST = "def largest(values):\n    return max(values)\n\n"
FIRST = "Where does your loop begin?"
TWICE = "How often is each number added?"
ZERO = "What is the largest of -1 and -2?"
TOML = 'title = "T"\nlevel = "E"\nsection = "S"\n[points]\nf = 5\n'
Hints = Callable[[str], dict[str, str]]


@pytest.fixture(scope="module")
def hints(plan: Plan, submit: Callable[..., Submission]) -> Hints:
    """A function that gives the hints for a total.py, by check."""
    diagnosis = Diagnosis(plan, InProcess)

    def found(text: str, name: str = "total") -> dict[str, str]:
        report = grade(plan, submit({f"{name}.py": text}), InProcess, diagnosis.hints)
        return {
            result.name: result.hint
            for each in report.grades
            for result in each.results
            if result.hint
        }

    return found


def told(hints: dict[str, str]) -> set[str]:
    return set(hints.values())


def test_a_known_mistake_is_told_its_own_hint_in_the_childs_house(
    grader: Grader, submit: Callable[..., Submission]
) -> None:
    for slug in ("total", "halved"):
        exercise = grader.plan.course.by_slug[slug]
        for mutant in grader.diagnosis.mutants(slug):
            code = "\n".join(text for _, text in mutant.source.pieces)
            report = grader.grade(submit({f"{slug}.py": code}))
            (own,) = [each for each in report.grades if each.exercise == exercise.slug]
            failed = [result for result in own.results if result.outcome != "passed"]
            assert failed
            assert {result.hint for result in failed} == {mutant.hint}, mutant.name


def test_the_same_mistake_written_otherwise_is_recognised(hints: Hints) -> None:
    loop = (
        "def total(values):\n    if isinstance(values, str): raise TypeError('no')\n"
        "    answer = 0\n    for k in range(1, len(values)):\n        answer += values[k]\n"
        "    return answer\n" + GOOD_LARGEST
    )
    assert told(
        hints(loop.replace("if isinstance(values, str): raise TypeError('no')", "pass"))
    ) == {FIRST}


def test_a_right_answer_gets_no_hint(hints: Hints) -> None:
    assert hints(GOOD_TOTAL + GOOD_LARGEST) == {}


def test_an_unknown_mistake_gets_no_hint(hints: Hints) -> None:
    assert hints("def total(values):\n    return sum(values) + 1\n" + GOOD_LARGEST) == {}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1 / 0",
        "def total(values)\n",
        "x = 1",
        "def total(values):\n    raise NotImplementedError\n",
    ],
)
def test_what_was_never_really_called_gets_no_hint(hints: Hints, text: str) -> None:
    assert hints(text) == {}


def test_two_mistakes_in_two_parts_are_told_apart(hints: Hints) -> None:
    code = (
        "def total(values):\n    return 2 * sum(values)\n"
        "def largest(values):\n    return max([0, *values])\n"
    )
    found = hints(code)
    assert {hint for name, hint in found.items() if "total" in name} == {TWICE}
    assert {hint for name, hint in found.items() if "largest" in name} == {ZERO}


def test_an_unknown_mistake_in_one_part_does_not_hide_a_known_one_in_another(hints: Hints) -> None:
    code = "def total(values):\n    return 2 * sum(values)\ndef largest(values):\n    return 1234\n"
    found = hints(code)
    assert told(found) == {TWICE}
    assert not any("largest" in name for name in found)


def test_float_noise_is_still_recognised(hints: Hints) -> None:
    code = "def halved(array):\n    return (array * 7 + array) / 24 * (1 + 3e-16)\n"
    found = hints(code, "halved")
    assert told(found) == {"Into how many equal parts does a half divide?"}


def test_a_mistake_of_another_size_is_another_mistake(hints: Hints) -> None:
    assert hints("def halved(array):\n    return array / 3.01\n", "halved") == {}


def diagnosed(
    root: Path,
    write_exercise: Callable[..., None],
    submit: Callable[..., Submission],
    mutants: dict[str, str],
    answer: str,
) -> Report:
    public = 'def test_f_of_one(answer):\n    """It is one."""\n    assert answer.f(1) == 1\n'
    write_exercise(root, "1_a/01_f", TOML, "", "def f(x):\n    return x\n", public, mutants=mutants)
    plan = collect(Course.read(root))
    return grade(plan, submit({"f.py": answer}), InProcess, Diagnosis(plan, InProcess).hints)


def mutant(hint: str, result: object) -> str:
    return f'"""It is wrong.\n\nhint: {hint}\n"""\n\n\ndef f(x):\n    return {result}\n'


def test_mistakes_that_look_alike_are_not_guessed(
    tmp_path: Path, write_exercise: Callable[..., None], submit: Callable[..., Submission]
) -> None:
    mutants = {"a": mutant("Why?", 7), "b": mutant("How?", 7)}
    report = diagnosed(tmp_path, write_exercise, submit, mutants, "def f(x):\n    return 7\n")
    assert report.grades[0].results[0].hint == ""


def test_a_family_of_mistakes_shares_one_hint(
    tmp_path: Path, write_exercise: Callable[..., None], submit: Callable[..., Submission]
) -> None:
    mutants = {"a": mutant("Why?", 7), "b": mutant("Why?", 7), "c": mutant("How?", 8)}
    report = diagnosed(tmp_path, write_exercise, submit, mutants, "def f(x):\n    return 7\n")
    assert report.grades[0].results[0].hint == "Why?"


@pytest.mark.parametrize("value", ["10 ** 6000", "'x' * 999", "[[1]] * 9", "float('nan')", "f"])
def test_odd_results_are_looked_up_without_harm(
    tmp_path: Path,
    write_exercise: Callable[..., None],
    submit: Callable[..., Submission],
    value: str,
) -> None:
    report = diagnosed(
        tmp_path,
        write_exercise,
        submit,
        {"a": mutant("Why?", 7)},
        f"def f(x):\n    return {value}\n",
    )
    (result,) = report.grades[0].results
    assert (result.outcome, result.hint) == ("failed", "")


def test_an_exercise_without_known_mistakes_has_no_hints(
    tmp_path: Path, write_exercise: Callable[..., None], submit: Callable[..., Submission]
) -> None:
    report = diagnosed(tmp_path, write_exercise, submit, {}, "def f(x):\n    return 7\n")
    assert report.grades[0].results[0].hint == ""


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("def f(x): return 2\n", "begin with a docstring: what is wrong, an empty line, 'hint: "),
        ('"""It is wrong."""\n', "begin with a docstring"),
        ('"""It is wrong.\n\nhint:\n"""\n', "begin with a docstring"),
        ('"""\n\nhint: Why?\n"""\n', "begin with a docstring"),
        ("def f(x:\n", "is no Python"),
    ],
)
def test_a_malformed_mutant_is_named(
    tmp_path: Path, course: Course, text: str, complaint: str
) -> None:
    file = tmp_path / "odd.py"
    file.write_text(text, "utf-8")
    with pytest.raises(CourseError, match=complaint) as raised:
        Mutant.read(file, course.by_slug["total"])
    assert str(file) in str(raised.value)


def test_a_mutant_holds_what_its_docstring_says(course: Course) -> None:
    exercise = course.by_slug["total"]
    read = Mutant.read(exercise.mutants[0], exercise)
    assert (read.name, read.hint) == ("counts_twice", TWICE)
    assert read.mistake == "Counts every number twice."
    assert len(read.source.pieces) == 2  # the reference, then what differs
