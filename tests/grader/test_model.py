"""Result records: points, what a student may read, JSON both ways."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model import OUTCOMES, CheckResult, Grade, Report

PASSED = CheckResult("test_a", "a", "A holds.", False, 1.0, "passed")
SECRET = CheckResult(
    "test_b[40417]", "a", "B holds.", True, 2.0, "failed", "hidden", "got 40417", "Look!", 0.25
)

words = st.text(max_size=12)
amounts = st.floats(0, 1000)
results = st.builds(
    CheckResult,
    name=words,
    part=words,
    title=words,
    hidden=st.booleans(),
    weight=amounts,
    outcome=st.sampled_from(OUTCOMES),
    message=words,
    detail=words,
    hint=words,
    seconds=st.none() | amounts,
)
grades = st.builds(
    Grade, exercise=words, max_points=amounts, results=st.lists(results, max_size=4).map(tuple)
)
plain = st.none() | st.booleans() | st.integers() | words
reports = st.builds(
    Report,
    submission=words,
    grades=st.lists(grades, max_size=3).map(tuple),
    made_with=st.dictionaries(words, plain | st.lists(plain) | st.dictionaries(words, plain)),
    problems=st.lists(words, max_size=2).map(tuple),
    readable=st.booleans(),
)


@given(reports, st.sampled_from([None, 1]))
def test_a_report_survives_json(report: Report, indent: int | None) -> None:
    text = report.to_json(indent)
    assert Report.from_json(text) == report
    assert Report.from_json(text).points == report.points


@given(reports)
def test_one_report_is_one_line(report: Report) -> None:
    assert len(report.to_json().split("\n")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "[]",
        "3",
        "null",
        '"text"',
        "{}",
        '{"submission": "a", "grades": 3, "made_with": {}}',
        '{"submission": "a", "grades": [3], "made_with": {}}',
        '{"submission": "a", "grades": [{"exercise": "x"}], "made_with": {}}',
        '{"submission": "a", "grades": []}',
        '{"submission": "a", "grades": [], "made_with": {}, "problems": 3}',
    ],
)
def test_what_is_no_report_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Report.from_json(text)


def test_unknown_outcomes_and_fields_are_refused() -> None:
    data = Report("ada", (Grade("x", 1.0, (PASSED,)),)).to_dict()
    data["grades"][0]["results"][0]["outcome"] = "splendid"
    with pytest.raises(ValueError, match="unknown outcome 'splendid'"):
        Report.from_json(json.dumps(data))
    data["grades"][0]["results"][0].update(outcome="passed", colour="red")
    with pytest.raises(ValueError, match="this is no report"):
        Report.from_json(json.dumps(data))


def test_points_are_the_weights_of_what_passed() -> None:
    failed = replace(PASSED, outcome="failed", weight=4.0)
    assert Grade("x", 6.0, (PASSED, failed, PASSED)).points == 2.0


def test_points_have_no_dust_of_binary_fractions() -> None:
    tenth = replace(PASSED, weight=0.1)
    assert Grade("x", 1.0, (tenth,) * 10).points == 1.0
    assert Report("ada", (Grade("x", 0.1, (tenth,)),) * 3).points == 0.3
    assert Report("ada", (Grade("x", 0.1, (tenth,)),) * 3).max_points == 0.3


def test_our_own_fault_or_no_checks_at_all_give_no_points() -> None:
    internal = Grade("x", 1.0, (PASSED, replace(PASSED, outcome="internal")))
    none, good = Grade("x", 1.0, ()), Grade("y", 1.0, (PASSED,))
    assert internal.points is None
    assert none.points is None
    assert Report("ada", (good, internal)).points is None
    assert Report("ada", (none, good)).points is None
    assert Report("ada", (good,)).points == 1.0


def test_zero_points_are_points() -> None:
    grade = Grade("x", 1.0, (replace(PASSED, outcome="failed"),))
    assert grade.points == 0.0
    assert Report("ada", (grade,)).points == 0.0


def test_a_student_reads_nothing_that_a_hidden_check_would_give_away() -> None:
    shown = SECRET.for_student()
    assert "40417" not in repr(shown)
    assert (shown.name, shown.detail, shown.seconds) == ("test_b", "", None)
    kept = ("title", "weight", "outcome", "message", "hint", "hidden", "part")
    assert [getattr(shown, name) for name in kept] == [getattr(SECRET, name) for name in kept]


def test_details_are_for_staff_whatever_the_check() -> None:
    public = replace(PASSED, outcome="failed", message="expected 3", detail="/home/prof/checks.py")
    shown = public.for_student()
    assert (shown.message, shown.detail) == ("expected 3", "")


def test_a_student_reads_the_same_points() -> None:
    report = Report("ada", (Grade("x", 3.0, (PASSED, SECRET)),), {"course": "f00"}, ("empty",))
    shown = report.for_student()
    assert (shown.points, shown.max_points, shown.problems) == (1.0, 3.0, ("empty",))


def test_json_has_the_documented_fields() -> None:
    data = json.loads(Report("ada", (Grade("x", 3.0, (PASSED,)),), {"course": "f00"}).to_json())
    assert list(data) == [
        "submission",
        "points",
        "max_points",
        "readable",
        "problems",
        "grades",
        "made_with",
    ]
    assert list(data["grades"][0]) == ["exercise", "points", "max_points", "results"]
    assert set(data["grades"][0]["results"][0]) == {
        *("name", "part", "title", "hidden", "weight", "outcome"),
        *("message", "detail", "hint", "seconds"),
    }


def test_a_number_that_json_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError):
        Report("ada", (Grade("x", float("nan"), (PASSED,)),)).to_json()
