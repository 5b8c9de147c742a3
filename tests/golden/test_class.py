"""The class of examples/class, graded through the command line as an instructor would do it.

tests/golden/class holds, for each submission, what it must get: points, the outcome of each check
and the hints. After a change that is meant to change them:

    python -m pytest tests/golden --update-golden

and then read the differences. An exercise whose checks all have one outcome is written as that
outcome alone; one that was not handed in is left out.
"""

from __future__ import annotations

import ast
import contextlib
import ctypes
import json
import os
import runpy
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
GOLDEN = HERE / "class"
COURSE = HERE.parents[1]
CLASS = COURSE / "examples" / "class"

# Each gives the same wrong answers as its twin and tries some trick on top.
TWINS = {
    "boris": "chidi",
    "dolores": "dora",
    "enzo": "ezra",
    "gradient_step_nadia": "gradient_step_nora",
    "levenshtein_carmen": "levenshtein_bruno",
    "levenshtein_faye": "levenshtein_zita",
    "levenshtein_gideon": "levenshtein_bruno",
    "levenshtein_quentin": "levenshtein_bruno",
    "levenshtein_ursula": "levenshtein_bruno",
    "levenshtein_viktor": "levenshtein_vera",
    "levenshtein_wanda": "levenshtein_bruno",
    "levenshtein_xavier": "levenshtein_bruno",
    "levenshtein_yolanda": "levenshtein_bruno",
    "levenshtein_zeno": "levenshtein_zita",
    "otto": "olaf",
}
# Cheats whose twin is described in their own docstring; it would get nothing either.
WITHOUT_POINTS = ("alpha_beta_viola", "minimax_ivan")
# Mistakes that are in no list of known mistakes.
UNKNOWN_MISTAKES = ("alpha_beta_lotte", "levenshtein_matteo", "ravi")
ALL_RIGHT = {"aiko": 64, "łukasz": 64, "samira": 28, "thandiwe": 16}
ALONE = ("levenshtein_viktor.py", "kofi.ipynb", "tariq.zip", "Дарья")
FOR_STUDENTS = ("dolores", "levenshtein_max.py", "mei_ling", "noor", "levenshtein_zeno.py")
LEFT_BY_GIDEON = "dlqa-class-gideon"
PR_SET_CHILD_SUBREAPER = 36

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="submissions are confined on Linux only"
)


@dataclass(frozen=True)
class Graded:
    """What one run of the command gave, and what it left behind."""

    reports: dict[str, dict[str, Any]]
    returncode: int
    stderr: str
    processes: list[str]
    files: list[str]


# Running the command


def grade(folder: Path, *arguments: str) -> Graded:
    """Run `dlqa grade` in an empty folder that is also its home and its place for scratch."""
    scratch = [folder / name for name in ("work", "tmp", "home")]
    for each in scratch:
        each.mkdir(parents=True)
    command = [sys.executable, "-m", "grader", "grade", *arguments]
    command += ["--course", str(COURSE), "--json", "-"]
    places = {"TMPDIR": str(scratch[1]), "HOME": str(scratch[2])}
    with orphans() as left:
        run = subprocess.run(
            command,
            cwd=scratch[0],
            env={**os.environ, **places},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=300,
        )
    if run.returncode == 2 and "can't confine" in run.stderr:
        pytest.skip(run.stderr.strip())
    assert run.returncode in (0, 1), run.stderr
    reports = [json.loads(line) for line in run.stdout.splitlines()]
    files = [str(path.relative_to(folder)) for each in scratch for path in each.rglob("*")]
    return Graded({r["submission"]: r for r in reports}, run.returncode, run.stderr, left, files)


@contextlib.contextmanager
def orphans() -> Iterator[list[str]]:
    """Processes that were started meanwhile and outlive their parents: they become ours."""
    libc = ctypes.CDLL(None)
    before = children()
    left: list[str] = []
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        yield left
        patience = time.monotonic() + 3
        while (alive := still_alive(children() - before)) and time.monotonic() < patience:
            time.sleep(0.05)
        left += [f"{pid} {name_of(pid)}" for pid in alive]
    finally:
        libc.prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def children() -> set[int]:
    """The children of this process."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parent = stat.read_text("utf-8", "replace").rpartition(")")[2].split()[1]
            if int(parent) == os.getpid():
                found.add(int(stat.parent.name))
    return found


def still_alive(pids: set[int]) -> list[int]:
    """Those that have not ended; those that have are buried."""
    alive = []
    for pid in sorted(pids):
        with contextlib.suppress(ChildProcessError):
            if os.waitpid(pid, os.WNOHANG) == (0, 0):
                alive.append(pid)
    return alive


def name_of(pid: int) -> str:
    """The command of a process, for a message."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text("utf-8").strip()
    return "?"


