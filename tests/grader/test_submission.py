"""What people hand in: found, named, read with sizes checked first, matched to exercises."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader import reading as limits
from grader.course import Course
from grader.model import Report
from grader.reading import Found, find
from grader.submission import Submission, answered
from grader.text import SubmissionError

RIGHT = (
    "def total(values):\n    return sum(values)\n\ndef largest(values):\n    return max(values)\n"
)
MIB = 1 << 20


def ids(paths: list[Path], course: Course) -> list[str]:
    return [each.id for each in find(paths, course)]


def problem(submission: Submission, course: Course, slug: str = "total") -> str:
    return answered(submission, course.by_slug[slug], course).problem


def read(path: Path) -> Submission:
    return Found(path.name, path).read()


# Finding


def test_a_path_is_a_submission_or_a_folder_of_them(tmp_path: Path, course: Course) -> None:
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada/total.py").write_text(RIGHT)
    (tmp_path / "bob.py").write_text(RIGHT)
    (tmp_path / "cleo.ipynb").write_text("{}")
    (tmp_path / "dan.zip").write_bytes(b"")
    for name in ("grades.csv", ".hidden.py", "README.md"):
        (tmp_path / name).write_text("")
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / ".git").mkdir()
    assert ids([tmp_path], course) == ["ada", "bob", "cleo", "dan"]
    assert ids([tmp_path / "ada"], course) == ["ada"]
    assert ids([tmp_path / "ada/total.py"], course) == ["total"]


@pytest.mark.parametrize("inside", ["exercises/1_sums/01_total", "1_sums/01_total", "."])
def test_a_folder_that_looks_like_the_exercises_is_one_submission(
    tmp_path: Path, course: Course, inside: str
) -> None:
    (tmp_path / "ada" / inside).mkdir(parents=True)
    (tmp_path / "ada" / inside / "total.py").write_text(RIGHT)
    assert ids([tmp_path / "ada"], course) == ["ada"]
    assert ids([tmp_path], course) == ["ada"]


def test_what_is_not_there_or_empty_is_refused_by_name(tmp_path: Path, course: Course) -> None:
    with pytest.raises(SubmissionError, match="nobody: no such file or folder"):
        find([tmp_path / "nobody"], course)
    with pytest.raises(SubmissionError, match="holds no submissions"):
        find([tmp_path], course)


def test_an_archive_of_another_kind_is_not_passed_over_in_silence(
    tmp_path: Path, course: Course
) -> None:
    for name in ("ada.rar", "bob.7z", "cleo.tar.gz"):
        (tmp_path / name).write_bytes(b"?")
    assert len(find([tmp_path], course)) == 3
    for found in find([tmp_path], course):
        assert "not a .py, .ipynb or .zip file, nor a folder" in found.read().problems[""]


def test_equal_names_are_told_apart_by_their_folders(tmp_path: Path, course: Course) -> None:
    for place in ("monday/ada", "tuesday/ada"):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / "total.py").write_text(RIGHT)
    paths = [tmp_path / "monday", tmp_path / "tuesday"]
    assert ids(paths, course) == ["monday/ada", "tuesday/ada"]
    assert ids([path / "ada" for path in paths], course) == ["monday/ada", "tuesday/ada"]
    files = [path / "ada/total.py" for path in paths]
    assert ids(files, course) == ["monday/ada/total", "tuesday/ada/total"]


def test_equal_stems_are_told_apart_by_their_endings(tmp_path: Path, course: Course) -> None:
    (tmp_path / "ada").mkdir()
    for name in ("ada.py", "ada.zip", "bob.py"):
        (tmp_path / name).write_bytes(b"")
    assert ids([tmp_path], course) == ["ada", "ada.py", "ada.zip", "bob"]


def test_a_path_that_is_named_twice_is_graded_once(tmp_path: Path, course: Course) -> None:
    (tmp_path / "ada.py").write_text(RIGHT)
    (tmp_path / "bob.py").write_text(RIGHT)
    assert ids([tmp_path, tmp_path / "ada.py", tmp_path / "ada.py"], course) == ["ada", "bob"]


@pytest.mark.parametrize(
    "name", ["Дарья", "美咲", "tomás (2)", "a b'c\"&;$", "-rf", "#1", "e\u0301"]
)
def test_names_of_any_script_stay_as_they_are(tmp_path: Path, course: Course, name: str) -> None:
    (tmp_path / f"{name}.py").write_text(RIGHT)
    assert ids([tmp_path], course) == [name]


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux only")
def test_names_that_are_no_text_stay_different(tmp_path: Path, course: Course) -> None:
    for name in (b"ada\xfe.py", b"ada\xff.py"):
        Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), name))).write_text(RIGHT)
    found = ids([tmp_path], course)
    assert len(set(found)) == 2
    assert all(id.encode("utf-8") for id in found)


# Reading files and folders


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "total.py: is empty"),
        (b" \n\t\n", "total.py: is empty"),
        (b"\xef\xbb\xbf", "total.py: is empty"),
        (b"# caf\xe9\n", r"total.py: is not UTF-8 text (byte 0xe9 at offset 5)"),
        ("def f(): pass".encode("utf-16"), "total.py: holds a null byte at offset"),
        (b"x = 1\n\0", "total.py: holds a null byte at offset 6: this is no text file"),
    ],
)
def test_a_file_that_is_no_program_text_is_told_so(
    tmp_path: Path, course: Course, content: bytes, complaint: str
) -> None:
    (tmp_path / "total.py").write_bytes(content)
    assert complaint in problem(read(tmp_path / "total.py"), course)
    assert complaint in problem(read(tmp_path), course)


def test_a_byte_order_mark_and_any_line_ends_do_no_harm(
    tmp_path: Path, course: Course, grade_here: Callable[..., Report]
) -> None:
    (tmp_path / "total.py").write_bytes(b"\xef\xbb\xbf" + RIGHT.replace("\n", "\r\n").encode())
    assert grade_here(read(tmp_path)).grades[0].points == 10


def test_too_large_is_told_with_size_and_limit(tmp_path: Path, course: Course) -> None:
    (tmp_path / "total.py").write_bytes(b"#" * (limits.MAX_SOURCE + 1))
    (tmp_path / "halved.ipynb").write_bytes(b"#" * (limits.MAX_NOTEBOOK + 1))
    submission = read(tmp_path)
    assert problem(submission, course) == "total.py: is 1.0 MiB large; the limit is 1 MiB"
    assert "halved.ipynb: is 20.0 MiB" in problem(submission, course, "halved")
    assert not submission.files


def test_a_folder_where_a_file_belongs(tmp_path: Path, course: Course) -> None:
    (tmp_path / "total.py").mkdir()
    (tmp_path / "halved.py").write_text("def halved(a): return a / 2")
    submission = read(tmp_path)
    assert problem(submission, course) == "total.py: is a folder, not a file"
    assert problem(submission, course, "halved") == ""


def test_links_are_not_followed(tmp_path: Path, course: Course) -> None:
    secret = tmp_path / "solutions"
    secret.mkdir()
    (secret / "total.py").write_text(RIGHT)
    folder = tmp_path / "class/ada"
    folder.mkdir(parents=True)
    (folder / "total.py").symlink_to(secret / "total.py")
    (folder / "more").symlink_to(secret)
    assert problem(read(folder), course) == "total.py: is a link; hand in the file itself"
    (tmp_path / "class/eve").symlink_to(secret)
    (tmp_path / "class/max.py").symlink_to(secret / "total.py")
    (tmp_path / "class/gone.py").symlink_to(tmp_path / "nowhere")
    found = find([tmp_path / "class"], course)
    assert [each.id for each in found] == ["ada", "eve", "gone", "max"]
    for each in found[1:]:
        assert "is a link; hand in" in problem(each.read(), course), each.id
        assert not each.read().files


def test_a_pipe_is_no_file(tmp_path: Path, course: Course) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no named pipes here")
    os.mkfifo(tmp_path / "total.py")
    assert problem(read(tmp_path), course) == "total.py: is no regular file"


def test_what_is_gone_by_its_turn_is_told(tmp_path: Path, course: Course) -> None:
    found = Found("ada", tmp_path / "ada.py")
    assert "ada.py: can't be read (No such file" in problem(found.read(), course)


@pytest.fixture
def ordinary_user_folder() -> Iterator[Path]:
    """A folder of an ordinary user's, whom permissions keep out: nothing keeps out root."""
    if not hasattr(os, "geteuid"):
        pytest.skip("permissions are for POSIX")
    with tempfile.TemporaryDirectory(prefix="dlqa-test-") as folder:
        root = os.geteuid() == 0
        if root:
            os.chown(folder, 65534, 65534)
            os.seteuid(65534)
        try:
            yield Path(folder)
        finally:
            for path in [Path(folder), *Path(folder).rglob("*")]:
                path.chmod(0o700)
            if root:
                os.seteuid(0)


