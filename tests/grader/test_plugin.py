"""The student's loop, as a student meets it: pytest in a process of its own on a folder."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import textwrap
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

TOML = 'title = "Sums"\nlevel = "E"\nsection = "Sums 1"\n[points]\ntotal = 6\nscaled = 4\n'
CHECKS = '''"""Public checks."""

import numpy as np
import pytest

from grader.testing import close, equal, refuses, unchanged


@pytest.mark.weight(2)
def test_total_of_three(answer):
    """The sum of 1, 2 and 3 is 6."""
    equal(answer.total([1, 2, 3]), 6, what="the sum")


def test_total_of_many(answer):
    """Sums of several lists are right, that of an empty one too."""
    lists = [([1, 1],), ([],), ([5],)]
    equal(answer.total.map(lists), [2, 0, 5], what="the sums")


@pytest.mark.errors
def test_total_refuses_words(answer):
    """A list with a word in it is a TypeError."""
    refuses(TypeError, answer.total, [1, "two"])


def test_scaled_doubles(answer):
    """Twice the array [1, 2] is [2, 4]."""
    close(answer.scaled(np.array([1.0, 2.0]), 2), [2.0, 4.0], what="the product")


def test_scaled_leaves_its_argument_alone(answer):
    """The array that you were given is the same after the call."""
    array = np.array([1.0, 2.0])
    with unchanged(array=array):
        answer.scaled(array, 3)


def test_scaled_gives_an_array(answer):
    """The result is an array."""
    assert isinstance(answer.scaled(np.array([1.0]), 1), np.ndarray), "that is no array"
'''
STUB = '''"""Sums."""


def total(values):
    """Return the sum."""
    raise NotImplementedError


def scaled(array, factor):
    """Return the product."""
    raise NotImplementedError
'''
RIGHT = '''"""Sums."""


def total(values):
    """Return the sum."""
    return sum(values)


def scaled(array, factor):
    """Return the product."""
    return array * factor
'''
ANSWERS: dict[str, str | bytes | None] = {
    "stub": STUB,
    "right": RIGHT,
    "half": STUB.replace("raise NotImplementedError", "return sum(values)", 1),
    "wrong": """
import numpy as np

def total(values):
    print("adding", values)
    return sum(values) + 1

def scaled(array, factor):
    array *= factor
    return array.reshape(-1, 1)
""",
    "nothing": "def total(values):\n    sum(values)\n\ndef scaled(array, factor):\n    pass\n",
    "raising": """
import sys

def total(values):
    return helper(values)

def helper(values):
    secret = 42
    return values[0] + values[1]

def scaled(array, factor):
    sys.exit(3)
""",
    "deep": """
import numpy as np

def total(values):
    return total(values)

def scaled(array, factor):
    return np.broadcast_to(np.zeros(3), (2, 2))
""",
    "strange": """
def total(values):
    for k in range(1_000):
        print("line", k)
    return object()

def scaled(array, factor):
    return "ab"
