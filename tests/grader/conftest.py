"""A miniature course, and ways to grade with it, for the tests of the grader."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from grader.batch import Grader, Job
from grader.cli import main
from grader.course import Course
from grader.model import Report
from grader.plan import Plan, collect
from grader.run import grade
from grader.sandbox import isolation
from grader.sandbox.inprocess import InProcess
from grader.submission import Submission

Files = Mapping[str, str | bytes]

TOTAL_TOML = """
title = "Sums"
level = "E"
section = "Sums 1"
[points]
total = 6
largest = 4
"""
TOTAL_STUB = '''"""Sums."""


def total(values):
    """Return the sum."""
    raise NotImplementedError


def largest(values):
    """Return the largest."""
    raise NotImplementedError
'''
TOTAL_REFERENCE = '''"""Sums."""


def total(values):
    """Return the sum."""
    if isinstance(values, str):
        raise TypeError("not numbers")
    return sum(values)


def largest(values):
    """Return the largest."""
    return max(values)
'''
TOTAL_PUBLIC = '''
import pytest
from grader.testing import equal


@pytest.mark.weight(3)
def test_total_of_three(answer):
    """One, two and three are six."""
    equal(answer.total([1, 2, 3]), 6)


def test_total_of_nothing(answer):
    """Nothing adds up to 0."""
    assert answer.total([]) == 0


def test_largest_of_three(answer):
    """Of 1, 3 and 2 the largest is 3."""
    assert answer.largest([1, 3, 2]) == 3
'''
TOTAL_HIDDEN = '''
import pytest
from hypothesis import strategies as st
from grader.testing import equal, law, refuses, unchanged

SECRET = [40417, 1]


@law(examples=10, values=st.lists(st.integers(-9, 9), max_size=5))
def test_total_of_any(answer, reference, values):
    """Any numbers add up."""
    equal(answer.total(values), reference.total(values))


def test_total_of_the_secret(answer):
    """Large numbers add up too."""
    equal(answer.total(SECRET), 40418)


@pytest.mark.errors
@pytest.mark.weight(0.5)
def test_total_refuses_text(answer):
    """Text has no sum."""
    refuses(TypeError, answer.total, "abc")


@pytest.mark.parametrize("values", [[-40417, -50417]])
def test_largest_of_negatives(answer, values):
    """The largest of negative numbers is negative, and no number is moved."""
    with unchanged(values=values):
        assert answer.largest(values) == -40417
'''
TOTAL_MUTANTS = {
    "skips_the_first": '''"""Leaves the first number out.

hint: Where does your loop begin?
"""


def total(values):
    return sum(values[1:])
''',
    "counts_twice": '''"""Counts every number twice.

hint: How often is each number added?
"""


def total(values):
    return 2 * sum(values)
''',
    "starts_at_zero": '''"""Takes zero for the largest if all are negative.

hint: What is the largest of -1 and -2?
"""


def largest(values):
    return max([0, *values])
''',
    "sorts_in_place": '''"""Sorts the numbers that it was given.

hint: Whose list do you sort?
"""


def largest(values):
    values.sort()
    return values[-1]
''',
}
HALVED_TOML = """
title = "Halves"
level = "M"
section = "Sums 2"
[points]
halved = 5
"""
HALVED_STUB = '''"""Halves."""


def halved(array):
    """Return half of it."""
    raise NotImplementedError
'''
HALVED_REFERENCE = '''"""Halves."""


def halved(array):
    """Return half of it."""
    return array / 2
'''
HALVED_HIDDEN = '''
import numpy as np
from grader.testing import close

ARRAY = np.linspace(0.1, 7.3, 12).reshape(3, 4)


def test_halved_entries(answer):
    """Every entry is halved."""
    close(answer.halved(ARRAY), ARRAY / 2)


def test_halved_of_one_number(answer):
    """One number is halved."""
    close(answer.halved(np.array(3.0)), 1.5)
'''
HALVED_MUTANTS = {
    "thirds": '''"""Divides by three.