def test_what_can_not_be_read_is_told(ordinary_user_folder: Path, course: Course) -> None:
    folder = ordinary_user_folder
    (folder / "ada").mkdir()
    (folder / "ada/total.py").write_text(RIGHT)
    (folder / "ada/total.py").chmod(0)
    (folder / "bob").mkdir()
    (folder / "bob").chmod(0)
    (folder / "cleo/inner").mkdir(parents=True)
    (folder / "cleo/inner").chmod(0)
    (folder / "dan.zip").write_bytes(b"")
    (folder / "dan.zip").chmod(0)
    ada, bob, cleo, dan = (each.read() for each in find([folder], course))
    assert problem(ada, course) == "total.py: can't be read (Permission denied)"
    assert problem(bob, course) == "bob: can't be read (Permission denied)"
    assert problem(cleo, course) == "inner: can't be read (Permission denied)"
    assert problem(dan, course) == "dan.zip: can't be read (Permission denied)"


def test_a_class_that_can_not_be_listed_is_told(ordinary_user_folder: Path, course: Course) -> None:
    (ordinary_user_folder / "class").mkdir(mode=0)
    with pytest.raises(SubmissionError, match=r"class: can't be read \(Permission denied\)"):
        find([ordinary_user_folder / "class"], course)


def test_too_many_files_are_not_read(
    tmp_path: Path, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_ENTRIES", 3)
    for k in range(4):
        (tmp_path / f"f{k}.py").write_text("")
    assert "holds more than 3 files" in problem(read(tmp_path), course)


def test_what_tools_leave_behind_is_no_answer(tmp_path: Path, course: Course) -> None:
    for name in ("__pycache__", "node_modules", "venv", ".ipynb_checkpoints", "__MACOSX"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "total.py").write_text("")
    (tmp_path / "total.py").write_text(RIGHT)
    assert list(read(tmp_path).files) == ["total.py"]


def test_a_file_of_another_kind_is_told(tmp_path: Path, course: Course) -> None:
    (tmp_path / "total.docx").write_bytes(b"PK")
    assert problem(read(tmp_path / "total.docx"), course) == (
        "total.docx: not a .py, .ipynb or .zip file, nor a folder"
    )


# Zip files


def unzipped(tmp_path: Path, content: bytes) -> Submission:
    (tmp_path / "ada.zip").write_bytes(content)
    return read(tmp_path / "ada.zip")


def test_a_zip_file_is_read_like_a_folder(
    tmp_path: Path, zipped: Callable[..., bytes], grade_here: Callable[..., Report]
) -> None:
    entries = [("ada/", ""), ("ada/total.py", RIGHT), ("__MACOSX/ada/._total.py", "junk")]
    submission = unzipped(tmp_path, zipped(*entries, ("ada/notes.txt", "x")))
    assert list(submission.files) == ["ada/total.py"]
    assert grade_here(submission).grades[0].points == 10


def test_a_zip_file_made_on_windows_is_read(
    tmp_path: Path, zipped: Callable[..., bytes], grade_here: Callable[..., Report]
) -> None:
    submission = unzipped(tmp_path, zipped(("ada\\total.py", RIGHT)))
    assert grade_here(submission).grades[0].points == 10


@pytest.mark.parametrize(
    "name", ["../total.py", "a/../../total.py", "/total.py", "..\\total.py", "C:\\x\\total.py"]
)
def test_a_zip_path_that_leads_outside_is_refused(
    tmp_path: Path, course: Course, zipped: Callable[..., bytes], name: str
) -> None:
    told = problem(unzipped(tmp_path, zipped((name, RIGHT), ("halved.py", "x"))), course)
    assert told.startswith("ada.zip: holds a path that leads outside: ")
    assert "total.py" in told


def test_a_link_in_a_zip_file_is_refused(
    tmp_path: Path, course: Course, zipped: Callable[..., bytes]
) -> None:
    link = zipfile.ZipInfo("total.py")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    told = problem(unzipped(tmp_path, zipped((link, "/etc/passwd"))), course)
    assert told == "ada.zip: holds a link: 'total.py'"


def test_a_bomb_is_refused_by_the_sizes_that_it_tells(
    tmp_path: Path, course: Course, zipped: Callable[..., bytes]
) -> None:
    bomb = zipped(*((f"f{k}.bin", bytes(7 * MIB)) for k in range(3)), ("total.py", RIGHT))
    assert len(bomb) < MIB
    assert problem(unzipped(tmp_path, bomb), course) == (
        "ada.zip: unpacks to 21 MiB; the limit is 20 MiB"
    )


def test_a_large_entry_is_a_problem_of_its_own(
    tmp_path: Path, course: Course, zipped: Callable[..., bytes]
) -> None:
    content = zipped(("total.py", b"#" * (2 * MIB)), ("halved.py", "def halved(a): return a / 2"))
    submission = unzipped(tmp_path, content)
    assert problem(submission, course) == "total.py: is 2.0 MiB large; the limit is 1 MiB"
    assert problem(submission, course, "halved") == ""


@pytest.mark.parametrize("told", [10, 3 * MIB])
def test_an_entry_that_lies_about_its_size_is_refused(
    tmp_path: Path, course: Course, zipped: Callable[..., bytes], told: int
) -> None:
    honest = 2 * MIB
    content = zipped(("total.py", b"#" * honest))
    lying = content.replace(honest.to_bytes(4, "little"), told.to_bytes(4, "little"))
    assert lying != content
    submission = unzipped(tmp_path, lying)
    assert problem(submission, course)
    assert not submission.files


def test_an_encrypted_entry_is_told(
    tmp_path: Path, course: Course, zipped: Callable[..., bytes]
) -> None:
    content = bytearray(zipped(("total.py", RIGHT)))
    content[6] |= 1  # the flag in the entry's own header, and in the directory
    content[content.index(b"PK\1\2") + 8] |= 1
    told = problem(unzipped(tmp_path, bytes(content)), course)
    assert told.startswith("ada.zip: can't be unpacked")
    assert "encrypted" in told


def test_one_name_twice_in_a_zip_file_is_a_problem_of_that_file(
    tmp_path: Path, course: Course, zipped: Callable[..., bytes]
) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = zipped(
            ("total.py", RIGHT), ("total.py", "x = 1"), ("halved.py", "def halved(a): return a / 2")
        )
    submission = unzipped(tmp_path, content)
    assert problem(submission, course) == "total.py: is in the zip file twice"
    assert problem(submission, course, "halved") == ""


def test_too_many_entries_are_refused(
    tmp_path: Path, course: Course, zipped: Callable[..., bytes]
) -> None:
    content = zipped(*((f"{k}.txt", "") for k in range(limits.MAX_ENTRIES + 1)))
    told = problem(unzipped(tmp_path, content), course)
    assert told == "ada.zip: holds 2001 files; the limit is 2000"


def test_a_folder_entry_where_a_file_belongs(
    tmp_path: Path, course: Course, zipped: Callable[..., bytes]
) -> None:
    submission = unzipped(tmp_path, zipped(("total.py/", "")))
    assert problem(submission, course) == "total.py: is a folder, not a file"


@pytest.mark.parametrize("content", [b"", b"PK", b"Rar!\x1a\x07\x00", b"PK\5\6" + bytes(18)])
def test_what_is_no_zip_file_is_told(tmp_path: Path, course: Course, content: bytes) -> None:
    told = problem(unzipped(tmp_path, content), course)
    empty = content.startswith(b"PK\5\6")
    assert told == "No total.py was handed in." if empty else "not a readable zip file" in told


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    method=st.sampled_from(
        [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
    ),
    damage=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), min_size=1, max_size=4),
    cut=st.none() | st.integers(0, 400),
)
def test_a_damaged_zip_file_is_a_problem_and_never_an_exception(
    tmp_path: Path,
    course: Course,
    method: int,
    damage: list[tuple[int, int]],
    cut: int | None,
) -> None:
    path = tmp_path / "ada.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("total.py", RIGHT * 3)
    content = bytearray(path.read_bytes())
    for at, byte in damage:
        content[at % len(content)] = byte
    path.write_bytes(content[:cut])
    submission = read(path)
    assert isinstance(submission, Submission)
    answered(submission, course.by_slug["total"], course)


