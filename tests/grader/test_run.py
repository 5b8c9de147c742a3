"""Grading one submission: every check once, each costs itself only, our faults cost nobody."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.batch import Grader
from grader.course import Course
from grader.explain import HIDDEN_MESSAGES
from grader.model import CheckResult, Report
from grader.plan import Plan, collect
from grader.run import grade
from grader.sandbox.inprocess import InProcess
from grader.submission import Submission

TOTAL = "def total(values):\n    {}\n\n"
LARGEST = "def largest(values):\n    return max(values)\n"
GOOD_TOTAL = (
    "def total(values):\n    if isinstance(values, str):\n        raise TypeError\n"
    "    return sum(values)\n\n"
)
GOOD = {
    "total.py": GOOD_TOTAL + LARGEST,
    "halved.py": "def halved(array):\n    return array / 2\n",
}
Outcomes = Callable[..., dict[str, str]]
Here = Callable[..., Report]


def results(report: Report, exercise: str = "total") -> dict[str, CheckResult]:
    (found,) = [each for each in report.grades if each.exercise == exercise]
    return {result.name: result for result in found.results}


def test_a_right_answer_earns_all_points(grade_here: Here) -> None:
    report = grade_here(GOOD)
    assert (report.points, report.max_points) == (15, 15)
    assert all(
        result.outcome == "passed" and not result.message and not result.detail
        for grade in report.grades
        for result in grade.results
    )


def test_the_reference_is_a_submission_that_earns_all_points(
    grade_here: Here, course: Course
) -> None:
    files = {f"{each.slug}.py": each.reference.read_bytes() for each in course.exercises}
    assert grade_here(files).points == 15


def test_a_stub_is_todo(grade_here: Here, course: Course, outcomes: Outcomes) -> None:
    report = grade_here({"total.py": course.by_slug["total"].stub.read_bytes()})
    assert set(outcomes(report).values()) == {"todo"}
    assert report.points == 0


def test_a_missing_function_costs_only_its_own_part(grade_here: Here) -> None:
    report = grade_here({"total.py": LARGEST})
    assert report.grades[0].points == 4
    message = results(report)["test_total_of_three"].message
    assert message == "total.py has no function total. It has: largest."


def test_a_wrong_function_costs_only_its_own_checks(grade_here: Here, outcomes: Outcomes) -> None:
    report = grade_here({"total.py": TOTAL.format("return 6") + LARGEST})
    found = outcomes(report)
    assert found["test_total_of_three"] == "passed"
    assert found["test_total_of_nothing"] == "failed"
    assert found["test_largest_of_negatives[values0]"] == "passed"
    assert report.grades[0].points == pytest.approx(4 + 1.8)


def test_a_failed_public_check_shows_call_expected_and_obtained(grade_here: Here) -> None:
    report = grade_here({"total.py": TOTAL.format("return 7") + LARGEST})
    first, bare = results(report)["test_total_of_three"], results(report)["test_total_of_nothing"]
    assert first.message.startswith("called    total([1, 2, 3])\n")
    assert "expected" in first.message
    assert "obtained" in first.message
    assert bare.message == "called    total([])\nexpected  0\nobtained  7"


def test_a_students_exception_is_told_with_its_line(grade_here: Here) -> None:
    report = grade_here({"total.py": "def total(values):\n    return values[0] / 0\n" + LARGEST})
    message = results(report)["test_total_of_three"].message
    assert message == (
        "called    total([1, 2, 3])\n"
        "raised    ZeroDivisionError: division by zero\n"
        "at        total.py line 2, in total:  return values[0] / 0"
    )


def test_a_syntax_error_is_told_once_with_its_line(grade_here: Here, outcomes: Outcomes) -> None:
    report = grade_here({"total.py": "x = 1\ndef total(values)\n    return 0\n"})
    found = results(report)
    assert set(outcomes(report).values()) == {"failed"}
    assert "total.py does not load: SyntaxError" in found["test_total_of_three"].message
    assert "at        total.py line 2" in found["test_total_of_three"].message
    assert "def total(values)" in found["test_total_of_three"].message
    rest = {result.message for name, result in found.items() if name != "test_total_of_three"}
    assert rest == {"See the first check of this exercise."}


def test_a_wrong_type_that_the_check_can_not_use_is_a_plain_failure(
    write_exercise: Callable[..., None],
    tmp_path_factory: pytest.TempPathFactory,
    submit: Callable[..., Submission],
) -> None:
    root = tmp_path_factory.mktemp("odd")
    public = (
        'def test_f_a(answer):\n    """It adds."""\n    assert answer.f() + 1 == 2\n'
        'import pytest\ndef test_f_b(answer):\n    """It is."""\n    pytest.fail("Not so.")\n'
        'def test_f_c(answer):\n    """It was."""\n    raise SystemExit(answer.f())\n'
        'def test_f_d(answer):\n    """It holds."""\n    assert answer.f() is not None, "is None"\n'
        'def test_f_e(answer):\n    """It is not."""\n    answer.f()\n    raise AssertionError\n'
    )
    toml = 'title = "T"\nlevel = "E"\nsection = "S"\n[points]\nf = 5\n'
    write_exercise(root, "1_a/01_f", toml, "", "def f(): return 1\n", public)
    report = grade(collect(Course.read(root)), submit({"f.py": "def f(): pass\n"}), InProcess)
    messages = [result.message for result in report.grades[0].results]
    assert messages[0].startswith("called    f()\nThe check can't use what came back: TypeError: ")
    assert messages[1] == "Not so."
    assert messages[2] == "called    f()\nThe check can't use what came back: SystemExit: None"
    assert messages[3].startswith("called    f()\nis None")
    assert messages[4] == "called    f()\nThe check's assertion does not hold."
    assert {result.outcome for result in report.grades[0].results} == {"failed"}


def test_ctrl_c_goes_through(
    write_exercise: Callable[..., None],
    tmp_path_factory: pytest.TempPathFactory,
    submit: Callable[..., Submission],
) -> None:
    root = tmp_path_factory.mktemp("interrupted")
    public = 'def test_f_a(answer):\n    """It adds."""\n    raise KeyboardInterrupt\n'
    toml = 'title = "T"\nlevel = "E"\nsection = "S"\n[points]\nf = 5\n'
    write_exercise(root, "1_a/01_f", toml, "", "def f(): return 1\n", public)
    with pytest.raises(KeyboardInterrupt):
        grade(collect(Course.read(root)), submit({"f.py": "def f(): pass\n"}), InProcess)


# What a student may read


WRONG_TOTALS = [
    "return 0",
    "return 2 * sum(values)",
    "print(values); raise ValueError(values)",
    "return str(values)",
    "return values",
    "return None",
    "raise NotImplementedError(values)",
    "assert False, values",
]


def leaks(report: Report) -> str:
    """What of the hidden checks' inputs and times a report for students tells."""
    text = report.for_student().to_json()
    found = [secret for secret in ("40417", "50417", "SECRET") if secret in text]
    for each in json.loads(text)["grades"]:
        for result in each["results"]:
            if result["detail"]:
                found.append("detail")
            if result["hidden"] and result["seconds"] is not None:
                found.append("seconds")
            if result["hidden"] and "[" in result["name"]:
                found.append("parameters")
    return ", ".join(found)