def listing(folder: Path) -> dict[str, tuple[int, ...]]:
    """Mode, owner, size and time of change of everything in a folder, itself included."""
    found = {}
    for path in (folder, *sorted(folder.rglob("*"))):
        status = path.lstat()
        at = (status.st_mode, status.st_uid, status.st_size, status.st_mtime_ns)
        found[str(path.relative_to(folder))] = at
    return found


@pytest.fixture(scope="module")
def before() -> dict[str, tuple[int, ...]]:
    """The class as it was handed in."""
    return listing(CLASS)


@pytest.fixture(scope="module")
def graded(before: object, tmp_path_factory: pytest.TempPathFactory) -> Graded:
    """The whole class, graded once."""
    return grade(tmp_path_factory.mktemp("class"), str(CLASS))


# Golden reports


def summary(report: dict[str, Any]) -> dict[str, Any]:
    """What a report must agree in with its golden one: no times, no texts with paths."""
    found: dict[str, Any] = {"points": report["points"], "max_points": report["max_points"]}
    for grade in report["grades"]:
        outcomes = {result["name"]: result["outcome"] for result in grade["results"]}
        hints = list(dict.fromkeys(r["hint"] for r in grade["results"] if r["hint"]))
        same = len(set(outcomes.values())) == 1
        if all(r["outcome"] == "todo" and r["seconds"] is None for r in grade["results"]):
            continue
        found[grade["exercise"]] = {
            "points": grade["points"],
            "outcomes": outcomes.popitem()[1] if same else outcomes,
            "hint": hints,
        }
    found["problems"] = report["problems"]
    return found


def submissions() -> list[str]:
    """The names of all that was handed in."""
    entries = [entry for entry in CLASS.iterdir() if entry.name != "README.md"]
    return sorted(entry.name if entry.is_dir() else entry.stem for entry in entries)


@pytest.fixture(scope="module")
def golden(request: pytest.FixtureRequest, graded: Graded) -> dict[str, Any]:
    """The golden reports by submission, written anew if that was asked for."""
    if request.config.getoption("--update-golden", default=False):
        assert sorted(graded.reports) == submissions()
        for file in GOLDEN.glob("*.json"):
            file.unlink()
        GOLDEN.mkdir(exist_ok=True)
        for name, report in graded.reports.items():
            text = json.dumps(summary(report), indent=1, ensure_ascii=False)
            (GOLDEN / f"{name}.json").write_text(text + "\n", "utf-8")
    return {file.stem: json.loads(file.read_text("utf-8")) for file in GOLDEN.glob("*.json")}


@pytest.mark.parametrize("name", submissions())
def test_submission_gets_what_it_must(name: str, graded: Graded, golden: dict[str, Any]) -> None:
    assert summary(graded.reports[name]) == golden[name]


def test_every_submission_has_a_report_and_a_golden_one(
    graded: Graded, golden: dict[str, Any]
) -> None:
    assert sorted(graded.reports) == submissions()
    assert sorted(golden) == submissions()


def test_all_was_graded(graded: Graded) -> None:
    assert graded.returncode == 0, graded.stderr
    outcomes = {
        result["outcome"]
        for report in graded.reports.values()
        for grade in report["grades"]
        for result in grade["results"]
    }
    assert "internal" not in outcomes


@pytest.mark.parametrize(("name", "points"), ALL_RIGHT.items())
def test_right_answers_get_all_points(name: str, points: int, graded: Graded) -> None:
    assert graded.reports[name]["points"] == points


@pytest.mark.parametrize("name", UNKNOWN_MISTAKES)
def test_a_mistake_that_nobody_knows_gets_no_hint(name: str, graded: Graded) -> None:
    report = graded.reports[name]
    hints = {result["hint"] for grade in report["grades"] for result in grade["results"]}
    assert hints == {""}