# Matching to exercises


def test_an_answer_may_lie_anywhere_in_the_folder(
    submit: Callable[..., Submission], grade_here: Callable[..., Report]
) -> None:
    report = grade_here(submit({"homework/week 3/TOTAL.PY": RIGHT, "a/b/halved.py": "x = 1"}))
    assert report.grades[0].points == 10
    assert report.problems == ()


def test_two_candidates_are_a_problem_of_that_exercise_alone(
    course: Course, submit: Callable[..., Submission]
) -> None:
    submission = submit(
        {"total.py": RIGHT, "old/total.py": RIGHT, "halved.py": "def halved(a): return a / 2"}
    )
    assert problem(submission, course) == (
        "Two files for one exercise: old/total.py and total.py. Hand in only one."
    )
    assert problem(submission, course, "halved") == ""


def test_module_and_notebook_are_two_candidates(
    course: Course, submit: Callable[..., Submission], notebook: Callable[..., str]
) -> None:
    submission = submit({"total.py": RIGHT, "total.ipynb": notebook(RIGHT)})
    assert "Two files for one exercise: total.ipynb and total.py." in problem(submission, course)


@pytest.mark.parametrize(
    "name",
    [
        "total.py",
        "Total.PY",
        "ada_total.py",
        "ada-lovelace_12345_total.py",
        "ada total (2).py",
        "total-1.py",
        "12_34_total_3.py",
        "homework.py",  # by what it defines
    ],
)
def test_a_single_file_is_matched_loosely(
    name: str, submit: Callable[..., Submission], grade_here: Callable[..., Report]
) -> None:
    report = grade_here(submit({name: RIGHT}, single=True))
    assert report.grades[0].points == 10
    assert [result.outcome for result in report.grades[1].results] == ["todo", "todo"]
    assert report.problems == ()