@pytest.mark.parametrize("body", WRONG_TOTALS)
def test_a_students_report_gives_no_hidden_check_away(grade_here: Here, body: str) -> None:
    code = TOTAL.format(body) + TOTAL.format(body).replace("total", "largest")
    report = grade_here({"total.py": code})
    assert leaks(report) == ""
    hidden = [result for result in report.for_student().grades[0].results if result.hidden]
    known = {"", "See the first check of this exercise.", *HIDDEN_MESSAGES.values()}
    assert {result.message for result in hidden} <= known


@settings(max_examples=25)
@given(body=st.lists(st.sampled_from(WRONG_TOTALS), min_size=1, max_size=2), load=st.booleans())
def test_no_mix_of_mistakes_gives_a_hidden_check_away(
    grade_here: Here, body: list[str], load: bool
) -> None:
    code = TOTAL.format(body[0]) + TOTAL.format(body[-1]).replace("total", "largest")
    assert leaks(grade_here({"total.py": code + ("" if load else "1 / 0\n")})) == ""


def test_hints_may_be_read(grade_here: Here) -> None:
    report = grade_here(
        {"total.py": LARGEST}, hints=lambda seen: {each.check.name: "Look!" for each in seen}
    )
    hints = {result.hint for result in report.for_student().grades[0].results if result.hidden}
    assert "Look!" in hints
    assert results(report)["test_largest_of_three"].hint == ""