hint: Into how many equal parts does a half divide?
"""


def halved(array):
    return array / 3
'''
}


@pytest.fixture(scope="session")
def write_exercise() -> Callable[..., None]:
    """A function that writes the folder pair of an exercise."""

    def write(
        root: Path,
        path: str,
        toml: str = "",
        stub: str = "",
        reference: str = "",
        public: str = "",
        hidden: str = "",
        mutants: Mapping[str, str] | None = None,
    ) -> None:
        slug = path.partition("/")[2].partition("_")[2]
        texts = {
            f"exercises/{path}/exercise.toml": toml,
            f"exercises/{path}/README.md": "# A task\n",
            f"exercises/{path}/{slug}.py": stub,
            f"exercises/{path}/test_{slug}.py": public,
            f"solutions/{path}/{slug}.py": reference,
            f"solutions/{path}/test_{slug}_hidden.py": hidden,
        }
        for name, text in (mutants or {}).items():
            texts[f"solutions/{path}/mutants/{name}.py"] = text
        for place, text in texts.items():
            if text:
                (root / place).parent.mkdir(parents=True, exist_ok=True)
                (root / place).write_text(text, "utf-8")

    return write


@pytest.fixture(scope="session")
def write_mini(write_exercise: Callable[..., None]) -> Callable[[Path], Path]:
    """A function that writes the miniature course into a folder."""

    def write(root: Path) -> Path:
        write_exercise(
            root,
            "1_sums/01_total",
            TOTAL_TOML,
            TOTAL_STUB,
            TOTAL_REFERENCE,
            TOTAL_PUBLIC,
            TOTAL_HIDDEN,
            TOTAL_MUTANTS,
        )
        write_exercise(
            root,
            "1_sums/02_halved",
            HALVED_TOML,
            HALVED_STUB,
            HALVED_REFERENCE,
            hidden=HALVED_HIDDEN,
            mutants=HALVED_MUTANTS,
        )
        return root

    return write


@pytest.fixture(scope="session")
def mini(tmp_path_factory: pytest.TempPathFactory, write_mini: Callable[[Path], Path]) -> Path:
    """The root of the miniature course; not to be changed."""
    return write_mini(tmp_path_factory.mktemp("mini"))


@pytest.fixture(scope="session")
def course(mini: Path) -> Course:
    """The miniature course."""
    return Course.read(mini)


@pytest.fixture(scope="session")
def plan(course: Course) -> Plan:
    """Its checks."""
    return collect(course)


@pytest.fixture(scope="session")
def level() -> isolation.Level:
    """The confinement that this machine is capable of."""
    try:
        isolation.start("auto").close()
    except isolation.ConfinementError:
        return "process"
    return "auto"


@pytest.fixture(scope="session")
def grader(mini: Path, level: isolation.Level) -> Iterator[Grader]:
    """A grader of the miniature course, with a child."""
    grader = Grader(Job(mini, (), level))
    yield grader
    grader.close()


@pytest.fixture(scope="session")
def submit() -> Callable[..., Submission]:
    """A function that makes a submission of texts by file name."""

    def make(files: Files, id: str = "ada", *, single: bool = False) -> Submission:
        contents = {
            name: text.encode() if isinstance(text, str) else text for name, text in files.items()
        }
        return Submission(id, contents, single=single)

    return make


@pytest.fixture(scope="session")
def grade_here(plan: Plan, submit: Callable[..., Submission]) -> Callable[..., Report]:
    """A function that grades a submission, or texts by file name, in this process."""

    def make(files: Files | Submission, using: Plan = plan, **options: Any) -> Report:
        single = options.pop("single", False)
        given = files if isinstance(files, Submission) else submit(files, single=single)
        return grade(using, given, InProcess, **options)

    return make


@pytest.fixture(scope="session")
def notebook() -> Callable[..., str]:
    """A function that makes a notebook of texts of cells, or of (text, metadata)."""

    def make(*cells: str | tuple[str, Mapping[str, Any]], **more: Any) -> str:
        made = []
        for cell in cells:
            text, metadata = (cell, {}) if isinstance(cell, str) else cell
            made.append({"cell_type": "code", "source": text, "metadata": metadata})
        return json.dumps({"cells": made, "nbformat": 4, "nbformat_minor": 5, **more})

    return make


@pytest.fixture(scope="session")
def zipped() -> Callable[..., bytes]:
    """A function that makes a zip file of (name or ZipInfo, content) pairs."""

    def make(*entries: tuple[str | zipfile.ZipInfo, str | bytes]) -> bytes:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in entries:
                archive.writestr(name, content)
        return stream.getvalue()

    return make


@pytest.fixture(scope="session")
def dlqa() -> Callable[..., Result]:
    """A function that runs the command in this process."""

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(main, [str(each) for each in arguments])

    return run


@pytest.fixture(scope="session")
def outcomes() -> Callable[..., dict[str, str]]:
    """A function that gives the outcomes of an exercise's checks by name."""

    def of(report: Report, exercise: str = "total") -> dict[str, str]:
        (grade,) = [each for each in report.grades if each.exercise == exercise]
        return {result.name: result.outcome for result in grade.results}

    return of


@pytest.fixture(scope="session")
def without_seconds() -> Callable[[Sequence[Report]], dict[str, Any]]:
    """A function that gives reports as plain data, by submission, without what a clock told."""

    def strip(reports: Sequence[Report]) -> dict[str, Any]:
        plain = {report.submission: report.to_dict() for report in reports}
        for report in plain.values():
            for each in report["grades"]:
                for result in each["results"]:
                    del result["seconds"]
        return plain

    return strip
