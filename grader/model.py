"""Results as plain data: what a check gave, a grade per exercise, a report per submission.

Everything that shows, stores or exports results meets here and nowhere else. JSON both ways.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, get_args

Outcome = Literal["passed", "failed", "todo", "timeout", "crashed", "internal"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check gave.

    `weight` is what the check is worth, in points of the exercise. `message` may be read by the
    student, `detail` only by staff. `seconds` is wall-clock time, None where it is not told.
    """

    name: str
    part: str
    title: str
    hidden: bool
    weight: float
    outcome: Outcome
    message: str = ""
    detail: str = ""
    hint: str = ""
    seconds: float | None = None

    def for_student(self) -> CheckResult:
        """Without what only staff may read, or what would tell what a hidden check does."""
        if not self.hidden:
            return replace(self, detail="")
        return replace(self, name=self.name.partition("[")[0], detail="", seconds=None)


@dataclass(frozen=True, slots=True)
class Grade:
    """All results of one exercise."""

    exercise: str
    max_points: float
    results: tuple[CheckResult, ...]

    @property
    def points(self) -> float | None:
        """Points earned; None while any result is our own fault, or nothing was checked."""
        if not self.results or any(result.outcome == "internal" for result in self.results):
            return None
        return _rounded(result.weight for result in self.results if result.outcome == "passed")


@dataclass(frozen=True, slots=True)
class Report:
    """What one submission earned, and with what it was found out.

    `problems` are lines about files that could not be read; `readable` is false if nothing of the
    submission could.
    """

    submission: str
    grades: tuple[Grade, ...]
    made_with: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    readable: bool = True

    @property
    def points(self) -> float | None:
        """The sum over all exercises; None if any has no points yet."""
        points = [grade.points for grade in self.grades]
        return None if None in points else _rounded(point for point in points if point is not None)

    @property
    def max_points(self) -> float:
        """What a perfect submission earns."""
        return _rounded(grade.max_points for grade in self.grades)

    def for_student(self) -> Report:
        """The same report without what only staff may read."""
        grades = tuple(
            replace(grade, results=tuple(result.for_student() for result in grade.results))
            for grade in self.grades
        )
        return replace(self, grades=grades)

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON holds it."""
        grades = [
            {
                "exercise": grade.exercise,
                "points": grade.points,
                "max_points": grade.max_points,
                "results": [asdict(result) for result in grade.results],
            }
            for grade in self.grades
        ]
        return {
            "submission": self.submission,
            "points": self.points,
            "max_points": self.max_points,
            "readable": self.readable,
            "problems": list(self.problems),
            "grades": grades,
            "made_with": dict(self.made_with),
        }

    def to_json(self, indent: int | None = None) -> str:
        """One JSON object; a single line unless `indent` is given."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent, allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> Report:
        """The report that `to_json` wrote. Raises ValueError on anything else."""
        try:
            data = json.loads(text)
            grades = tuple(
                Grade(each["exercise"], each["max_points"], _results(each["results"]))
                for each in data["grades"]
            )
            problems = tuple(data.get("problems", ()))
            readable = data.get("readable", True)
            return cls(data["submission"], grades, data["made_with"], problems, readable)
        except (KeyError, TypeError) as error:
            raise ValueError(f"this is no report: {error}") from error


def _results(items: list[dict[str, Any]]) -> tuple[CheckResult, ...]:
    results = tuple(CheckResult(**item) for item in items)
    for result in results:
        if result.outcome not in OUTCOMES:
            raise ValueError(f"this is no report: unknown outcome {result.outcome!r}")
    return results


def _rounded(points: Any) -> float:
    """A sum of points without the dust of binary fractions."""
    total: float = sum(points)
    return round(total, 6) + 0.0