@pytest.mark.parametrize("name", ["ada_total.py", "homework.py"])
def test_in_a_folder_a_module_needs_its_name(
    course: Course, submit: Callable[..., Submission], name: str
) -> None:
    assert problem(submit({name: RIGHT}), course) == "No total.py was handed in."


def test_what_is_missing_is_todo_and_no_problem(
    submit: Callable[..., Submission],
    grade_here: Callable[..., Report],
    outcomes: Callable[..., dict[str, str]],
) -> None:
    report = grade_here(submit({"halved.py": "def halved(array):\n    return array / 2\n"}))
    assert set(outcomes(report).values()) == {"todo"}
    assert report.grades[0].results[0].message == "No total.py was handed in."
    assert (report.grades[0].points, report.grades[1].points) == (0, 5)
    assert report.problems == ()


def test_siblings_can_be_imported(
    submit: Callable[..., Submission], grade_here: Callable[..., Report]
) -> None:
    files = {
        "week/total.py": "from my_sums import add\nimport second\n\n"
        "def total(values):\n    return add(values)\n\nlargest = second.largest\n",
        "week/my_sums.py": "def add(values):\n    return sum(values)\n",
        "week/second.py": "def largest(values):\n    return max(values)\n",
        "other/third.py": "raise SystemExit\n",
    }
    assert grade_here(submit(files)).grades[0].points == 10


