"""Which known mistake explains what was seen.

A mutant explains an answer if, in every check that failed, both gave the same to every call.
What a check saw is boiled down to a signature, so that a mutant runs through a check once and
each submission after that is a look-up. Never a guess: if mutants with different hints explain
the same, no hint is given.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.answer import CheckEnded
from grader.course import CourseError, Exercise
from grader.plan import Check, Plan
from grader.run import OpenSession, Seen, run_check
from grader.sandbox.calls import Source
from grader.signature import signature


@dataclass(frozen=True)
class Mutant:
    """A known-wrong answer: what is wrong with it, and the question to ask the student."""

    name: str
    mistake: str
    hint: str
    source: Source

    @classmethod
    def read(cls, file: Path, exercise: Exercise) -> Mutant:
        """The mutant in a file, which runs after the reference in the same namespace."""
        text = ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""
        mistake, _, rest = text.partition("\n")
        _, mark, hint = rest.partition("hint:")
        if not mistake or not mark or not hint.strip():
            raise CourseError(
                f"{file}: begin with a docstring: what is wrong, an empty line, 'hint: ...'"
            )
        return cls(
            file.stem,
            mistake.strip(),
            " ".join(hint.split()),
            exercise.source(exercise.reference, file),
        )


@dataclass(frozen=True)
class Trace:
    """What one check saw of one mutant, and whether the mutant failed it."""

    signature: str
    failed: bool


class Diagnosis:
    """Looks answers up among the mutants of a plan; each mutant runs when first asked for."""

    def __init__(self, plan: Plan, open_session: OpenSession):
        self._plan = plan
        self._open_session = open_session
        self._mutants: dict[str, list[Mutant]] = {}
        self._traces: dict[tuple[str, str], dict[str, Trace]] = {}

    def hints(self, seen: Sequence[Seen]) -> Mapping[str, str]:
        """Hints by name of check: of the whole exercise, else of the parts that are explained."""
        failed = [each for each in seen if can_be_explained(each)]
        if not failed:
            return {}
        hint = self._hint(failed)
        if hint:
            return dict.fromkeys((each.check.name for each in failed), hint)
        found: dict[str, str] = {}
        for part in {each.check.part for each in failed}:
            own = [each for each in failed if each.check.part == part]
            hint = self._hint(own)
            if hint:
                found.update(dict.fromkeys((each.check.name for each in own), hint))
        return found

    def explaining(self, failed: Sequence[Seen]) -> list[Mutant]:
        """The mutants that gave, in each of these checks, exactly what was seen."""
        exercise = failed[0].check.exercise
        candidates = self.mutants(exercise)
        for each in failed:
            seen = signature(each.events)
            known = self.traces(each.check)
            candidates = [mutant for mutant in candidates if known[mutant.name].signature == seen]
        return candidates

    def mutants(self, slug: str) -> list[Mutant]:
        """The mutants of an exercise."""
        if slug not in self._mutants:
            exercise = self._plan.course.by_slug[slug]
            self._mutants[slug] = [Mutant.read(file, exercise) for file in exercise.mutants]
        return self._mutants[slug]

    def traces(self, check: Check) -> Mapping[str, Trace]:
        """What a check sees of each mutant."""
        key = (check.exercise, check.name)
        if key not in self._traces:
            self._traces[key] = {
                mutant.name: self._trace(mutant, check) for mutant in self.mutants(check.exercise)
            }
        return self._traces[key]

    def _trace(self, mutant: Mutant, check: Check) -> Trace:
        seen = self.run(mutant, check)
        return Trace(signature(seen.events), seen.error is not None)

    def run(self, mutant: Mutant, check: Check) -> Seen:
        """One check on one mutant."""
        session = self._open_session({check.exercise: mutant.source})
        try:
            deadline = self._plan.course.by_slug[check.exercise].limits.get("call")
            return run_check(check, session, self._plan.references, deadline, False)
        finally:
            session.close()

    def _hint(self, failed: Sequence[Seen]) -> str:
        hints = {mutant.hint for mutant in self.explaining(failed)}
        return hints.pop() if len(hints) == 1 else ""


def can_be_explained(seen: Seen) -> bool:
    """True for a failure of what a function does; not for one that was never really called."""
    if seen.error is None or not seen.events:
        return False
    if isinstance(seen.error, CheckEnded):
        return seen.error.outcome in ("timeout", "crashed") or (
            seen.error.outcome == "failed" and seen.events[-1].result.kind == "unsendable"
        )
    return True