def test_names_are_those_of_the_readme() -> None:
    rows = (CLASS / "README.md").read_text("utf-8").splitlines()
    named = [row.split("`")[1] for row in rows if row.startswith("| `")]
    assert sorted(named) == sorted(e.name for e in CLASS.iterdir() if e.name != "README.md")


def test_zip_files_hold_what_their_sources_say() -> None:
    zips = runpy.run_path(str(HERE / "zips.py"))
    assert [f"{name}.zip" for name in zips["names"]()] == sorted(
        file.name for file in CLASS.glob("*.zip")
    )
    for name in zips["names"]():
        with zipfile.ZipFile(CLASS / f"{name}.zip") as archive:
            held = {entry: archive.read(entry) for entry in archive.namelist()}
        assert held == zips["contents"](name)


# Cheats


@pytest.mark.parametrize(("cheat", "twin"), TWINS.items())
def test_cheat_gets_what_its_honest_twin_gets(cheat: str, twin: str, graded: Graded) -> None:
    mine, theirs = (
        {grade["exercise"]: grade["points"] for grade in graded.reports[name]["grades"]}
        for name in (cheat, twin)
    )
    assert mine == theirs


@pytest.mark.parametrize("name", WITHOUT_POINTS)
def test_cheat_gets_nothing(name: str, graded: Graded) -> None:
    assert graded.reports[name]["points"] == 0


# What is left behind


def test_no_process_is_left_behind(graded: Graded) -> None:
    assert graded.processes == []


def test_no_file_is_left_behind(graded: Graded) -> None:
    assert graded.files == []
    for folder in (COURSE, CLASS, *map(Path, ("/tmp", "/var/tmp", "/dev/shm"))):
        assert not Path(folder, LEFT_BY_GIDEON).exists()


def test_the_class_is_as_it_was(before: dict[str, tuple[int, ...]], graded: Graded) -> None:
    assert listing(CLASS) == before


# One by one


def without_times(report: dict[str, Any]) -> dict[str, Any]:
    """A report without what differs from run to run."""
    timed = {"seconds", "detail"}
    grades = [
        {**grade, "results": [{k: r[k] for k in r.keys() - timed} for r in grade["results"]]}
        for grade in report["grades"]
    ]
    return {**report, "grades": grades}


def test_alone_or_in_class_is_the_same(graded: Graded, tmp_path: Path) -> None:
    for path in ALONE:
        ((name, report),) = grade(tmp_path / path, str(CLASS / path)).reports.items()
        assert without_times(report) == without_times(graded.reports[name])


# What a student may read


@pytest.fixture(scope="module")
def for_students(tmp_path_factory: pytest.TempPathFactory) -> Graded:
    """Some of the class, as its students will see it."""
    paths = [str(CLASS / name) for name in FOR_STUDENTS]
    return grade(tmp_path_factory.mktemp("student"), *paths, "--for", "student")


def hidden_inputs() -> set[str]:
    """Longer texts that stand in the hidden checks and nowhere in what students have."""
    public = "\n".join(
        file.read_text("utf-8") for file in (COURSE / "exercises").rglob("*") if file.is_file()
    )
    found = set()
    for file in (COURSE / "solutions").rglob("test_*_hidden.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    titles = {text for text in found if text.endswith((".", ". "))}
    return {text for text in found - titles if len(text) >= 9 and text not in public}


def test_students_see_nothing_of_what_hidden_checks_do(for_students: Graded) -> None:
    assert len(for_students.reports) == len(FOR_STUDENTS)
    seen = set()
    for report in for_students.reports.values():
        for grade in report["grades"]:
            for result in grade["results"]:
                if result["hidden"]:
                    assert result["detail"] == ""
                    assert result["seconds"] is None
                    assert "[" not in result["name"]
                    seen.add(result["message"])
    assert len(seen) <= 8, seen  # a few fixed sentences, the same for everybody
    assert not any("called" in message or "expected" in message for message in seen)


@pytest.mark.parametrize("path", FOR_STUDENTS)
def test_students_see_no_hidden_input(path: str, for_students: Graded) -> None:
    secrets = hidden_inputs()
    assert "category concatenate" in secrets
    report = for_students.reports[Path(path).stem]
    texts = [*report["problems"]]
    for grade in report["grades"]:
        for result in grade["results"]:
            texts += [result["message"], result["detail"]]
    told = "\n".join(texts)
    assert [secret for secret in secrets if secret in told] == []
