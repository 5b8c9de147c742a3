"""Notebooks as answers: whose cells, what is left out, and no input that raises anything else."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.course import Course
from grader.model import Report
from grader.notebook import NotebookError, cells_of, source_of, without_magics
from grader.submission import Submission, answered

TOTAL = "def total(values):\n    return sum(values)\n"
LARGEST = "def largest(values):\n    return max(values)\n"
HALVED = "def halved(array):\n    return array / 2\n"


def graded(grade_here: Callable[..., Report], text: str, name: str = "total.ipynb") -> list[float]:
    report = grade_here({name: text})
    assert report.problems == ()
    return [grade.points or 0.0 for grade in report.grades]


def test_a_notebook_named_after_an_exercise(
    grade_here: Callable[..., Report], notebook: Callable[..., str]
) -> None:
    assert graded(grade_here, notebook(TOTAL, LARGEST)) == [10, 0]


def test_a_notebook_whose_lines_come_as_a_list(grade_here: Callable[..., Report]) -> None:
    cell = {"cell_type": "code", "source": (TOTAL + LARGEST).splitlines(keepends=True)}
    text = json.dumps({"cells": [{"cell_type": "markdown", "source": 3}, cell]})
    assert graded(grade_here, text) == [10, 0]


@pytest.mark.parametrize(
    "mark",
    [
        lambda slug: {"dlqa": slug},
        lambda slug: {"dlqa": {"exercise": slug}},
        lambda slug: {"dlqa": {"slug": slug}},
        lambda slug: {"nbgrader": {"grade_id": f"{slug}-code"}},
        lambda slug: {"nbgrader": {"grade_id": slug}},
        lambda slug: {"dlqa": slug, "nbgrader": {"grade_id": "other-code"}},
    ],
)
def test_one_notebook_with_several_exercises(
    grade_here: Callable[..., Report], notebook: Callable[..., str], mark: Any
) -> None:
    text = notebook((TOTAL + LARGEST, mark("total")), (HALVED, mark("halved")))
    assert graded(grade_here, text, "homework.ipynb") == [10, 5]


def test_an_unmarked_notebook_of_any_name_is_known_by_what_it_defines(
    grade_here: Callable[..., Report], notebook: Callable[..., str]
) -> None:
    text = notebook("import numpy as np", TOTAL + LARGEST, HALVED)
    assert graded(grade_here, text, "homework.ipynb") == [10, 5]


def test_unmarked_cells_serve_every_exercise(
    grade_here: Callable[..., Report], notebook: Callable[..., str]
) -> None:
    text = notebook(
        "def shared(value):\n    return value",
        ("def total(values):\n    return shared(sum(values))\n" + LARGEST, {"dlqa": "total"}),
        ("def halved(array):\n    return shared(array / 2)", {"dlqa": "halved"}),
    )
    assert graded(grade_here, text, "homework.ipynb") == [10, 5]


def test_cells_of_another_exercise_are_left_out(
    grade_here: Callable[..., Report], notebook: Callable[..., str]
) -> None:
    text = notebook(
        (TOTAL + LARGEST, {"dlqa": "total"}),
        ("def total(values):\n    return 0", {"dlqa": "halved"}),
        ("def largest(values):\n    return 0", {"dlqa": "something_else"}),
    )
    assert graded(grade_here, text) == [10, 0]


def test_cells_that_check_or_ask_are_left_out(
    grade_here: Callable[..., Report], notebook: Callable[..., str]
) -> None:
    text = notebook(
        (TOTAL + LARGEST, {"nbgrader": {"grade_id": "total-code"}}),
        ("def total(values): return 0", {"nbgrader": {"grade_id": "total-checks"}}),
        ("def largest(values): return 0", {"nbgrader": {"grade_id": "total-task"}}),
    )
    assert graded(grade_here, text) == [10, 0]


def test_an_id_that_nbgrader_made_up_marks_nothing(
    grade_here: Callable[..., Report], notebook: Callable[..., str]
) -> None:
    text = notebook((TOTAL + LARGEST, {"nbgrader": {"grade_id": "cell-1f2e3d"}}))
    assert graded(grade_here, text, "total.ipynb") == [10, 0]


def test_later_cells_win(grade_here: Callable[..., Report], notebook: Callable[..., str]) -> None:
    text = notebook(LARGEST, "def total(values):\n    return 0", TOTAL)
    assert graded(grade_here, text) == [10, 0]


def test_a_failing_cell_does_not_harm_the_others(
    grade_here: Callable[..., Report], notebook: Callable[..., str]
) -> None:
    text = notebook(TOTAL, "1 / 0", "def broken(:\n", "raise SystemExit", "import nothing", LARGEST)
    assert graded(grade_here, text) == [10, 0]


def test_a_syntax_error_in_the_only_cell_is_told_with_cell_and_line(
    grade_here: Callable[..., Report], notebook: Callable[..., str]
) -> None:
    report = grade_here({"total.ipynb": notebook("x = 1", "def total(values)\n    return 0")})
    message = report.grades[0].results[0].message
    assert "does not load: SyntaxError" in message
    assert "total.ipynb cell 2 line 1" in message
    assert "def total(values)" in message
    assert report.grades[0].points == 0


def test_magics_are_left_out(
    grade_here: Callable[..., Report], notebook: Callable[..., str]
) -> None:
    text = notebook(
        "%matplotlib inline\n!pip install numpy\nimport numpy as np\nnp?\n?np.sum\nnp.sum??",
        "%%time\n" + TOTAL,
        "%%bash\necho not python",
        "%%writefile other.py\nnot python either",
        LARGEST + "    %timeit max([1])\n",
    )
    assert graded(grade_here, text) == [10, 0]


@pytest.mark.parametrize(
    "text",
    [
        "x = (7\n     % 4)",
        "ok = (1\n      != 2)",
        "x = 7 % 4",
        "text = 'a?'",
        "# what is it?",
        "if x:\n    y = 1  # %matplotlib",
        "%%time_is_no_magic = 1"[2:],
    ],
)
def test_python_that_looks_a_little_like_magic_stays(text: str) -> None:
    assert without_magics(text) == text


def test_line_numbers_stay() -> None:
    text = "%matplotlib inline\nx = 1\n  !ls\ny = 2\nx?"
    assert without_magics(text) == "pass\nx = 1\n  pass\ny = 2\npass"
    assert without_magics("%%time\nx = 1").split("\n")[1] == "x = 1"


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "is not a notebook: invalid JSON"),
        (b"{", "is not a notebook: invalid JSON"),
        (b"\xff\xfe", "is not UTF-8 text; save the notebook again in Jupyter"),
        (b"[]", "is not a notebook of format 4: it has no list of cells"),
        (b'{"worksheets": [], "nbformat": 3}', "is not a notebook of format 4"),
        (b'{"cells": 3}', "is not a notebook of format 4"),
        (b'{"cells": [3]}', "cell 1 is malformed"),
        (b'{"cells": [{"cell_type": "code", "source": 3}]}', "cell 1 has no text as its source"),
        (b'{"cells": [{"cell_type": "code", "source": [3]}]}', "cell 1 has no text as its source"),
        (b"[" * 100_000, "is not a notebook (RecursionError)"),
        (b"1" * 5_000, "is not a notebook (ValueError)"),
    ],
)
def test_what_is_no_notebook_is_told_so(content: bytes, complaint: str, course: Course) -> None:
    with pytest.raises(NotebookError) as raised:
        cells_of(content)
    assert complaint in str(raised.value)


def test_a_notebook_without_code_is_told(course: Course, notebook: Callable[..., str]) -> None:
    exercise = course.by_slug["total"]
    with pytest.raises(NotebookError, match=r"has no code cell$"):
        source_of(notebook().encode(), "total.ipynb", exercise, whole=True)
    other = notebook((HALVED, {"dlqa": "halved"})).encode()
    with pytest.raises(NotebookError, match="has no code cell for total"):
        source_of(other, "homework.ipynb", exercise, whole=False)


def test_two_notebooks_for_one_exercise(
    course: Course, submit: Callable[..., Submission], notebook: Callable[..., str]
) -> None:
    marked = notebook((TOTAL, {"dlqa": "total"}))
    submission = submit({"a.ipynb": marked, "b.ipynb": marked})
    told = answered(submission, course.by_slug["total"], course).problem
    assert told == "Two files for one exercise: a.ipynb and b.ipynb. Hand in only one."


def test_odd_text_in_a_cell_is_that_cells_fault(
    grade_here: Callable[..., Report], notebook: Callable[..., str]
) -> None:
    text = notebook(TOTAL, "x = '\ud800'", "y = 1\0", LARGEST)
    assert graded(grade_here, text) == [10, 0]


names = st.sampled_from(
    ["cells", "cell_type", "source", "metadata", "dlqa", "nbgrader", "grade_id", "exercise"]
)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text("ab-%!\n\0", max_size=6)
values = st.recursive(
    scalars | st.sampled_from(["code", "total", "total-code", "%%bash\nx"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)
code_cells = st.fixed_dictionaries(
    {"cell_type": st.just("code") | values, "source": values, "metadata": values}
)
notebooks = values | st.fixed_dictionaries({"cells": st.lists(code_cells | values, max_size=4)})


@settings(max_examples=200)
@given(data=notebooks)
def test_no_notebook_raises_anything_but_a_notebook_error(data: Any, course: Course) -> None:
    content = json.dumps(data).encode()
    for whole in (True, False):
        try:
            source_of(content, "total.ipynb", course.by_slug["total"], whole=whole)
        except NotebookError as error:
            assert str(error)
    for name in ("total.ipynb", "homework.ipynb"):
        answered(Submission("ada", {name: content}), course.by_slug["total"], course)


@settings(max_examples=100)
@given(content=st.binary(max_size=60))
def test_no_bytes_raise_anything_but_a_notebook_error(content: bytes, course: Course) -> None:
    with pytest.raises(NotebookError):
        cells_of(content)
    answered(Submission("ada", {"total.ipynb": content}), course.by_slug["total"], course)
