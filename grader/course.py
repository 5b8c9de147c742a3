"""A course on disk: exercises found by walking, every complaint with the file and the mend.

    exercises/1_nlp/09_levenshtein/     what a student gets
    solutions/1_nlp/09_levenshtein/     what never leaves the instructor

The tree is the registry: a folder that holds an `exercise.toml` is an exercise.
"""

from __future__ import annotations

import hashlib
import math
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from grader.sandbox.calls import Source

_FOLDER = re.compile(r"(\d+[a-z]?)_([a-z][a-z0-9_]*)")
_KEYS = {"title", "level", "section", "needs", "points", "handles", "limits", "public_share"}


class CourseError(Exception):
    """Something is wrong with the course itself; the message says where and how to mend it."""


@dataclass(frozen=True)
class Exercise:
    """One exercise: where it lies and what its `exercise.toml` says."""

    slug: str
    number: str
    chapter: str
    folder: Path
    solution: Path
    title: str
    level: str
    section: str
    parts: Mapping[str, float]
    needs: tuple[str, ...] = ()
    handles: Mapping[str, Sequence[int]] = field(default_factory=dict)
    limits: Mapping[str, float] = field(default_factory=dict)
    public_share: float = 0.4

    @property
    def path(self) -> str:
        """Where it lies below exercises/ and solutions/, such as `1_nlp/09_levenshtein`."""
        return f"{self.chapter}/{self.folder.name}"

    @property
    def points(self) -> float:
        """What a right answer earns."""
        return sum(self.parts.values())

    @property
    def stub(self) -> Path:
        """The file that a student fills in."""
        return self.folder / f"{self.slug}.py"

    @property
    def public_checks(self) -> Path:
        """The checks that a student has."""
        return self.folder / f"test_{self.slug}.py"

    @property
    def reference(self) -> Path:
        """The right answer."""
        return self.solution / f"{self.slug}.py"

    @property
    def hidden_checks(self) -> Path:
        """The checks that a student does not have."""
        return self.solution / f"test_{self.slug}_hidden.py"

    @property
    def mutants(self) -> list[Path]:
        """Known-wrong answers, in order of name."""
        return sorted((self.solution / "mutants").glob("*.py"))

    def part_of(self, check: str) -> str | None:
        """The part that a check's name starts with; the longest one if several fit."""
        name = check.removeprefix("test_") + "_"
        fitting = [part for part in self.parts if name.startswith(part + "_")]
        return max(fitting, key=len, default=None)

    def source(self, *files: Path) -> Source:
        """These files of the course's own, run one after the other, as an answer.

        Raises CourseError for one that can't be read.
        """
        pieces = tuple((str(file), _code(file)) for file in files)
        return Source(pieces, handles=self.handles)

    @classmethod
    def read(cls, toml: Path, root: Path) -> Exercise:
        """The exercise whose `exercise.toml` this is. Raises CourseError naming the file."""
        folder = toml.parent
        match = _FOLDER.fullmatch(folder.name)
        if match is None:
            raise CourseError(f"{folder}: name the folder NUMBER_slug, such as 09_levenshtein")
        data = _toml(toml)
        chapter = folder.parent.name
        return cls(
            slug=match[2],
            number=match[1],
            chapter=chapter,
            folder=folder,
            solution=root / "solutions" / chapter / folder.name,
            title=_text(toml, data, "title"),
            level=_level(toml, data),
            section=_text(toml, data, "section"),
            parts=_points(toml, data),
            needs=_needs(toml, data),
            handles=_handles(toml, data),
            limits=_limits(toml, data),
            public_share=_share(toml, data),
        )