""",
    "missing": "def total(values):\n    return sum(values)\n",
    "absent": None,
    "syntax": 'def total(values):\n    """Sum."""\n    return sum(values\n\nx = 1\n',
    "indent": "def total(values):\nreturn sum(values)\n",
    "tab": "def total(values):\n    x = 1\n\treturn x\n",
    "latin": "# sums\n# caf\xe9\n".encode("latin-1"),
    "null": b"def total(values):\n    return 0\0\n",
    "empty": b"\n",
    "importing": "import nump\n\ndef total(values):\n    return 0\n",
    "exiting": "import sys\nprint('bye')\nsys.exit(3)\n",
    "warning": "import warnings\nwarnings.warn('careful')\n" + RIGHT,
}
HINTS = '{"test_total_of_three": {"%s": "Where does the sum begin?"}}'


@dataclass(frozen=True)
class Ran:
    """What a run of pytest gave."""

    code: int
    text: str

    @property
    def last(self) -> str:
        return self.text.rstrip().splitlines()[-1].strip("= ")

    def table(self) -> dict[str, str]:
        """Rows of the closing table by exercise."""
        lines = self.text.partition(" your exercises ")[2].splitlines()
        rows = [line for line in lines if re.match(r"\w+ +(todo|\d+ of \d+) ", line)]
        return {row.split()[0]: row for row in rows}

    def failure(self, check: str, slug: str) -> str:
        """What is told of one failed check."""
        blocks = re.split(r"^_{3,} (.*?) _{3,}$", self.text, flags=re.MULTILINE)
        for name, body in zip(blocks[1::2], blocks[2::2], strict=True):
            body = re.split(r"^={3,}", body, flags=re.MULTILINE)[0]
            if name == check and f"{slug}.py" in body:
                return body
        raise AssertionError(f"no failure of {check} for {slug} in\n{self.text}")


def run(folder: Path, *arguments: str, typed: str = "", **environment: str) -> Ran:
    """Run pytest in a folder."""
    names = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS", "CI", "BUILD_NUMBER", "FORCE_COLOR", "PY_COLORS")
    kept = {name: value for name, value in os.environ.items() if name not in names}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *arguments],
        cwd=folder,
        env={**kept, "COLUMNS": "80", "PYTHONUTF8": "1", **environment},
        input=typed,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    return Ran(done.returncode, done.stdout + done.stderr)


def course(root: Path, *names: str) -> Path:
    """A course with one exercise for each of these answers."""
    exercises = root / "exercises"
    for number, name in enumerate(names or ANSWERS, start=1):
        folder = exercises / "1_sums" / f"{number:02}_{name}"
        folder.mkdir(parents=True)
        (folder / "exercise.toml").write_text(TOML, "utf-8")
        (folder / f"test_{name}.py").write_text(CHECKS, "utf-8")
        answer = ANSWERS[name]
        if answer is not None:
            content = answer.encode() if isinstance(answer, str) else answer
            (folder / f"{name}.py").write_bytes(content)
    shutil.copy(ROOT / "exercises" / "pytest.ini", exercises)
    return root


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """All answers in one run."""
    return run(course(tmp_path_factory.mktemp("course")), "exercises/")


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A course with a stub, a right, a half-written, a wrong and a raising answer."""
    return course(tmp_path, "stub", "right", "half", "wrong", "raising")


# A fresh checkout


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the real exercises."""
    folder = tmp_path_factory.mktemp("fresh")
    ignored = shutil.ignore_patterns("__pycache__", ".pytest_cache")
    shutil.copytree(ROOT / "exercises", folder / "exercises", ignore=ignored)
    return folder


def test_a_fresh_checkout_is_todo_and_nothing_has_failed(fresh: Path) -> None:
    ran = run(fresh, "exercises/")
    rows = ran.table()
    slugs = [toml.parent.name for toml in sorted(fresh.glob("exercises/*/*/exercise.toml"))]
    assert ran.code == 0
    assert re.fullmatch(r"\d+ todo in \d+\.\d+s", ran.last)
    assert [row.split()[1] for row in rows.values()] == ["todo"] * len(slugs)
    assert list(rows) == [slug.partition("_")[2] for slug in slugs]
    assert all("write " in row for row in rows.values())
    assert "FAIL" not in ran.text and "Error" not in ran.text
    assert max(map(len, ran.text.splitlines())) <= 80


PORTABLE = """
import os, signal, sys
import numpy.random, pytest
for name in ("fcntl", "resource", "termios", "pwd", "grp", "syslog", "pty", "tty"):
    sys.modules[name] = None
for name in ("fork", "forkpty", "setsid", "setuid", "killpg", "wait4", "getpgid", "mkfifo"):
    if hasattr(os, name):
        delattr(os, name)
