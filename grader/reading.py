"""Submissions on disk: folders, files and zip files, read with sizes checked first.

Nothing is compiled, imported or unpacked to disk here, and no link is followed but one that was
named. What can't be read is a problem of that file or that submission alone.
"""

from __future__ import annotations

import collections
import os
import re
import stat
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from grader.course import Course
from grader.notebook import NotebookError, cells_of
from grader.submission import Submission
from grader.text import SubmissionError

MIB = 1 << 20
MAX_SOURCE = MIB
MAX_NOTEBOOK = 20 * MIB
MAX_TOTAL = 20 * MIB  # of a folder, or of a zip file unpacked
MAX_ENTRIES = 2_000
_SUFFIXES = (".py", ".ipynb")
_OTHER_ARCHIVES = (".7z", ".bz2", ".gz", ".rar", ".tar", ".tgz", ".xz")  # refused by name
_SKIPPED = {"__pycache__", "__MACOSX", "node_modules", "site-packages", "venv"}


@dataclass(frozen=True)
class Found:
    """A submission on disk, to be read when its turn comes."""

    id: str
    path: Path

    def read(self) -> Submission:
        """What was handed in. A file that can't be read is a problem of the submission's."""
        name = self.path.name
        try:
            if self.path.is_symlink():  # to the solutions, perhaps
                return Submission(self.id, {}, {"": f"{name}: is a link; hand in what it leads to"})
            if self.path.is_dir():
                return _folder(self.id, self.path)
            if self.path.suffix.lower() == ".zip":
                return _zip(self.id, self.path)
            return _file(self.id, self.path)
        except OSError as error:
            reason = error.strerror or str(error)
            return Submission(self.id, {}, {"": f"{name}: can't be read ({reason})"})


def find(paths: Sequence[Path], course: Course) -> list[Found]:
    """The submissions at these paths, once each: a path is one, or a folder of them.

    A link is followed only if it is one of these paths itself. Raises SubmissionError for a path
    that does not exist, can't be read or holds nothing to grade.
    """
    found: list[Path] = []
    for path in paths:
        try:
            found += _at(path, course)
        except OSError as error:
            raise SubmissionError(f"{path}: can't be read ({error.strerror})") from error
    found = list({os.path.abspath(path): path for path in found}.values())
    return [Found(id, path) for id, path in zip(_ids(found), found, strict=True)]


def _at(path: Path, course: Course) -> list[Path]:
    if not path.exists():
        raise SubmissionError(f"{path}: no such file or folder")
    if not path.is_dir() or _is_submission(path, course):
        return [path.resolve() if path.is_symlink() else path]
    entries = [entry for entry in sorted(path.iterdir()) if _may_be_submission(entry)]
    if not entries:
        raise SubmissionError(f"{path}: holds no submissions (folders, .py, .ipynb, .zip)")
    return entries


def _is_submission(folder: Path, course: Course) -> bool:
    """True for one person's folder: it holds an exercise's file, or looks like exercises/."""
    entries = list(folder.iterdir())
    if any(entry.is_dir() and entry.name in (*course.chapters, "exercises") for entry in entries):
        return True
    files = [entry for entry in entries if entry.suffix.lower() in _SUFFIXES]
    return any(file.stem.lower() in course.by_slug for file in files)


def _may_be_submission(entry: Path) -> bool:
    if entry.name.startswith(".") or entry.name in _SKIPPED:
        return False
    known = (*_SUFFIXES, ".zip", *_OTHER_ARCHIVES)
    return entry.is_dir() or entry.suffix.lower() in known


def _ids(paths: Sequence[Path]) -> list[str]:
    """A name for each path: its own, with as many of its folders as tell it from the others."""
    absolute = [Path(os.path.abspath(path)) for path in paths]
    beside = collections.Counter((path.parent, _stem(path)) for path in absolute)
    names = [  # alice/ beside alice.zip: the ending tells them apart
        _stem(path) if beside[path.parent, _stem(path)] == 1 else path.name for path in absolute
    ]
    ids = names
    for depth in range(max((len(path.parts) for path in absolute), default=0)):
        folders = [path.parts[max(1, len(path.parts) - 1 - depth) : -1] for path in absolute]
        ids = ["/".join((*outer, name)) for outer, name in zip(folders, names, strict=True)]
        if len(set(ids)) == len(ids):
            break
    return [id.encode("utf-8", "backslashreplace").decode() for id in ids]


def _stem(path: Path) -> str:
    return path.stem if path.suffix.lower() in (*_SUFFIXES, ".zip") else path.name


def _file(id: str, path: Path) -> Submission:
    if path.suffix.lower() not in _SUFFIXES:
        message = f"{path.name}: not a .py, .ipynb or .zip file, nor a folder"
        return Submission(id, {}, {"": message}, single=True)
    files, problems = _contents([(path.name, path)])
    return Submission(id, files, problems, single=True)


