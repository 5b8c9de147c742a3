"""What one person handed in: an id and the bytes of their files, whatever they came in.

Here files are matched to exercises, by name and by the marks of notebook cells. Nothing of a
submission is compiled or imported.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from grader.course import Course, Exercise
from grader.notebook import NotebookError, cells_of, source_of
from grader.sandbox.calls import Source
from grader.text import SubmissionError, text_of


@dataclass(frozen=True)
class Submission:
    """One person's files by relative path, and what is wrong with them.

    `problems` holds a line per file that can't be read, under its path, and what is wrong with
    the whole under the empty path. `single` says that it came as one file.
    """

    id: str
    files: Mapping[str, bytes]
    problems: Mapping[str, str] = field(default_factory=dict)
    single: bool = False

    @property
    def sha256(self) -> str:
        """A hash of names and contents."""
        digest = hashlib.sha256()
        for name, content in sorted(self.files.items()):
            digest.update(f"{name}\0{len(content)}\0".encode("utf-8", "surrogatepass"))
            digest.update(content)
        return digest.hexdigest()


@dataclass(frozen=True)
class Answered:
    """What a submission holds for one exercise: a source, or the reason why there is none."""

    source: Source | None = None
    problem: str = ""
    handed_in: bool = True


def answered(submission: Submission, exercise: Exercise, course: Course) -> Answered:
    """The answer to one exercise. Two candidates are a problem of that exercise alone."""
    candidates = _candidates(submission, exercise, course)
    if not candidates:
        unmatched = [
            problem
            for name, problem in submission.problems.items()
            if not name or _slug_in_name(name, course, submission.single) is None
        ]
        if unmatched:
            return Answered(problem="; ".join(unmatched[:3]))
        return Answered(problem=f"No {exercise.slug}.py was handed in.", handed_in=False)
    if len(candidates) > 1:
        names = " and ".join(candidates[:3])
        return Answered(problem=f"Two files for one exercise: {names}. Hand in only one.")
    (name,) = candidates
    if name in submission.problems:
        return Answered(problem=submission.problems[name])
    try:
        return _read(submission, name, exercise)
    except (SubmissionError, NotebookError) as error:
        return Answered(problem=f"{name}: {error}")


def unmatched(submission: Submission, course: Course) -> str:
    """A line about files of which none belongs to any exercise, or an empty text."""
    if not submission.files or any(
        answered(submission, exercise, course).handed_in for exercise in course.exercises
    ):
        return ""
    names = ", ".join(sorted(submission.files)[:3])
    example = course.exercises[0].slug
    return f"{names}: no exercise has such a name; name it after its exercise, as {example}.py"


def lines_of(sources: Mapping[str, Source]) -> Callable[[str, int], str]:
    """A function that gives one line of the answers' own texts, for messages."""
    texts = {label: text for source in sources.values() for label, text in source.pieces}

    def line(file: str, number: int) -> str:
        lines = texts.get(file, "").splitlines()
        return lines[number - 1] if 0 < number <= len(lines) else ""

    return line


# Matching files to exercises


def _candidates(submission: Submission, exercise: Exercise, course: Course) -> list[str]:
    slug = exercise.slug
    names = [*submission.files, *(name for name in submission.problems if name)]
    named = [name for name in names if _slug_in_name(name, course, submission.single) == slug]
    if named:
        return sorted(named)
    notebooks = [name for name in submission.files if name.lower().endswith(".ipynb")]
    free = [name for name in notebooks if not _slug_in_name(name, course, submission.single)]
    tagged = [name for name in free if _has(submission.files[name], exercise)]
    if tagged:
        return sorted(tagged)
    if submission.single:
        loose = [name for name in submission.files if not _slug_in_name(name, course, True)]
        return [name for name in loose if _defines(submission.files[name], exercise)]
    return sorted(name for name in free if _defines(submission.files[name], exercise))


def _slug_in_name(name: str, course: Course, loosely: bool) -> str | None:
    """The exercise that a file is named after; `loosely` allows what LMS downloads add."""
    stem = PurePosixPath(name).stem.lower()
    if stem in course.by_slug:
        return stem
    if not loosely:
        return None
    edge = "[^a-z0-9]"
    fitting = [slug for slug in course.by_slug if re.search(rf"(^|{edge}){slug}({edge}|$)", stem)]
    return max(fitting, key=len, default=None)


def _has(content: bytes, exercise: Exercise) -> bool:
    try:
        return any(cell.exercise == exercise.slug for cell in cells_of(content))
    except NotebookError:
        return False


def _defines(content: bytes, exercise: Exercise) -> bool:
    """True if a text, or a notebook's JSON, defines a function of the exercise by its looks."""
    names = "|".join(re.escape(part) for part in (*exercise.parts, exercise.slug))
    return re.search(rf'(^|"|\\n)def ({names})\('.encode(), content, re.MULTILINE) is not None


def _read(submission: Submission, name: str, exercise: Exercise) -> Answered:
    content = submission.files[name]
    if name.lower().endswith(".ipynb"):
        named = PurePosixPath(name).stem.lower() == exercise.slug
        return Answered(source_of(content, name, exercise, whole=named))
    text = text_of(content)
    folder = PurePosixPath(name).parent
    siblings = {}
    for other, theirs in submission.files.items():
        path = PurePosixPath(other)
        if path.parent == folder and path.suffix == ".py" and path.stem.isidentifier():
            siblings[path.stem] = theirs.decode("utf-8", "replace").replace("\0", "")
    siblings.pop(PurePosixPath(name).stem, None)
    return Answered(Source(((name, text),), siblings=siblings, handles=exercise.handles))