for name in ("SIGKILL", "SIGALRM", "setitimer", "alarm", "pthread_sigmask", "SIGXCPU"):
    if hasattr(signal, name):
        delattr(signal, name)
code = pytest.main(["exercises/", "-p", "no:faulthandler", "-p", "no:xdist"])
heavy = ("hypothesis", "rich", "click", "multiprocessing", "concurrent.futures", "asyncio",
         "grader.plan", "grader.run", "grader.submission", "grader.model", "grader.notebook")
print("loaded:", [name for name in heavy if name in sys.modules])
sys.exit(code)
"""


def test_a_fresh_run_is_portable_and_loads_nothing_heavy(fresh: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PORTABLE],
        cwd=fresh,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTEST_ADDOPTS": ""},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "loaded: []" in done.stdout


# What is told


def test_the_run_as_a_whole(everything: Ran) -> None:
    assert everything.code == 1
    assert "INTERNALERROR" not in everything.text
    assert "ERROR" not in everything.text
    assert "short test summary" not in everything.text
    assert re.fullmatch(r"35 failed, 24 passed, 1 warning, 55 todo in .*s", everything.last)


def test_our_own_workings_do_not_show(everything: Ran) -> None:
    for word in ("Traceback", "grader/", "CheckEnded", "Opaque", "CallResult", "site-packages"):
        assert word not in everything.text
    assert everything.text.isascii()


def test_lines_fit_a_terminal(everything: Ran) -> None:
    ours = everything.text.partition("warnings summary")  # which has paths of its own
    assert max(len(line) for part in ours for line in part.splitlines() if "/tmp" not in line) <= 80


@pytest.mark.parametrize(
    ("slug", "row"),
    [
        ("stub", "todo    0 of 4     write total"),
        ("right", "6 of 6  4 of 4     all public checks pass"),
        ("half", "3 of 6  2.4 of 4   write scaled"),
        ("wrong", "2 of 6  1.13 of 4  failed: The sum of 1, 2 and 3 is 6."),
        ("absent", "todo    0 of 4     absent.py is not there"),
        ("syntax", "0 of 6  0 of 4     mend syntax.py, line 3: SyntaxError: '(' was n ..."),
        ("empty", "0 of 6  0 of 4     mend empty.py: is empty"),
        ("warning", "6 of 6  4 of 4     all public checks pass"),
    ],
)
def test_a_row_of_the_table(everything: Ran, slug: str, row: str) -> None:
    assert everything.table()[slug] == f"{slug:<9}  {row}"


def test_the_sum_below_the_table(everything: Ran) -> None:
    earned, total = re.findall(r"^([\d.]+) of (\d+) points\. Hidden", everything.text, re.M)[0]
    assert int(total) == 4 * len(ANSWERS)
    assert 0 < float(earned) < int(total)


TOLD = [
    ("wrong", "total_of_three", """
        The sum of 1, 2 and 3 is 6.

            called    total([1, 2, 3])
            the sum is not what was expected
              expected: 6
              obtained: 7

            your file  exercises/1_sums/04_wrong/wrong.py:4
            the check  exercises/1_sums/04_wrong/test_wrong.py:9
        ----------------------------- Captured stdout call -----------------------------
        adding [1, 2, 3]
        """),
    ("wrong", "scaled_leaves_its_argument_alone", """
        The array that you were given is the same after the call.

            called    scaled(array([1., 2.]), 3)
            the call changed its argument array
              before: [1. 2.]
              after: [3. 6.]
              first change at [0]

            your file  exercises/1_sums/04_wrong/wrong.py:8
            the check  exercises/1_sums/04_wrong/test_wrong.py:32
        """),
    ("nothing", "total_of_three", "obtained: nothing (None): is a return missing?"),
    ("nothing", "scaled_gives_an_array", """
        The result is an array.

            called    scaled(array([1.]), 1)
            that is no array

            your file  exercises/1_sums/05_nothing/nothing.py:4
            the check  exercises/1_sums/05_nothing/test_nothing.py:39
        """),
    ("raising", "total_of_many", """
            called    total([])
            raised    IndexError: list index out of range
            at        raising.py line 9, in helper:  return values[0] + values[1]

            your file  exercises/1_sums/06_raising/raising.py:9
            the check  exercises/1_sums/06_raising/test_raising.py:15
        """),
    ("raising", "scaled_doubles", """
            called    scaled(array([1., 2.]), 2)
            raised    SystemExit: 3
            at        raising.py line 12, in scaled:  sys.exit(3)
        """),
    ("deep", "total_of_three", "raised    RecursionError: maximum recursion depth exceeded"),
    ("deep", "scaled_doubles", """
            at        deep.py line 8, in scaled
                      return np.broadcast_to(np.zeros(3), (2, 2))
        """),
    ("strange", "total_of_three", "obtained: <an object of type object>"),
    ("strange", "total_of_three", """
        line 9
        ... (970 lines left out; -s shows all)
        line 980
        """),
    ("strange", "scaled_doubles", "obtained: a str, expected numbers"),
    ("missing", "scaled_doubles", "missing.py has no function scaled. It has: total."),
    ("syntax", "total_of_three", """
        No check of this exercise can run before this is mended.

            syntax.py does not load: SyntaxError: '(' was never closed
            at        syntax.py line 3
                      return sum(values
                                ^

            your file  exercises/1_sums/11_syntax/syntax.py:3
        """),
    ("indent", "total_of_three", """
            indent.py does not load: IndentationError: expected an indented block after
            function definition on line 1
            at        indent.py line 2
                      return sum(values)
        """),
    ("tab", "total_of_three", "TabError: inconsistent use of tabs and spaces in"),
    ("latin", "total_of_three", "latin.py is not UTF-8 text (byte 0xe9 at offset 12)"),
    ("latin", "total_of_three", "at        latin.py line 2"),
    ("null", "total_of_three", "at        null.py line 2"),
    ("empty", "total_of_three", "empty.py is empty"),
    ("importing", "total_of_three", """
            importing.py does not load: ModuleNotFoundError: No module named 'nump'
            at        importing.py line 1:  import nump
        """),
    ("exiting", "total_of_three", """
            exiting.py does not load: SystemExit: 3
            at        exiting.py line 3:  sys.exit(3)
        """),
]  # fmt: skip


@pytest.mark.parametrize(("slug", "check", "text"), TOLD)
def test_words_for_a_failure(everything: Ran, slug: str, check: str, text: str) -> None:
    told = textwrap.dedent(everything.failure(f"test_{check}", slug))
    wanted = textwrap.dedent(text).strip("\n")
    assert _flat(wanted) in _flat(told), told


def _flat(text: str) -> str:
    """Each line without its indentation: how deep a text lies is tested elsewhere."""
    return "\n".join(line.strip() for line in text.strip().splitlines())


@pytest.mark.parametrize("slug", ["syntax", "indent", "tab", "latin", "null", "empty", "exiting"])
def test_a_file_that_does_not_load_is_one_failure(everything: Ran, slug: str) -> None:
    line = next(line for line in everything.text.splitlines() if f"/test_{slug}.py " in line)
    assert line.split()[1] == "Fttttt"


def test_a_check_of_what_is_not_written_is_no_failure(everything: Ran) -> None:
    line = next(line for line in everything.text.splitlines() if "/test_half.py " in line)
    assert line.split()[1] == "...ttt"


# Options of pytest


def test_k_selects_and_leaves_the_points_as_they_are(mixed: Path) -> None:
    ran = run(mixed, "exercises/", "-k", "right and scaled_doubles")
    assert ran.table() == {"right": "right     1 of 6  0.53 of 4  what ran is right, 5 did not run"}
    assert ran.code == 0


def test_one_test_by_its_id(mixed: Path) -> None:
    test = "exercises/1_sums/02_right/test_right.py::test_scaled_doubles"
    ran = run(mixed, f"--rootdir={mixed}", test)
    assert ran.table() == {"right": "right     1 of 6  0.53 of 4  what ran is right, 5 did not run"}
    assert "1 passed" in ran.last


def test_x_stops_at_the_first_failure_and_not_at_todo(mixed: Path) -> None:
    ran = run(mixed, "exercises/", "-x", "-q")
    assert list(ran.table()) == ["stub", "right", "half", "wrong"]
    assert re.match(r"1 failed, 9 passed, 9 todo in", ran.last)


def test_lf_runs_what_failed_and_nothing_that_is_todo(mixed: Path) -> None:
    run(mixed, "exercises/", "-k", "total_of_three or stub or half")
    ran = run(mixed, "exercises/", "--lf")
    assert ran.table()["wrong"].startswith("wrong     0 of 6  0 of 4 ")
    assert list(ran.table()) == ["wrong", "raising"]
    assert re.match(r"2 failed in", ran.last)


def test_two_processes_tell_the_same(tmp_path: Path) -> None:
    pytest.importorskip("xdist")
    root = course(tmp_path, "right", "half", "wrong", "syntax")
    alone, together = run(root, "exercises/"), run(root, "exercises/", "-n", "2")
    assert together.table() == alone.table()
    assert together.last.split(" in ")[0] == alone.last.split(" in ")[0]
    assert together.text.count("syntax.py does not load") == 1
    for check in ("test_total_of_three", "test_scaled_doubles"):
        assert alone.failure(check, "wrong").lstrip() in together.failure(check, "wrong")


@pytest.mark.parametrize("style", ["short", "native", "no"])
def test_tracebacks_in_styles_of_pytest_s_own(tmp_path: Path, style: str) -> None:
    ran = run(course(tmp_path, "raising", "syntax"), "exercises/", f"--tb={style}")
    assert ran.table()["raising"].startswith("raising   1 of 6")
    assert "grader" not in ran.text.replace("grader.testing", "")
    if style != "no":
        assert "return values[0] + values[1]" in ran.text
        assert "your file  exercises/1_sums/02_syntax/syntax.py:3" in ran.text


def test_verbose_says_why_something_is_todo(tmp_path: Path) -> None:
    ran = run(course(tmp_path, "stub", "syntax"), "exercises/", "-v", COLUMNS="200")
    assert "test_total_of_three TODO (total is not written yet.)" in ran.text
    assert "TODO (syntax.py does not load: SyntaxError: '(' was never closed)" in ran.text


def test_no_terminal_and_collect_only(mixed: Path) -> None:
    silent = run(mixed, "exercises/", "-p", "no:terminal")
    assert (silent.code, silent.text.strip()) == (1, "")
    collected = run(mixed, "exercises/", "--collect-only", "-q")
    assert collected.code == 0
    assert "30 tests collected" in collected.text
    assert not collected.table()


def test_junit_reports_hold_points(mixed: Path) -> None:
    run(mixed, "exercises/", "--junitxml=report.xml", "-p", "no:cacheprovider")
    (suite,) = ElementTree.parse(mixed / "report.xml").getroot()
    found = {each.get("name"): each.get("value") for each in suite.iterfind("properties/property")}
    assert found["half.points"] == "2.4"
    assert found["half.max_points"] == "4"
    assert suite.find("testcase/properties") is None  # not allowed under xunit2
    failure = suite.find("testcase/failure")
    assert failure is not None and "expected: 6" in (failure.text or "")
    assert suite.get("skipped") == "9"


def test_colours_on_a_terminal_only(mixed: Path, everything: Ran) -> None:
    coloured = run(mixed, "exercises/", "-k", "wrong or right", "--color=yes")
    assert "\x1b" not in everything.text
    assert "\x1b[31mwrong " in coloured.text
    assert "\x1b[32mright " in coloured.text


def test_pdb_lands_in_the_student_s_function(tmp_path: Path) -> None:
    root = course(tmp_path, "raising")
    ran = run(root, "exercises/", "--pdb", "-k", "many", typed="p secret\nup\np values\nup\nq\n")
    assert "raising.py(9)helper()" in ran.text
    assert "(Pdb) 42" in ran.text
    assert "raising.py(5)total()" in ran.text
    assert "(Pdb) []" in ran.text
    assert "test_raising.py(18)test_total_of_many()" in ran.text


def test_pdb_lands_in_the_student_s_function_below_numpy(tmp_path: Path) -> None:
    root = course(tmp_path, "deep")
    ran = run(root, "exercises/", "--pdb", "-k", "doubles", typed="p factor\nq\n")
    assert "deep.py(8)scaled()" in ran.text
    assert "(Pdb) 2" in ran.text


def test_pdb_stops_at_a_wrong_value_and_not_at_todo(tmp_path: Path) -> None:
    root = course(tmp_path, "stub", "syntax", "wrong")
    ran = run(root, "exercises/", "--pdb", typed="q\n")
    assert ran.text.count("entering PDB") == 1
    assert "test_wrong.py(12)test_total_of_three()" in ran.text


def test_breakpoint_in_an_answer(tmp_path: Path) -> None:
    root = course(tmp_path, "right")
    file = root / "exercises/1_sums/01_right/right.py"
    file.write_text(RIGHT.replace("    return sum", "    breakpoint()\n    return sum"), "utf-8")
    ran = run(root, "exercises/", "-k", "three", typed="p values\nc\n")
    assert "[1, 2, 3]" in ran.text
    assert "1 passed" in ran.last


@pytest.mark.parametrize("text", ["raise KeyboardInterrupt\n", RIGHT.replace("return sum(values)",
    "raise KeyboardInterrupt")])  # fmt: skip
def test_an_interrupt_shows_the_student_s_line(tmp_path: Path, text: str) -> None:
    root = course(tmp_path, "stub", "right")
    (root / "exercises/1_sums/02_right/right.py").write_text(text, "utf-8")
    ran = run(root, "exercises/")
    line = text.partition("raise Key")[0].count("\n") + 1
    assert ran.code == 2
    assert f"right.py:{line}: KeyboardInterrupt" in ran.text
    assert ran.table()["stub"].split()[1] == "todo"


# Places


def test_from_inside_an_exercise(mixed: Path) -> None:
    ran = run(mixed / "exercises/1_sums/04_wrong")
    assert "your file  wrong.py:4" in ran.text
    assert ran.table()["wrong"].startswith("wrong     2 of 6")


def test_a_folder_with_blanks_and_letters_of_other_alphabets(tmp_path: Path) -> None:
    course(tmp_path, "right", "wrong")
    folder = tmp_path / "Übungen zu Σ"
    (tmp_path / "exercises").rename(folder)
    ran = run(tmp_path, folder.name)
    assert "your file  Übungen zu Σ/1_sums/02_wrong/wrong.py:4" in ran.text
    assert ran.table()["right"].endswith("all public checks pass")


def test_a_folder_that_can_not_be_written_to(tmp_path: Path) -> None:
    root = course(tmp_path, "right")
    (root / "exercises/.pytest_cache").write_text("", "utf-8")  # in the place of a folder
    (root / "exercises/1_sums/01_right/__pycache__").write_text("", "utf-8")
    ran = run(root, "exercises/")
    assert ran.code == 0
    assert "warning" not in ran.text


def test_tests_of_the_student_s_own(mixed: Path) -> None:
    own = "def test_mine():\n    assert 1 + 1 == 3\n"
    (mixed / "exercises/test_mine.py").write_text(own, "utf-8")
    beside = 'def test_total_mine(answer):\n    """Mine."""\n    assert answer.total([2]) == 2\n'
    (mixed / "exercises/1_sums/02_right/test_mine.py").write_text(beside, "utf-8")
    ran = run(mixed, "exercises/", "-k", "mine or right")
    assert ran.table()["right"] == "right     6 of 6  4 of 4  all public checks pass"
    assert "assert (1 + 1) == 3" in ran.text
    assert "1 failed, 7 passed" in ran.last


def test_a_broken_file_shows_beside_tests_of_the_student_s_own(tmp_path: Path) -> None:
    root = course(tmp_path, "syntax")
    own = "def test_first():\n    pass\n"
    (root / "exercises/1_sums/01_syntax/test_a.py").write_text(own, "utf-8")
    ran = run(root, "exercises/")
    assert ran.code == 1
    assert "1 failed, 1 passed, 5 todo" in ran.last


def test_helpers_beside_the_answer(tmp_path: Path) -> None:
    root = course(tmp_path, "right")
    folder = root / "exercises/1_sums/01_right"
    (folder / "adding.py").write_text("def add(values):\n    return sum(values) / 0\n", "utf-8")
    answer = "from adding import add\n" + RIGHT.replace("sum(values)", "add(values)")
    (folder / "right.py").write_text(answer, "utf-8")
    ran = run(root, "exercises/", "-k", "three")
    assert "raised    ZeroDivisionError" in ran.text
    assert "at        right.py line 7, in total:  return add(values)" in ran.text


def test_files_of_the_course_that_were_damaged(tmp_path: Path) -> None:
    root = course(tmp_path, "wrong")
    folder = root / "exercises/1_sums/01_wrong"
    (folder / "hints.json").write_text("{", "utf-8")
    assert run(root, "exercises/").table()["wrong"].startswith("wrong     2 of 6")
    (folder / "exercise.toml").write_text("title =", "utf-8")
    ran = run(root, "exercises/")
    assert ran.code == 4
    assert "exercise.toml: not valid TOML" in ran.text
    assert "Traceback" not in ran.text


# Authors


def test_hidden_checks_run_on_the_reference(tmp_path: Path) -> None:
    root = course(tmp_path, "right", "stub")
    solution = root / "solutions/1_sums/01_right"
    (solution / "mutants").mkdir(parents=True)
    (solution / "right.py").write_text(RIGHT, "utf-8")
    (solution / "mutants/test_of_nothing.py").write_text("broken(", "utf-8")
    hidden = '''def test_total_as_the_reference(answer, reference):
    """The sum is that of the reference."""
    assert answer.total([4, 5]) == reference.total([4, 5])
'''
    (solution / "test_right_hidden.py").write_text(hidden, "utf-8")
    shutil.copy(ROOT / "solutions" / "pytest.ini", root / "solutions")
    ran = run(root, "solutions/1_sums/01_right")
    assert ran.table() == {"right": "right     1 of 1  3.6 of 3.6  all hidden checks pass"}
    both = run(root, "exercises", "solutions")
    assert "7 passed" in both.last and "ERROR" not in both.text


# Hints


@pytest.fixture
def hinted(tmp_path: Path) -> Path:
    """A wrong answer with a hint for what one check sees of it."""
    from grader.answer import Answer, Event
    from grader.answer_folder import AnswerFolder
    from grader.signature import signature

    root = course(tmp_path, "wrong")
    folder = root / "exercises/1_sums/01_wrong"
    events: list[Event] = []
    Answer(AnswerFolder(folder), "wrong", events.append).total([1, 2, 3])
    (folder / "hints.json").write_text(HINTS % signature(events), "utf-8")
    return root


def test_a_hint_where_a_known_mistake_explains_what_was_seen(hinted: Path) -> None:
    ran = run(hinted, "exercises/", "-k", "three")
    assert "    hint: Where does the sum begin?\n" in ran.failure("test_total_of_three", "wrong")


def test_no_hint_where_another_check_speaks_against_it(hinted: Path) -> None:
    assert "hint:" not in run(hinted, "exercises/").text
