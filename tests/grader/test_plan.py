"""Collecting checks: weights, refusals, and nothing of the user's own pytest settings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.course import Course, CourseError
from grader.plan import Check, Plan, collect

TOML = """
title = "A title"
level = "E"
section = "S 1"
[points]
f = 10
"""
REFERENCE = "def f(x=1):\n    return x\n"
CHECK = 'def test_f_{name}(answer):\n    """It is so."""\n'
Make = Callable[..., Plan]


@pytest.fixture
def make(tmp_path: Path, write_exercise: Callable[..., None]) -> Make:
    """A function that collects a course of one exercise with these checks."""

    def collected(public: str = "", hidden: str = "", toml: str = TOML) -> Plan:
        write_exercise(tmp_path, "1_a/01_f", toml, "", REFERENCE, public, hidden)
        return collect(Course.read(tmp_path))

    return collected


def weights(plan: Plan) -> dict[str, float]:
    return {check.name: check.weight for check in plan.checks["f"]}


def test_what_a_check_holds(plan: Plan) -> None:
    checks = {check.name: check for check in plan.checks["total"]}
    first, law = checks["test_total_of_three"], checks["test_total_of_any"]
    assert (first.title, first.part, first.hidden) == (
        "One, two and three are six.",
        "total",
        False,
    )
    assert (law.title, law.hidden, law.handles) == (
        "Any numbers add up.",
        True,
        {"answer", "reference"},
    )
    assert checks["test_total_refuses_text"].marks["weight"] == (0.5,)
    assert "errors" in checks["test_total_refuses_text"].marks


def test_public_checks_come_first(plan: Plan) -> None:
    hidden = [check.hidden for check in plan.checks["total"]]
    assert hidden == sorted(hidden)


def test_weights_add_up_to_the_points_of_each_part(plan: Plan) -> None:
    for exercise in plan.exercises:
        for part, points in exercise.parts.items():
            own = [check for check in plan.checks[exercise.slug] if check.part == part]
            assert sum(check.weight for check in own) == pytest.approx(points)


def test_public_checks_share_two_fifths_by_weight(plan: Plan) -> None:
    found = {check.name: check.weight for check in plan.checks["total"]}
    assert found["test_total_of_three"] == pytest.approx(6 * 0.4 * 3 / 4)
    assert found["test_total_of_nothing"] == pytest.approx(6 * 0.4 * 1 / 4)
    assert found["test_total_of_any"] == pytest.approx(6 * 0.6 * 1 / 2.5)
    assert found["test_total_refuses_text"] == pytest.approx(6 * 0.6 * 0.5 / 2.5)
    assert found["test_largest_of_three"] == pytest.approx(4 * 0.4)


@pytest.mark.parametrize("kind", ["public", "hidden"])
def test_checks_of_one_kind_share_it_all(make: Make, kind: str) -> None:
    checks = CHECK.format(name="one") + CHECK.format(name="two")
    assert weights(make(**{kind: checks})) == {"test_f_one": 5, "test_f_two": 5}


def test_the_public_share_can_be_another(make: Make) -> None:
    public, hidden = CHECK.format(name="one"), CHECK.format(name="two")
    plan = make(public, hidden, "public_share = 0.25\n" + TOML)
    assert weights(plan) == {"test_f_one": 2.5, "test_f_two": 7.5}


def test_the_nearest_weight_counts(make: Make) -> None:
    module = "import pytest\npytestmark = pytest.mark.weight(1)\n"
    heavy = "@pytest.mark.weight(4)\n" + CHECK.format(name="heavy")
    plan = make(module + heavy + CHECK.format(name="light"))
    assert weights(plan) == {"test_f_heavy": 8, "test_f_light": 2}


@pytest.mark.parametrize("weight", ["0", "-1", "'x'", "", "None", "float('nan')", "float('inf')"])
def test_a_weight_must_be_a_number_above_zero(make: Make, weight: str) -> None:
    check = f"import pytest\n@pytest.mark.weight({weight})\n" + CHECK.format(name="x")
    with pytest.raises(CourseError, match=r"test_f\.py: test_f_x: .*weight.* a number above 0"):
        make(check)


def test_an_exercise_may_have_no_checks_yet(make: Make) -> None:
    assert make().checks == {"f": ()}


def test_parametrized_public_checks_are_checks_of_their_own(make: Make) -> None:
    check = '@pytest.mark.parametrize("x", [1, 2])\ndef test_f_of(answer, x):\n    "It is so."\n'
    plan = make("import pytest\n" + check + "    assert answer == x\n")
    one, two = plan.checks["f"]
    assert (one.name, two.name) == ("test_f_of[1]", "test_f_of[2]")
    one.run(answer=1)
    two.run(answer=2)
    with pytest.raises(AssertionError, match="assert 1 == 2"):  # with pytest's own words
        two.run(answer=1)


@pytest.mark.parametrize(
    ("kind", "text", "complaint"),
    [
        (
            "public",
            'def test_f_x(answer, tmp_path):\n    "It is so."\n',
            "asks for 'tmp_path'; a check may only ask for answer",
        ),
        (
            "public",
            'def test_f_x(answer, reference):\n    "It is so."\n',
            r"asks for 'reference'; .*only ask for answer \(reference is for hidden checks\)",
        ),
        (
            "hidden",
            'def test_f_x(answer, capsys):\n    "It is so."\n',
            "asks for 'capsys'; a check may only ask for answer and reference",
        ),
        (
            "public",
            "import pytest\n@pytest.fixture(autouse=True)\ndef mine(): pass\n"
            + CHECK.format(name="x"),
            "asks for 'mine'",
        ),
        ("public", "def test_f_x(answer):\n    pass\n", "give it a docstring"),
        ("public", 'def test_f_x(answer):\n    """ """\n', "give it a docstring"),
        (
            "public",
            'def test_g(answer):\n    "It is so."\n',
            "start its name with test_ and one of the parts f",
        ),
        (
            "public",
            'class TestIt:\n    def test_f_x(self, answer):\n        "It is so."\n',
            "a check is a function, not a method",
        ),
        (
            "public",
            "import unittest\nclass Case(unittest.TestCase):\n"
            '    def test_f_x(self):\n        "It is so."\n',
            "a check is a function, not a method",
        ),
        (
            "hidden",
            'import pytest\n@pytest.mark.parametrize("x", [40417])\n'
            'def test_f_x(answer, x):\n    "It is so."\n',
            None,
        ),
    ],
)
def test_what_a_check_can_not_be_is_refused(
    make: Make, kind: str, text: str, complaint: str | None
) -> None:
    if complaint is None:  # the audit complains; grading hides the parameters
        assert [check.name for check in make(**{kind: text}).checks["f"]] == ["test_f_x[40417]"]
        return
    with pytest.raises(CourseError, match=complaint) as raised:
        make(**{kind: text})
    assert {"public": "test_f.py", "hidden": "test_f_hidden.py"}[kind] in str(raised.value)


@pytest.mark.parametrize("text", ["def test_f(:\n", "import nothing_of_that_name\n", "1 / 0\n"])
def test_checks_that_do_not_load_are_shown(make: Make, text: str) -> None:
    with pytest.raises(CourseError, match=r"(?s)the checks do not load:.*test_f\.py"):
        make(text)


def test_settings_of_the_users_own_pytest_have_no_part(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", "--no-such-option")
    monkeypatch.setenv("PYTEST_PLUGINS", "no_such_plugin")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n")
    assert weights(make(CHECK.format(name="one"))) == {"test_f_one": 10}


def test_the_reference_must_be_there(tmp_path: Path, make: Make) -> None:
    make(CHECK.format(name="one"))
    reference = tmp_path / "solutions/1_a/01_f/f.py"
    reference.unlink()
    with pytest.raises(CourseError, match=r"f\.py: can't be read .*No such file"):
        _ = make_again(tmp_path).references
    reference.write_bytes(b"\xff")
    with pytest.raises(CourseError, match=r"f\.py: is not UTF-8 text"):
        _ = make_again(tmp_path).references


def make_again(root: Path) -> Plan:
    return collect(Course.read(root))


def test_only_what_was_asked_for_is_collected(course: Course) -> None:
    plan = collect(course, ["halved"])
    assert list(plan.checks) == ["halved"]
    assert [each.slug for each in plan.exercises] == ["halved"]
    with pytest.raises(CourseError, match="unknown exercise 'nope'"):
        collect(course, ["nope"])


def test_a_check_shows_nothing_of_its_code(plan: Plan) -> None:
    check: Check = plan.checks["total"][0]
    assert "function" not in repr(check)


def test_collecting_leaves_output_alone(make: Make, capfd: pytest.CaptureFixture[str]) -> None:
    make("print('noise')\n" + CHECK.format(name="one"))
    assert capfd.readouterr() == ("", "")