def test_staff_read_where_it_stood_and_what_was_printed(grade_here: Here) -> None:
    report = grade_here({"total.py": TOTAL.format("return 0") + LARGEST})
    detail = results(report)["test_total_of_the_secret"].detail
    assert "40417" in detail
    assert "test_total_hidden.py" in detail


# Our own fault


def test_a_broken_check_costs_nobody_a_point(grade_here: Here, outcomes: Outcomes) -> None:
    broken = {("total", "test_total_of_three"): "The reference fails this check."}
    report = grade_here({**GOOD, "total.py": TOTAL.format("return 0") + LARGEST}, broken=broken)
    assert outcomes(report)["test_total_of_three"] == "internal"
    assert [grade.points for grade in report.grades] == [None, 5]
    assert report.points is None


def test_no_checks_are_no_zero_points(
    write_exercise: Callable[..., None],
    tmp_path_factory: pytest.TempPathFactory,
    submit: Callable[..., Submission],
) -> None:
    root = tmp_path_factory.mktemp("bare")
    toml = 'title = "T"\nlevel = "E"\nsection = "S"\n[points]\nf = 5\n'
    write_exercise(root, "1_a/01_f", toml, "", "def f(): return 1\n")
    report = grade(collect(Course.read(root)), submit({"f.py": ""}), InProcess)
    assert (report.points, report.max_points) == (None, 5)


# In the child


def test_in_a_child_and_here_give_the_same(
    grader: Grader,
    grade_here: Here,
    submit: Callable[..., Submission],
    without_seconds: Callable[..., object],
) -> None:
    for body in WRONG_TOTALS[:4]:
        submission = submit({**GOOD, "total.py": TOTAL.format(body) + LARGEST})
        there = grader.grade(submission)
        here = grade_here(submission, grader.plan, hints=grader.diagnosis.hints)
        bare = [
            dataclasses.replace(
                report,
                made_with={},
                grades=tuple(
                    dataclasses.replace(
                        each,
                        results=tuple(dataclasses.replace(r, detail="") for r in each.results),
                    )
                    for each in report.grades
                ),
            )
            for report in (there, here)
        ]
        assert without_seconds(bare[:1]) == without_seconds(bare[1:])


def test_a_death_costs_one_check(
    grader: Grader, submit: Callable[..., Submission], outcomes: Outcomes
) -> None:
    code = (
        "import os\ndef total(values):\n    if not values:\n        os._exit(0)\n"
        "    return sum(values)\n" + LARGEST
    )
    report = grader.grade(submit({"total.py": code}))
    found = outcomes(report)
    assert found["test_total_of_nothing"] == "crashed"
    assert found["test_total_of_three"] == "passed"
    assert found["test_largest_of_three"] == "passed"
    message = results(report)["test_total_of_nothing"].message
    assert message.startswith("called    total([])\nThe program ended itself")


def test_a_report_says_with_what_it_was_made(
    grader: Grader, submit: Callable[..., Submission]
) -> None:
    made_with = grader.grade(submit(GOOD)).made_with
    assert made_with["course"] == grader.plan.course.fingerprint
    assert made_with["isolation"]["tier"] in ("strong", "good", "process")
    assert made_with["limits"]["call"] == 2.0
    assert set(made_with["versions"]) == {"python", "dlqa", "numpy", "hypothesis", "pytest"}


def test_a_deadline_of_the_exercises_own(
    tmp_path_factory: pytest.TempPathFactory,
    write_exercise: Callable[..., None],
    plan: Plan,
    grader: Grader,
    submit: Callable[..., Submission],
    outcomes: Outcomes,
) -> None:
    root = tmp_path_factory.mktemp("slow")
    toml = 'title = "T"\nlevel = "E"\nsection = "S"\n[points]\nf = 5\n[limits]\ncall = 0.2\n'
    public = 'def test_f_ends(answer):\n    """It ends."""\n    assert answer.f(1) == 1\n'
    write_exercise(root, "1_a/01_f", toml, "", "def f(x): return x\n", public)
    submission = submit({"f.py": "def f(x):\n    while True: pass\n"})
    report = grade(collect(Course.read(root)), submission, grader.open)
    (result,) = report.grades[0].results
    assert result.outcome == "timeout"
    assert result.message == "called    f(1)\nf took longer than the time allowed."
    assert result.seconds is not None
    assert result.seconds < 1.9  # not the two seconds that a call may take elsewhere