def test_siblings_of_another_folder_can_not(
    submit: Callable[..., Submission], grade_here: Callable[..., Report]
) -> None:
    report = grade_here(submit({"a/total.py": "import third\n" + RIGHT, "b/third.py": ""}))
    assert report.grades[0].points == 0
    first = report.grades[0].results[0]
    assert first.outcome == "failed"
    assert "total.py does not load: ModuleNotFoundError" in first.message


def test_a_broken_sibling_is_told_where_it_is_imported(
    submit: Callable[..., Submission], grade_here: Callable[..., Report]
) -> None:
    files = {"total.py": "import helper\n" + RIGHT, "helper.py": b"x = '\xff\0"}
    assert "does not load: SyntaxError" in grade_here(submit(files)).grades[0].results[0].message


def test_the_hash_tells_contents_apart(submit: Callable[..., Submission]) -> None:
    one, other = submit({"a.py": "1", "b.py": "2"}), submit({"b.py": "2", "a.py": "1"}, "bob")
    assert one.sha256 == other.sha256
    assert one.sha256 != submit({"a.py": "12", "b.py": ""}).sha256
    assert one.sha256 != submit({"a.py": "1", "c.py": "2"}).sha256
    assert submit({"a\udcff.py": "1"}).sha256


@pytest.mark.parametrize("single", [True, False])
def test_a_submission_for_no_exercise_is_told_so(
    submit: Callable[..., Submission], grade_here: Callable[..., Report], single: bool
) -> None:
    report = grade_here(submit({"totals.py": "x = 1"}, single=single))
    (told,) = report.problems
    assert told == "totals.py: no exercise has such a name; name it after its exercise, as total.py"
    assert not report.readable
    assert report.points == 0


def test_helpers_beside_an_answer_are_no_problem(
    submit: Callable[..., Submission], grade_here: Callable[..., Report]
) -> None:
    assert grade_here(submit({"helper.py": "x = 1", "total.py": RIGHT})).problems == ()