def _folder(id: str, folder: Path) -> Submission:
    entries = []
    problems: dict[str, str] = {}
    errors: list[OSError] = []
    for entry in _walk(folder, errors.append):
        name = entry.relative_to(folder).as_posix()
        if entry.is_dir():
            problems[name] = f"{name}: is a folder, not a file"
        else:
            entries.append((name, entry))
        if len(entries) > MAX_ENTRIES:
            return Submission(id, {}, {"": f"holds more than {MAX_ENTRIES} files"})
    for error in errors:
        name = Path(error.filename).relative_to(folder).as_posix()
        if name == ".":
            raise error
        problems[name] = f"{name}: can't be read ({error.strerror})"
    files, unreadable = _contents(entries)
    return Submission(id, files, {**problems, **unreadable})


def _walk(folder: Path, tell: Callable[[OSError], None]) -> Iterator[Path]:
    """Files that may be answers, and folders that bear a file's name; no link is followed."""
    for base, folders, files in os.walk(folder, onerror=tell):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name not in _SKIPPED
        )
        for name in folders:
            if name.lower().endswith(_SUFFIXES):
                yield Path(base, name)
        for name in sorted(files):
            if name.lower().endswith(_SUFFIXES) and not name.startswith("."):
                yield Path(base, name)


def _contents(entries: Iterable[tuple[str, Path]]) -> tuple[dict[str, bytes], dict[str, str]]:
    files: dict[str, bytes] = {}
    problems: dict[str, str] = {}
    total = 0
    for name, path in entries:
        try:
            status = path.lstat()
            if stat.S_ISLNK(status.st_mode):
                problems[name] = f"{name}: is a link; hand in the file itself"
            elif not stat.S_ISREG(status.st_mode):
                problems[name] = f"{name}: is no regular file"
            elif status.st_size > _limit(name):
                problems[name] = _too_large(name, status.st_size)
            elif total + status.st_size > MAX_TOTAL:
                return {}, {"": f"holds more than {MAX_TOTAL // MIB} MiB of answers"}
            else:
                total += status.st_size
                files[name] = path.read_bytes()
        except OSError as error:
            problems[name] = f"{name}: can't be read ({error.strerror})"
    return _notebooks_apart(files, problems)


def _notebooks_apart(
    files: dict[str, bytes], problems: dict[str, str]
) -> tuple[dict[str, bytes], dict[str, str]]:
    """Make a problem of each notebook that is none: only its cells say whose answer it is."""
    for name in [name for name in files if name.lower().endswith(".ipynb")]:
        try:
            cells_of(files[name])
        except NotebookError as error:
            problems[name] = f"{name}: {error}"
            del files[name]
    return files, problems


def _limit(name: str) -> int:
    return MAX_NOTEBOOK if name.lower().endswith(".ipynb") else MAX_SOURCE


def _too_large(name: str, size: int) -> str:
    return f"{name}: is {size / MIB:.1f} MiB large; the limit is {_limit(name) // MIB} MiB"


def _zip(id: str, path: Path) -> Submission:
    try:
        with zipfile.ZipFile(path) as archive:
            return _unzip(id, path.name, archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError) as error:
        return Submission(id, {}, {"": f"{path.name}: not a readable zip file ({error})"})
    except OSError:
        raise
    except Exception as error:  # each way of packing has errors of its own
        return Submission(id, {}, {"": f"{path.name}: can't be unpacked ({error})"})


def _unzip(id: str, shown: str, archive: zipfile.ZipFile) -> Submission:
    entries = archive.infolist()
    refusal = _refusal(entries)
    if refusal:
        return Submission(id, {}, {"": f"{shown}: {refusal}"})
    files: dict[str, bytes] = {}
    problems: dict[str, str] = {}
    paths = [PurePosixPath(entry.filename.replace("\\", "/")) for entry in entries]
    times = collections.Counter(paths)
    for entry, path in zip(entries, paths, strict=True):
        skipped = any(part.startswith(".") or part in _SKIPPED for part in path.parts)
        if skipped or not path.name.lower().endswith(_SUFFIXES):
            continue
        name = path.as_posix()
        if entry.is_dir():
            problems[name] = f"{name}: is a folder, not a file"
        elif times[path] > 1:
            problems[name] = f"{name}: is in the zip file twice"
        elif entry.file_size > _limit(name):
            problems[name] = _too_large(name, entry.file_size)
        else:
            with archive.open(entry) as stream:  # the size that an entry claims may be a lie
                files[name] = stream.read(_limit(name) + 1)
            if len(files[name]) > _limit(name):
                problems[name] = _too_large(name, len(files.pop(name)))
    return Submission(id, *_notebooks_apart(files, problems))


def _refusal(entries: list[zipfile.ZipInfo]) -> str:
    """Why a zip file is not opened at all, or an empty text."""
    if len(entries) > MAX_ENTRIES:
        return f"holds {len(entries)} files; the limit is {MAX_ENTRIES}"
    total = sum(entry.file_size for entry in entries)
    if total > MAX_TOTAL:
        return f"unpacks to {total / MIB:.0f} MiB; the limit is {MAX_TOTAL // MIB} MiB"
    for entry in entries:
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        drive = re.match("[A-Za-z]:", str(path))
        if path.is_absolute() or ".." in path.parts or drive:
            return f"holds a path that leads outside: {entry.filename!r}"
        if stat.S_ISLNK(entry.external_attr >> 16):
            return f"holds a link: {entry.filename!r}"
    return ""