@dataclass(frozen=True)
class Course:
    """All exercises of one course, in reading order."""

    root: Path
    exercises: tuple[Exercise, ...]

    @property
    def has_solutions(self) -> bool:
        """True on the instructor's side."""
        return (self.root / "solutions").is_dir()

    @cached_property
    def by_slug(self) -> dict[str, Exercise]:
        """The exercises by slug."""
        return {exercise.slug: exercise for exercise in self.exercises}

    @property
    def chapters(self) -> list[str]:
        """Folder names of the chapters."""
        return sorted({exercise.chapter for exercise in self.exercises})

    def select(self, slugs: Iterable[str]) -> tuple[Exercise, ...]:
        """The exercises of these slugs in reading order, all of them if none is given."""
        wanted = set(slugs)
        for slug in sorted(wanted):
            if slug not in self.by_slug:
                known = ", ".join(self.by_slug)
                raise CourseError(f"unknown exercise {slug!r}; this course has: {known}")
        return tuple(each for each in self.exercises if not wanted or each.slug in wanted)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over every file that can change a grade."""
        digest = hashlib.sha256()
        for exercise in self.exercises:
            for file in sorted([*exercise.folder.rglob("*"), *exercise.solution.rglob("*")]):
                if file.suffix in {".py", ".toml"} and "__pycache__" not in file.parts:
                    digest.update(str(file.relative_to(self.root)).encode())
                    digest.update(hashlib.sha256(file.read_bytes()).digest())
        return digest.hexdigest()

    @classmethod
    def read(cls, root: Path) -> Course:
        """The course in this folder. Raises CourseError if it is none or is malformed."""
        folder = root / "exercises"
        if not folder.is_dir():
            raise CourseError(f"{root}: no exercises/ folder here, so this is no course")
        tomls = sorted(folder.glob("*/*/exercise.toml"))
        if not tomls:
            raise CourseError(f"{folder}: no exercise.toml found two levels down")
        exercises = tuple(Exercise.read(toml, root) for toml in tomls)
        seen: dict[str, Exercise] = {}
        for exercise in exercises:
            if exercise.slug in seen:
                other = seen[exercise.slug].folder
                raise CourseError(f"{exercise.folder}: {other} has the same slug; rename one")
            seen[exercise.slug] = exercise
        for exercise in exercises:
            for slug in exercise.needs:
                if slug not in seen:
                    toml = exercise.folder / "exercise.toml"
                    raise CourseError(f"{toml}: needs {slug!r}, which is no exercise's slug")
        return cls(root, exercises)

    @classmethod
    def find(cls, start: Path) -> Course:
        """The course that `start` lies in: the nearest folder upward with exercises/."""
        start = start.resolve()
        for folder in (start, *start.parents):
            if (folder / "exercises").is_dir() and any(folder.glob("exercises/*/*/exercise.toml")):
                return cls.read(folder)
        raise CourseError(
            f"no course found in {start} or above it; go to the folder that holds exercises/ "
            "and solutions/, or name it with --course"
        )


def _code(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise CourseError(f"{file}: is not UTF-8 text; save it again as UTF-8") from error
    except OSError as error:
        raise CourseError(f"{file}: can't be read ({error.strerror})") from error


def _toml(toml: Path) -> dict[str, Any]:
    try:
        data = tomllib.loads(toml.read_text("utf-8"))
    except OSError as error:
        raise CourseError(f"{toml}: can't be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseError(f"{toml}: not valid TOML: {error}") from error
    unknown = sorted(set(data) - _KEYS)
    if unknown:
        raise CourseError(
            f"{toml}: unknown key {unknown[0]!r}; known are {', '.join(sorted(_KEYS))}"
        )
    return data


def _text(toml: Path, data: dict[str, Any], key: str) -> str:
    value = data.get(key)
    if not isinstance(value, str) or not value:
        raise CourseError(f"{toml}: {key} is {value!r}; write some text")
    return value


def _level(toml: Path, data: dict[str, Any]) -> str:
    level = data.get("level")
    if level not in ("E", "M", "H"):
        raise CourseError(f"{toml}: level is {level!r}; write E, M or H")
    return str(level)


def _points(toml: Path, data: dict[str, Any]) -> dict[str, float]:
    points = data.get("points")
    if not isinstance(points, dict) or not points:
        raise CourseError(f"{toml}: write a [points] table with one line per part")
    for part, value in points.items():
        if not _above_zero(value):
            raise CourseError(f"{toml}: points of {part} is {value!r}; write a number above 0")
    return points


def _limits(toml: Path, data: dict[str, Any]) -> dict[str, float]:
    limits = _table(toml, data, "limits")
    for name, value in limits.items():
        if name != "call":
            raise CourseError(f"{toml}: unknown limit {name!r}; known is call (seconds)")
        if not _above_zero(value):
            raise CourseError(f"{toml}: limit {name} is {value!r}; write seconds above 0")
    return limits


def _above_zero(value: Any) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and 0 < value < math.inf


def _needs(toml: Path, data: dict[str, Any]) -> tuple[str, ...]:
    needs = data.get("needs", [])
    if not isinstance(needs, list) or not all(isinstance(slug, str) for slug in needs):
        raise CourseError(f"{toml}: needs is {needs!r}; write a list of slugs")
    return tuple(needs)


def _handles(toml: Path, data: dict[str, Any]) -> dict[str, Sequence[int]]:
    handles = _table(toml, data, "handles")
    for name, value in handles.items():
        if not isinstance(value, list) or not all(type(position) is int for position in value):
            raise CourseError(
                f"{toml}: handles of {name} is {value!r}; write a list of positions, such as [1]"
            )
    return handles


def _table(toml: Path, data: dict[str, Any], key: str) -> dict[str, Any]:
    table = data.get(key, {})
    if not isinstance(table, dict):
        raise CourseError(f"{toml}: {key} is {table!r}; write a [{key}] table")
    return table


def _share(toml: Path, data: dict[str, Any]) -> float:
    share = data.get("public_share", 0.4)
    if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 1:
        raise CourseError(f"{toml}: public_share is {share!r}; write a number from 0 to 1")
    return float(share)
