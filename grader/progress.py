"""The table that closes a student's run: exercise, checks, points, what to look at next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

Line = tuple[str, dict[str, bool]]
"""A line of text with its colours, as pytest's terminal takes them."""


@dataclass(frozen=True)
class Worth:
    """What a check is worth, where it stands, and how many checks and points its file has."""

    points: float
    position: int
    of_checks: int
    of_points: float


@dataclass(frozen=True)
class Outline:
    """What the table needs to know of one check. Plain data: it crosses to xdist.

    `of_checks` and `of_points` are those of all checks beside it, also of those that did not run.
    """

    exercise: str
    number: str
    hidden: bool
    outcome: str
    points: float
    position: int
    of_checks: int
    of_points: float
    next_step: str = ""
    part: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Row:
    """One exercise of the table."""

    exercise: str
    outlines: Sequence[Outline]

    @property
    def name(self) -> str:
        """What to call it where public and hidden checks may stand side by side."""
        return self.exercise + (".hidden" if self.outlines[0].hidden else "")

    @property
    def earned(self) -> float:
        """Points of the checks that passed."""
        return sum(each.points for each in self.outlines if each.outcome == "passed")

    @property
    def total(self) -> float:
        """Points of all checks, whether they ran or not."""
        return self.outlines[0].of_points

    def cells(self) -> tuple[str, str, str, str]:
        """The row as text."""
        passed = len(self.outlines) - len(self._not_passed)
        started = any(each.outcome != "todo" for each in self.outlines)
        checks = f"{passed} of {self.outlines[0].of_checks}" if started else "todo"
        points = f"{figure(self.earned)} of {figure(self.total)}"
        return self.exercise, checks, points, self._next_step

    @property
    def colour(self) -> str:
        """Red if something failed, green if nothing is left, yellow otherwise."""
        if any(each.outcome == "failed" for each in self.outlines):
            return "red"
        return "green" if not self._not_passed and self._all_ran else "yellow"

    @property
    def _not_passed(self) -> list[Outline]:
        """What is left to do, failures first."""
        left = [each for each in self.outlines if each.outcome != "passed"]
        return sorted(left, key=lambda each: each.outcome != "failed")

    @property
    def _all_ran(self) -> bool:
        return len(self.outlines) >= self.outlines[0].of_checks

    @property
    def _next_step(self) -> str:
        if self._not_passed:
            return self._not_passed[0].next_step
        if not self._all_ran:
            missing = self.outlines[0].of_checks - len(self.outlines)
            return f"what ran is right, {missing} did not run"
        return f"all {'hidden' if self.outlines[0].hidden else 'public'} checks pass"


def table(outlines: Sequence[Outline], width: int) -> Iterator[Line]:
    """The lines of the table, none wider than `width`."""
    found = rows(outlines)
    texts = [("exercise", "checks", "points", "next"), *(row.cells() for row in found)]
    widths = [max(len(text[column]) for text in texts) for column in range(3)]
    markups = [{"bold": True}, *({row.colour: True} for row in found)]
    for text, markup in zip(texts, markups, strict=True):
        cells = [f"{cell:<{widths[k]}}" for k, cell in enumerate(text[:3])]
        yield clipped("  ".join([*cells, text[3]]), width), markup
    earned, total = sum(row.earned for row in found), sum(row.total for row in found)
    sentence = f"{figure(earned)} of {figure(total)} points."
    if not any(each.hidden for each in outlines):
        sentence += " Hidden checks give the rest when your work is graded."
    yield sentence, {}


def worths(
    parts: Sequence[str | None], shares: Sequence[float], points: Callable[[str], float]
) -> list[Worth]:
    """What each check of a file is worth: those of one part divide its points by their shares."""
    sums: dict[str | None, float] = {}
    for part, share in zip(parts, shares, strict=True):
        sums[part] = sums.get(part, 0.0) + share
    own = [
        points(part) * share / sums[part] if part is not None else 0.0
        for part, share in zip(parts, shares, strict=True)
    ]
    return [Worth(each, position, len(own), sum(own)) for position, each in enumerate(own)]


def rows(outlines: Sequence[Outline]) -> list[Row]:
    """The exercises in reading order."""
    found: dict[tuple[str, str, bool], list[Outline]] = {}
    for each in outlines:
        found.setdefault((each.number, each.exercise, each.hidden), []).append(each)
    for row in found.values():
        row.sort(key=lambda each: each.position)  # from xdist they come as they were done
    return [Row(key[1], found[key]) for key in sorted(found)]


def is_doubtful(hinted: Outline, outlines: Sequence[Outline]) -> bool:
    """Whether another failed check of the same part speaks against a hint: then it may mislead."""
    return any(
        each.hint != hinted.hint
        for each in outlines
        if each.outcome == "failed"
        and (each.exercise, each.hidden, each.part) == (hinted.exercise, hinted.hidden, hinted.part)
    )


def clipped(text: str, width: int) -> str:
    """A text of one line that is no wider than that."""
    return text if len(text) <= width else text[: width - 4].rstrip() + " ..."


def figure(points: float) -> str:
    """Points with two decimals at most."""
    return f"{round(points, 2):g}"
