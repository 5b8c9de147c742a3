"""The command `dlqa`: what it prints, writes and answers, above all to bad input."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from grader.cli import main
from grader.model import Report
from grader.sandbox import isolation

ROOT = Path(__file__).resolve().parents[2]
RIGHT = (
    "def total(values):\n    return sum(values)\n\ndef largest(values):\n    return max(values)\n"
)
Dlqa = Callable[..., Result]

BAD_FILES: dict[str, tuple[bytes, str]] = {
    "empty_total.py": (b"", "empty_total.py: is empty"),
    "latin_total.py": (b"# caf\xe9\n", "latin_total.py: is not UTF-8 text (byte 0xe9 at offset 5)"),
    "null_total.py": (b"x = 1\0", "null_total.py: holds a null byte at offset 5"),
    "odd_total.ipynb": (b"{", "odd_total.ipynb: is not a notebook: invalid JSON"),
    "large_total.py": (b"#" * (2 << 20), "large_total.py: is 2.0 MiB large; the limit is 1 MiB"),
    "nothing.zip": (b"", "nothing.zip: not a readable zip file"),
    "packed.rar": (b"Rar!", "packed.rar: not a .py, .ipynb or .zip file, nor a folder"),
    "stranger.py": (
        b"x = 1",
        "stranger.py: no exercise has such a name; name it after its exercise",
    ),
}


def python(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=cwd, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def bad_class(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class of bad input of every kind, and two right submissions."""
    folder = tmp_path_factory.mktemp("bad") / "class"
    folder.mkdir()
    for name, (content, _) in BAD_FILES.items():
        (folder / name).write_bytes(content)
    for name, path in (("dots", "../total.py"), ("slash", "/total.py")):
        with zipfile.ZipFile(folder / f"{name}.zip", "w") as archive:
            archive.writestr(path, RIGHT)
    with zipfile.ZipFile(folder / "link.zip", "w") as archive:
        info = zipfile.ZipInfo("total.py")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    with zipfile.ZipFile(folder / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("big.bin", bytes(21 << 20))
    (folder / "ursula/total.py").mkdir(parents=True)
    (folder / "vera").symlink_to(folder / "ursula")
    (folder / "ada").mkdir()
    (folder / "ada/total.py").write_text(RIGHT)
    (folder / "zoë_total.py").write_text(RIGHT)
    return folder


@pytest.fixture(scope="module")
def bad_run(
    bad_class: Path, mini: Path, level: isolation.Level, dlqa: Dlqa
) -> tuple[Result, list[Report], Path]:
    """The result of grading that class, its reports, and the folder with one file for each."""
    out, lines = bad_class.parent / "out", bad_class.parent / "all.jsonl"
    where = (bad_class, bad_class.parent / "nowhere", "--course", mini)
    result = dlqa(
        "grade", *where, "--out", out, "--json", lines, f"--isolation={level}", "-e", "total",
        "-e", "nope", "--jobs", 2,
    )  # fmt: skip
    reports = [Report.from_json(line) for line in lines.read_text("utf-8").splitlines()]
    return result, reports, out


def lines_about(result: Result, submission: str) -> list[str]:
    return [line for line in result.stderr.splitlines() if line.startswith(f"{submission}: ")]


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_input_gets_a_clear_line(bad_run: Any, name: str) -> None:
    result, _, _ = bad_run
    (line,) = lines_about(result, name if name.endswith(".rar") else Path(name).stem)
    assert BAD_FILES[name][1] in line


@pytest.mark.parametrize(
    ("submission", "told"),
    [
        ("dots", "dots.zip: holds a path that leads outside: '../total.py'"),
        ("slash", "slash.zip: holds a path that leads outside: '/total.py'"),
        ("link", "link.zip: holds a link: 'total.py'"),
        ("bomb", "bomb.zip: unpacks to 21 MiB; the limit is 20 MiB"),
        ("ursula", "total.py: is a folder, not a file"),
        ("vera", "vera: is a link; hand in what it leads to"),
    ],
)
def test_bad_archives_and_folders_get_a_clear_line(
    bad_run: Any, submission: str, told: str
) -> None:
    assert lines_about(bad_run[0], submission) == [f"{submission}: {told}"]


def test_missing_paths_and_unknown_exercises_get_a_clear_line(bad_run: Any) -> None:
    errors = bad_run[0].stderr
    assert "error: unknown exercise 'nope'; this course has: total, halved" in errors
    assert "nowhere: no such file or folder" in errors


def test_all_others_are_graded(bad_run: Any) -> None:
    result, reports, _ = bad_run
    points = {report.submission: report.points for report in reports}
    assert len(points) == len(BAD_FILES) + 8
    assert {name for name, earned in points.items() if earned} == {"ada", "zoë_total"}
    assert points["ada"] == points["zoë_total"] == 10
    assert None not in points.values()
    assert result.exit_code == 1
    assert "Traceback" not in result.output


def test_each_submission_has_its_report_in_a_file(bad_run: Any) -> None:
    _, reports, out = bad_run
    files = {path.name: Report.from_json(path.read_text("utf-8")) for path in out.iterdir()}
    assert len(files) == len(reports)
    assert {report.submission for report in files.values()} == {
        report.submission for report in reports
    }
    assert files["ada.json"].points == 10
    assert files["zoë_total.json"].points == 10


def test_progress_goes_to_stderr_and_the_table_to_stdout(bad_run: Any) -> None:
    result, reports, _ = bad_run
    assert sum(line.startswith(tuple("123456789")) for line in result.stderr.splitlines()) >= len(
        reports
    )
    assert f"{len(reports)}/{len(reports)} " in result.stderr
    table = result.stdout.splitlines()
    assert table[0].split() == ["submission", "total", "points"]
    assert [row.split()[0] for row in table[1:]] == sorted(report.submission for report in reports)
    assert "isolation: " in result.stderr


def test_piped_output_has_no_escape_codes(bad_run: Any) -> None:
    assert "\x1b" not in bad_run[0].output


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of its own")
def test_on_a_terminal_there_are_colours_and_the_table_is_narrow(
    bad_class: Path, mini: Path, level: isolation.Level
) -> None:
    import pty

    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "60"}
    for name in ("NO_COLOR", "CI", "TTY_COMPATIBLE"):
        environment.pop(name, None)
    command = ["-m", "grader", "grade", str(bad_class / "ada"), str(bad_class / "zoë_total.py")]
    options = ["--course", str(mini), f"--isolation={level}", "--jobs", "1", "--json", os.devnull]
    process = subprocess.Popen(
        [sys.executable, *command, *options],
        stdout=theirs, stderr=theirs, stdin=theirs, env=environment, cwd=bad_class.parent,
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # the terminal is gone when the command is
        while piece := os.read(ours, 4096):
            shown += piece
    os.close(ours)
    assert process.wait() == 0
    text = shown.decode()
    assert "\x1b[32m" in text
    assert "submission" in text
    assert "10 / 10" not in text.replace("\x1b[", "")  # no column for each exercise
    assert "/ 15" in text


# JSON Lines


@pytest.fixture(scope="module")
def piped(bad_class: Path, mini: Path, level: isolation.Level) -> subprocess.CompletedProcess[str]:
    """The command as a process of its own, with its output in a pipe."""
    return python(
        *("-m", "grader", "grade", str(bad_class / "ada"), str(bad_class / "empty_total.py")),
        *("--json", "-", "--for", "student", "--course", str(mini), f"--isolation={level}"),
        *("--jobs", "1"),
        cwd=bad_class.parent,
    )


def test_stdout_is_json_lines_and_nothing_else(piped: subprocess.CompletedProcess[str]) -> None:
    assert piped.returncode == 0, piped.stderr
    one, two = (json.loads(line) for line in piped.stdout.splitlines())
    assert (one["submission"], two["submission"]) == ("ada", "empty_total")
    assert "\x1b" not in piped.stdout + piped.stderr
    assert "1/2 ada: 10 of 15" in piped.stderr
    assert "empty_total: empty_total.py: is empty" in piped.stderr


def test_no_report_files_are_written_beside_json_lines(
    piped: subprocess.CompletedProcess[str], bad_class: Path
) -> None:
    assert not (bad_class.parent / "reports").exists()


def test_the_schema(piped: subprocess.CompletedProcess[str]) -> None:
    data = json.loads(piped.stdout.splitlines()[0])
    fields = {
        "submission": str,
        "points": float,
        "max_points": float,
        "grades": list,
        "made_with": dict,
    }
    for name, kind in fields.items():
        assert isinstance(data[name], kind), name
    assert set(data) - set(fields) == {"problems", "readable"}
    grade = data["grades"][0]
    assert set(grade) == {"exercise", "points", "max_points", "results"}
    result = grade["results"][0]
    assert set(result) == {
        *("name", "part", "title", "hidden", "weight", "outcome"),
        *("message", "detail", "hint", "seconds"),
    }
    assert (result["name"], result["part"], result["outcome"]) == (
        "test_total_of_three",
        "total",
        "passed",
    )
    assert result["hidden"] is False
    assert isinstance(result["seconds"], float)


def test_students_get_no_seconds_or_parameters_of_hidden_checks(
    piped: subprocess.CompletedProcess[str],
) -> None:
    for line in piped.stdout.splitlines():
        for grade in json.loads(line)["grades"]:
            for result in grade["results"]:
                assert not result["detail"]
                if result["hidden"]:
                    assert result["seconds"] is None
                    assert "[" not in result["name"]
    assert "40417" not in piped.stdout


# What stops it


def test_nothing_is_imported_for_help(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom grader.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print(sorted({'numpy', 'pytest', 'rich', 'hypothesis'} & set(sys.modules)))\n"
    )
    done = python("-c", code, cwd=tmp_path)
    assert done.stdout.endswith("[]\n"), done.stderr
    assert "Everybody:    dlqa doctor" in done.stdout


@pytest.mark.parametrize("command", ["grade", "audit", "list", "new", "doctor"])
def test_every_command_has_help(dlqa: Dlqa, command: str) -> None:
    result = dlqa(command, "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith("Usage: ")


def test_help_tells_the_exit_status(dlqa: Dlqa) -> None:
    told = " ".join(dlqa("grade", "--help").stdout.split())
    assert "0 all was graded, whatever the marks; 1 something could not be graded; 2 noth" in told


def test_the_version(dlqa: Dlqa) -> None:
    from importlib.metadata import version

    assert version("dlqa") in dlqa("--version").stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nobody.py"], "nobody.py: no such file or folder"),
        ([".", "-e", "nope"], "unknown exercise 'nope'; this course has: total, halved"),
    ],
)
def test_nothing_to_grade_is_two(
    dlqa: Dlqa, mini: Path, tmp_path: Path, arguments: list[str], told: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    (tmp_path / "ada_total.py").write_text(RIGHT)
    monkeypatch.chdir(tmp_path)
    result = dlqa("grade", *arguments, "--course", mini)
    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stdout == ""
    assert [path.name for path in tmp_path.iterdir()] == ["ada_total.py"]


def test_no_path_is_a_usage_error(dlqa: Dlqa) -> None:
    result = dlqa("grade")
    assert result.exit_code == 2
    assert "Missing argument" in result.stderr


def test_a_folder_that_is_no_course_is_told(dlqa: Dlqa, tmp_path: Path) -> None:
    (tmp_path / "total.py").write_text(RIGHT)
    result = dlqa("grade", tmp_path / "total.py", "--course", tmp_path)
    assert result.exit_code == 2
    assert "no exercises/ folder here, so this is no course" in result.stderr


def test_a_students_copy_has_nothing_to_grade_with(
    dlqa: Dlqa, tmp_path: Path, write_exercise: Callable[..., None]
) -> None:
    toml = 'title = "T"\nlevel = "E"\nsection = "S"\n[points]\nf = 5\n'
    write_exercise(tmp_path, "1_a/01_f", toml, "")
    (tmp_path / "f.py").write_text("x = 1")
    result = dlqa("grade", tmp_path / "f.py", "--course", tmp_path)
    assert result.exit_code == 2
    assert "no solutions/ folder here: grading needs the references" in result.stderr


def test_checks_that_do_not_load_stop_it(
    dlqa: Dlqa, tmp_path: Path, write_mini: Callable[[Path], Path]
) -> None:
    write_mini(tmp_path)
    (tmp_path / "exercises/1_sums/01_total/test_total.py").write_text("def test(:\n")
    (tmp_path / "total.py").write_text(RIGHT)
    result = dlqa("grade", tmp_path / "total.py", "--course", tmp_path)
    assert result.exit_code == 2
    assert "Error: the checks do not load:" in result.stderr
    assert not (tmp_path / "reports").exists()


@pytest.mark.parametrize("option", ["--out", "--json"])
def test_where_nothing_can_be_written_is_told(
    dlqa: Dlqa, mini: Path, tmp_path: Path, level: isolation.Level, option: str
) -> None:
    (tmp_path / "total.py").write_text(RIGHT)
    (tmp_path / "file").write_text("")
    where = tmp_path / "file" / "below"
    arguments = ("--course", mini, f"--isolation={level}", option, where)
    result = dlqa("grade", tmp_path / "total.py", *arguments)
    assert result.exit_code == 2
    assert f"{where}: can't be written" in result.stderr.replace("\n", "")


def test_a_report_that_can_not_be_written_is_told_and_leaves_nothing_half_done(
    dlqa: Dlqa, mini: Path, tmp_path: Path, level: isolation.Level
) -> None:
    (tmp_path / "total.py").write_text(RIGHT)
    (tmp_path / "out/total.json/inner").mkdir(parents=True)
    arguments = ("--course", mini, f"--isolation={level}", "--out", tmp_path / "out")
    result = dlqa("grade", tmp_path / "total.py", *arguments, "--jobs", "1")
    assert result.exit_code == 2
    assert "total.json: can't be written (Is a directory)" in result.stderr.replace("\n", "")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["total.json"]


def test_a_broken_check_of_ours_is_one_and_costs_nothing_elsewhere(
    dlqa: Dlqa, tmp_path: Path, write_mini: Callable[[Path], Path], level: isolation.Level
) -> None:
    write_mini(tmp_path)
    check = (
        '\n\ndef test_halved_is_odd(answer):\n    """It is."""\n    assert answer.halved(4) == 3\n'
    )
    hidden = tmp_path / "solutions/1_sums/02_halved/test_halved_hidden.py"
    hidden.write_text(hidden.read_text() + check)
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada/total.py").write_text(RIGHT)
    (tmp_path / "ada/halved.py").write_text("def halved(array):\n    return array / 2\n")
    result = dlqa(
        *("grade", tmp_path / "ada", "--course", tmp_path, f"--isolation={level}"),
        *("--out", tmp_path / "out"),
    )
    assert result.exit_code == 1
    assert "checks of this course are broken; see dlqa audit" in result.stderr
    row = result.stdout.splitlines()[1]
    assert row.split() == ["ada", "10", "/", "10", "not", "graded", "not", "graded"]
    report = Report.from_json((tmp_path / "out/ada.json").read_text("utf-8"))
    assert [grade.points for grade in report.grades] == [10, None]
    outcomes = [result.outcome for result in report.grades[1].results]
    assert outcomes == ["passed", "passed", "internal"]


# Isolation


def grade_one(mini: Path, tmp_path: Path, *options: str) -> Result:
    (tmp_path / "total.py").write_text(RIGHT)
    where = ["grade", str(tmp_path / "total.py"), "--course", str(mini), "--json", "-"]
    return CliRunner().invoke(main, [*where, "--jobs", "1", *options])


@pytest.mark.skipif(sys.platform != "linux", reason="confinement is made for Linux")
@pytest.mark.parametrize("wanted", ["auto", "strict"])
def test_what_can_not_confine_refuses_and_says_what_is_missing(
    mini: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: str
) -> None:
    monkeypatch.setattr(isolation.landlock, "abi", lambda: 0)
    result = grade_one(mini, tmp_path, f"--isolation={wanted}")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "this machine can't confine submissions, so nothing was graded:" in result.stderr
    assert "this kernel has no Landlock (Linux 5.13 or newer, switched on)" in result.stderr
    assert "say --isolation=process: limits only." in result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a child is forked")
def test_limits_only_must_be_asked_for_and_is_recorded(
    mini: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(isolation.landlock, "abi", lambda: 0)
    result = grade_one(mini, tmp_path, "--isolation=process")
    assert result.exit_code == 0, result.stderr
    made_with = json.loads(result.stdout)["made_with"]
    assert made_with["isolation"]["tier"] == "process"
    assert "rlimits" in made_with["isolation"]["layers"]
    assert "isolation: process (" in result.stderr


def test_an_unknown_isolation_is_a_usage_error(mini: Path, tmp_path: Path) -> None:
    assert grade_one(mini, tmp_path, "--isolation=none").exit_code == 2


# Names of reports


@pytest.mark.skipif(sys.platform == "win32", reason="names that Windows does not take")
def test_reports_of_odd_names_stay_apart_and_in_their_folder(
    dlqa: Dlqa, mini: Path, tmp_path: Path, level: isolation.Level
) -> None:
    names = [
        "a b",
        "a_b",
        "a?b",
        "a*b",
        "..a",
        "-a",
        "美" * 80,
        "é" * 100,
        "a'b",
        "%2e%2e",
        "x" * 200,
    ]
    for name in names:
        (tmp_path / "class" / name).mkdir(parents=True)
        (tmp_path / "class" / name / "halved.py").write_text("halved = None\n")
    for place in ("one", "two"):
        (tmp_path / place / ("日" * 80)).mkdir(parents=True)
        (tmp_path / place / ("日" * 80) / "halved.py").write_text("halved = None\n")
    result = dlqa(
        *("grade", *(tmp_path / place for place in ("class", "one", "two"))),
        *("--course", mini, f"--isolation={level}", "-e", "halved", "--jobs", "1"),
        *("--out", tmp_path / "out"),
    )
    assert result.exit_code == 0, result.output
    files = list((tmp_path / "out").iterdir())
    assert len(files) == len(names) - 1 + 2  # a leading dot hides a folder
    told = {Report.from_json(file.read_text("utf-8")).submission for file in files}
    assert len(told) == len(files)
    for file in files:
        assert file.suffix == ".json"
        assert not file.name.startswith(".")
        assert not set(file.name) & set(" /\\:*?\"<>|'%")
        assert len(os.fsencode(file.name)) <= 255


def test_odd_names_do_not_reach_the_terminal_raw(
    dlqa: Dlqa, mini: Path, tmp_path: Path, level: isolation.Level
) -> None:
    (tmp_path / "a\x1b[31m[red]b_total.py").write_text("")
    result = dlqa(
        *("grade", tmp_path, "--course", mini, f"--isolation={level}", "-e", "total"),
        *("--json", os.devnull),
    )
    assert "\x1b" not in result.output
    assert "a?[31m[red]b_total: a?[31m[red]b_total.py: is empty" in result.stderr


# dlqa list


def test_list_shows_the_course(dlqa: Dlqa, mini: Path) -> None:
    result = dlqa("list", "--course", mini)
    assert result.exit_code == 0
    rows = [line.split() for line in result.stdout.splitlines()]
    assert rows[0] == ["exercise", "folder", "level", "section", "points", "title"]
    assert rows[1] == ["total", "1_sums/01_total", "easy", "Sums", "1", "10", "Sums"]
    assert rows[-1] == ["2", "exercises,", "15", "points"]


def test_list_of_the_real_course(dlqa: Dlqa) -> None:
    result = dlqa("list", "--course", ROOT)
    assert result.exit_code == 0
    for slug in ("levenshtein", "tfidf_ranking", "minimax", "alpha_beta", "dropout"):
        assert f"\n{slug} " in result.stdout


def test_list_needs_a_course(dlqa: Dlqa, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = dlqa("list")
    assert result.exit_code == 2
    assert "no course found in" in result.stderr
    assert "name it with --course" in result.stderr
