"""Many submissions: in any order, through any executor, whatever happens to a worker."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from grader.batch import Grader, Job, default_jobs, grade_all, one_processor
from grader.course import Course, CourseError
from grader.model import Report
from grader.reading import Found, find
from grader.sandbox import isolation
from grader.submission import Submission

TOTALS = [
    "sum(values)",
    "2 * sum(values)",
    "sum(values[1:])",
    "0",
    "1 / 0",
    "str(values)",
    "values",
    "__import__('os')._exit(1)",
]
LARGEST = "\ndef largest(values):\n    return max(values)\n"
KILLER_TOML = 'title = "T"\nlevel = "E"\nsection = "S"\n[points]\nf = 5\n'
KILLER_CHECK = '''
import os
import signal


def test_f_lives(answer):
    """It lives."""
    if answer.f() == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    assert answer.f() == 1
'''
Strip = Callable[[list[Report]], object]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory, course: Course) -> list[Found]:
    folder = tmp_path_factory.mktemp("class")
    for k in range(14):
        (folder / f"s{k:02}").mkdir()
        text = f"def total(values):\n    return {TOTALS[k % len(TOTALS)]}\n" + LARGEST
        (folder / f"s{k:02}/total.py").write_text(text)
    (folder / "broken.zip").write_bytes(b"")
    return find([folder], course)


@pytest.fixture(scope="module")
def alone(found: list[Found], grader: Grader) -> list[Report]:
    return list(grade_all(found, grader, 1))


def test_reports_of_one_process_come_in_order(found: list[Found], alone: list[Report]) -> None:
    assert [report.submission for report in alone] == [each.id for each in found]
    assert (alone[1].points, alone[2].points) == (10, 5.32)
    assert not alone[0].readable


@pytest.mark.usefixtures("no_process_left")
@pytest.mark.parametrize("jobs", [2, 3])
def test_more_processes_give_the_same_reports(
    found: list[Found], alone: list[Report], grader: Grader, without_seconds: Strip, jobs: int
) -> None:
    assert without_seconds(list(grade_all(found, grader, jobs))) == without_seconds(alone)


def test_an_executor_of_ones_own_gives_the_same_reports_and_stays_open(
    found: list[Found], alone: list[Report], grader: Grader, without_seconds: Strip
) -> None:
    # Its worker shares nothing with this process.
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as executor:
        reports = list(grade_all(found[:3], grader, 1, executor))
        assert executor.submit(len, "abc").result() == 3
    assert without_seconds(reports) == without_seconds(alone[:3])


@pytest.fixture
def no_process_left() -> Iterator[None]:
    """Fails if processes are there after the test that were not there before it."""
    if not os.path.isdir("/proc/self"):
        yield
        return
    before = _living()
    yield
    until = time.monotonic() + 10
    while _living() - before and time.monotonic() < until:
        time.sleep(0.05)
    assert not _living() - before


def _living() -> set[int]:
    """Processes of this group below this one, and orphans: those of other test runners are not."""
    parents: dict[int, int] = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()
            if int(fields[2]) == os.getpgrp() and fields[0] != "Z":
                parents[int(name)] = int(fields[1])
    return {
        each
        for each, parent in parents.items()
        if os.getpid() in _line(parent, parents) or parent not in parents
    }


def _line(each: int, parents: dict[int, int]) -> Iterator[int]:
    while each in parents:
        yield each
        each = parents[each]


def test_nothing_to_grade_gives_no_reports(grader: Grader) -> None:
    assert list(grade_all([], grader, 1)) == []
    assert list(grade_all([], grader, 2)) == []


@pytest.mark.usefixtures("no_process_left")
@pytest.mark.skipif(sys.platform == "win32", reason="kills a process")
def test_a_worker_that_is_killed_costs_nobody_a_report(
    found: list[Found], alone: list[Report], grader: Grader, without_seconds: Strip
) -> None:
    reports = grade_all(found, grader, 2)
    got = [next(reports)]
    os.kill(multiprocessing.active_children()[0].pid or 0, signal.SIGKILL)
    got += list(reports)
    assert without_seconds(got) == without_seconds(alone)
    assert len(got) == len(found)


@pytest.mark.skipif(sys.platform == "win32", reason="kills a process")
def test_what_ends_its_worker_each_time_is_given_up_and_costs_nobody_else(
    tmp_path: Path, write_exercise: Callable[..., None], level: isolation.Level
) -> None:
    write_exercise(tmp_path, "1_a/01_f", KILLER_TOML, "", "def f():\n    return 1\n", KILLER_CHECK)
    (tmp_path / "class").mkdir()
    for name, value in (("ada", 1), ("bob", "'die'"), ("cleo", 1), ("dan", 2), ("eve", 1)):
        (tmp_path / f"class/{name}_f.py").write_text(f"def f():\n    return {value}\n")
    killer = Grader(Job(tmp_path, (), level))
    found = find([tmp_path / "class"], killer.plan.course)
    reports = {report.submission: report for report in grade_all(found, killer, 2)}
    assert {name: report.points for name, report in reports.items()} == {
        "ada_f": 5,
        "bob_f": None,
        "cleo_f": 5,
        "dan_f": 0,
        "eve_f": 5,
    }
    assert reports["bob_f"].problems == ("The grading process ended 3 times.",)
    assert [result.outcome for result in reports["bob_f"].grades[0].results] == ["internal"]
    assert reports["bob_f"].max_points == 5
    killer.close()


def test_a_fault_of_the_graders_own_is_told_and_ends_nothing(
    found: list[Found], grader: Grader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hints(seen: object) -> dict[str, str]:
        raise ZeroDivisionError("in the middle of diagnosis")

    monkeypatch.setattr(grader.diagnosis, "hints", hints)
    right, wrong = (
        grader.grade(
            Submission("ada", {"total.py": f"def total(v):\n    return {value}\n".encode()})
        )
        for value in ("sum(v)", "1")
    )
    assert wrong.points is None
    assert wrong.problems == (
        "The grader failed on this submission: ZeroDivisionError: in the middle of diagnosis",
    )
    assert {result.outcome for each in wrong.grades for result in each.results} == {"internal"}
    assert right.points is None  # it fails a check, too


def test_a_check_that_the_reference_fails_is_our_fault(
    tmp_path: Path, write_exercise: Callable[..., None], level: isolation.Level
) -> None:
    public = (
        'def test_f_is_one(answer):\n    """It is one."""\n    assert answer.f() == 1\n'
        'def test_f_is_two(answer):\n    """It is two."""\n    assert answer.f() == 2\n'
    )
    write_exercise(tmp_path, "1_a/01_f", KILLER_TOML, "", "def f():\n    return 1\n", public)
    write_exercise(
        tmp_path,
        "1_a/02_g",
        KILLER_TOML.replace("f =", "g ="),
        "",
        "def g():\n    return 1\n",
        public.replace("f", "g").replace("deg", "def").replace("assert answer.g() == 2", "pass"),
    )
    broken = Grader(Job(tmp_path, (), level))
    try:
        report = broken.grade(
            Submission("ada", {"f.py": b"def f(): return 1", "g.py": b"def g(): return 1"})
        )
    finally:
        broken.close()
    one, two = report.grades[0].results
    assert (one.outcome, two.outcome) == ("passed", "internal")
    assert two.message.startswith("The reference fails this check: called    f()\nexpected  2")
    assert [grade.points for grade in report.grades] == [None, 5]


def test_a_malformed_mutant_ends_grading_with_its_name(
    tmp_path: Path, write_mini: Callable[[Path], Path], level: isolation.Level
) -> None:
    write_mini(tmp_path)
    file = tmp_path / "solutions/1_sums/01_total/mutants/odd.py"
    file.write_text("no docstring = 1\n")
    odd = Grader(Job(tmp_path, (), level))
    try:
        with pytest.raises(CourseError, match=r"odd\.py"):
            odd.grade(Submission("ada", {"total.py": b"def total(v): return 1\n"}))
    finally:
        odd.close()


def test_closing_a_grader_that_never_started_its_sandbox_is_harmless(grader: Grader) -> None:
    grader.without_sandbox().close()


def test_one_processor_is_given_back() -> None:
    if not hasattr(os, "sched_getaffinity"):
        pytest.skip("only where processes can be bound")
    before = os.sched_getaffinity(0)
    with one_processor():
        assert len(os.sched_getaffinity(0)) == 1
    assert os.sched_getaffinity(0) == before


def test_default_jobs_is_a_number_of_processors() -> None:
    assert 1 <= default_jobs() <= (os.cpu_count() or 1)
