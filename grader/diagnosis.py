"""Which known mistake explains what was seen.

A mutant explains an answer if, in every check that failed, both gave the same to every call.
What a check saw is boiled down to a signature, so that a mutant runs through a check once and
each submission after that is a look-up. Never a guess: if mutants with different hints explain
the same, no hint is given.
"""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.answer import CheckEnded
from grader.course import CourseError, Exercise
from grader.plan import Check, Plan
from grader.run import OpenSession, Seen, run_check
from grader.sandbox.calls import Call, CallResult, Session, Source
from grader.signature import signature
from grader.testing.laws import without_shrinking


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
        try:
            text = ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""
        except (SyntaxError, UnicodeDecodeError) as error:
            raise CourseError(f"{file}: is no Python: {error}") from error
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
    """Looks answers up among the mutants of a plan; a mutant runs when it may be the one.

    All mutants of an exercise live in one child, so that asking for one costs a call.
    """

    def __init__(self, plan: Plan, open_session: OpenSession):
        self._plan = plan
        self._open_session = open_session
        self._mutants: dict[str, dict[str, Mutant]] = {}
        self._sessions: dict[str, Session] = {}
        self._traces: dict[tuple[str, str, str], Trace] = {}

    def hints(self, seen: Sequence[Seen]) -> Mapping[str, str]:
        """Hints by name of check.

        One mistake may explain all that failed. If not, there may be several: then what refuses
        bad input is looked at apart from the rest, and each part of the exercise for itself.
        """
        failed = [each for each in seen if can_be_explained(each)]
        found: dict[str, str] = {}
        for group in _groups(failed):
            names = [each.check.name for each in group]
            hint = "" if any(name in found for name in names) else self._hint(group)
            if hint:
                found.update(dict.fromkeys(names, hint))
        return found

    def explaining(self, failed: Sequence[Seen]) -> list[Mutant]:
        """The mutants that gave, in each of these checks, exactly what was seen."""
        candidates = self.mutants(failed[0].check.exercise)
        # What is known of most mutants already leaves few to run through the other checks.
        for each in sorted(failed, key=lambda each: self._unknown(each.check)):
            wanted = Trace(signature(each.events), failed=True)
            candidates = [
                mutant for mutant in candidates if self.trace(mutant, each.check) == wanted
            ]
        return candidates

    def mutants(self, slug: str) -> list[Mutant]:
        """The mutants of an exercise."""
        if slug not in self._mutants:
            exercise = self._plan.course.by_slug[slug]
            found = [Mutant.read(file, exercise) for file in exercise.mutants]
            self._mutants[slug] = {mutant.name: mutant for mutant in found}
        return list(self._mutants[slug].values())

    def trace(self, mutant: Mutant, check: Check) -> Trace:
        """What a check sees of a mutant; found out once."""
        key = (check.exercise, check.name, mutant.name)
        if key not in self._traces:
            seen = self.run(mutant, check)
            self._traces[key] = Trace(signature(seen.events), seen.error is not None)
        return self._traces[key]

    def run(self, mutant: Mutant, check: Check) -> Seen:
        """One check on one mutant."""
        slug = check.exercise
        if slug not in self._sessions:
            sources = {_key(slug, each.name): each.source for each in self.mutants(slug)}
            self._close()  # one child for mutants is enough
            self._sessions[slug] = self._open_session(sources)
        deadline = self._plan.course.by_slug[slug].limits.get("call")
        session = _Renamed(self._sessions[slug], _key(slug, mutant.name))
        with without_shrinking():
            return run_check(check, session, self._plan.references, deadline)

    def _close(self) -> None:
        for session in self._sessions.values():
            session.close()
        self._sessions.clear()

    def _unknown(self, check: Check) -> int:
        known = sum(key[:2] == (check.exercise, check.name) for key in self._traces)
        return len(self._mutants[check.exercise]) - known

    def _hint(self, failed: Sequence[Seen]) -> str:
        hints = {mutant.hint for mutant in self.explaining(failed)}
        return hints.pop() if len(hints) == 1 else ""


def _groups(failed: Sequence[Seen]) -> Iterator[Sequence[Seen]]:
    """Failures that one mistake may explain: all, then ever smaller groups of them."""
    if not failed:
        return
    yield failed
    for refusing in (False, True):
        group = [each for each in failed if ("errors" in each.check.marks) == refusing]
        if 0 < len(group) < len(failed):
            yield group
        for part in dict.fromkeys(each.check.part for each in group):
            own = [each for each in group if each.check.part == part]
            if len(own) < len(group):
                yield own


class _Renamed:
    """A session in which one answer stands for the exercise that a check asks for."""

    def __init__(self, session: Session, name: str):
        self._session = session
        self._name = name

    def call(self, call: Call) -> CallResult:
        """Make the call on the answer of that name."""
        return self._session.call(dataclasses.replace(call, exercise=self._name))

    def close(self) -> None:
        """The session stays for the others."""


def _key(slug: str, mutant: str) -> str:
    return f"{slug}.{mutant}"


def can_be_explained(seen: Seen) -> bool:
    """True for a failure of what a function does; not for one that was never really called."""
    if seen.error is None or not seen.events:
        return False
    if isinstance(seen.error, CheckEnded):
        return seen.error.outcome in ("timeout", "crashed") or (
            seen.error.outcome == "failed" and seen.events[-1].result.kind == "unsendable"
        )
    return True
