"""Grading one submission: a loop over checks with one try block."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from grader.answer import Answer, CheckEnded, Event
from grader.course import Exercise
from grader.explain import HIDDEN_MESSAGES, Explanation, Line, explain, staff_detail
from grader.model import CheckResult, Grade, Report
from grader.plan import Check, Plan
from grader.sandbox.calls import Session, Source
from grader.submission import Answered, Submission, answered, lines_of, unmatched

MAX_MESSAGE, MAX_DETAIL = 4_000, 12_000  # characters: an answer must not blow up its report
OpenSession = Callable[[Mapping[str, Source]], Session]
Hints = Callable[[Sequence["Seen"]], Mapping[str, str]]


@dataclass
class Seen:
    """What one check saw of an answer, and how it ended: `error` is None if it passed."""

    check: Check
    events: list[Event] = field(default_factory=list)
    error: BaseException | None = None
    seconds: float = 0.0


def grade(
    plan: Plan,
    submission: Submission,
    open_session: OpenSession,
    hints: Hints | None = None,
    made_with: Mapping[str, Any] | None = None,
    broken: Mapping[tuple[str, str], str] | None = None,
    budget: float = math.inf,
) -> Report:
    """The report of one submission: every check of the plan on every answer handed in.

    Each check is called once; one that hangs, crashes or fails costs itself only. Checks that
    are `broken`, our own fault, are not run: {(exercise, name): reason}. Those that come after
    `budget` seconds of checking are not run either: an answer can make judging it slow.
    """
    answers = {each.slug: answered(submission, each, plan.course) for each in plan.exercises}
    sources = {slug: each.source for slug, each in answers.items() if each.source is not None}
    line = lines_of(sources)
    session = open_session(sources)
    try:
        seen = _look(plan, sources, session, broken or {}, budget)
    finally:
        session.close()
    grades = tuple(
        _grade(plan, exercise, answers[exercise.slug], seen.get(exercise.slug, []), line, hints)
        for exercise in plan.exercises
    )
    whole = submission.problems.get("") or unmatched(submission, plan.course)
    problems = [whole] if whole else []
    problems += [each.problem for each in answers.values() if each.handed_in and each.problem]
    return Report(
        submission.id,
        grades,
        made_with or {},
        tuple(dict.fromkeys(problems)),
        readable=not whole,
    )


def run_check(
    check: Check,
    session: Session,
    references: Session,
    deadline: float | None = None,
) -> Seen:
    """Call one check on the answers behind a session, and keep what it saw."""
    seen = Seen(check)
    handles: dict[str, Any] = {}
    if "answer" in check.handles:
        handles["answer"] = Answer(session, check.exercise, seen.events.append, deadline)
    if "reference" in check.handles:
        handles["reference"] = Answer(references, check.exercise)
    began = time.perf_counter()
    try:
        check.run(**handles)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        seen.error = error
    seen.seconds = time.perf_counter() - began
    return seen


def _look(
    plan: Plan,
    sources: Mapping[str, Source],
    session: Session,
    broken: Mapping[tuple[str, str], str],
    budget: float,
) -> dict[str, list[Seen]]:
    """What every check saw, by exercise.

    The public checks of all exercises come first: their messages quote the answer, and the answer
    must not have met a hidden input by then, in whichever exercise.
    """
    seen: dict[str, list[Seen]] = {slug: [] for slug in sources}
    answered = [exercise for exercise in plan.exercises if exercise.slug in sources]
    spent = 0.0
    for hidden in (False, True):
        for exercise in answered:
            for check in plan.checks[exercise.slug]:
                if check.hidden != hidden:
                    continue
                if spent > budget:
                    one = Seen(check, error=CheckEnded("timeout", "The time for it is used up."))
                else:
                    one = _look_once(plan, exercise, check, session, broken)
                spent += one.seconds
                seen[exercise.slug].append(one)
    return seen


def _look_once(
    plan: Plan,
    exercise: Exercise,
    check: Check,
    session: Session,
    broken: Mapping[tuple[str, str], str],
) -> Seen:
    reason = broken.get((check.exercise, check.name))
    if reason is not None:
        return Seen(check, error=CheckEnded("internal", reason))
    seen = run_check(check, session, plan.references, exercise.limits.get("call"))
    if seen.error is None:
        seen.events.clear()  # nobody asks what a check saw that passed
    return seen


def _grade(
    plan: Plan,
    exercise: Exercise,
    answer: Answered,
    seen: Sequence[Seen],
    line: Line,
    hints: Hints | None,
) -> Grade:
    if answer.source is None:
        not_run = _not_run(plan.checks[exercise.slug], answer)
        return Grade(exercise.slug, exercise.points, tuple(not_run))
    found = hints([each for each in seen if each.error]) if hints is not None else {}
    results = tuple(_result(each, line, found) for each in seen)
    return Grade(exercise.slug, exercise.points, results)


def _not_run(checks: Sequence[Check], answer: Answered) -> list[CheckResult]:
    """Results of checks that had nothing to look at: the reason is told once."""
    outcome: Any = "failed" if answer.handed_in else "todo"
    return [
        CheckResult(
            check.name,
            check.part,
            check.title,
            check.hidden,
            check.weight,
            outcome,
            answer.problem if k == 0 else "See the first check of this exercise.",
        )
        for k, check in enumerate(checks)
    ]


def _result(seen: Seen, line: Line, hints: Mapping[str, str]) -> CheckResult:
    check = seen.check
    if seen.error is None:
        told = Explanation("passed", "")
        detail = ""
    else:
        told = explain(seen.error, seen.events, line)
        detail = f"{told.text}\n\n{staff_detail(seen.error, seen.events)}"
    return CheckResult(
        check.name,
        check.part,
        check.title,
        check.hidden,
        check.weight,
        told.outcome,
        _message(told, check.hidden)[:MAX_MESSAGE],
        detail[:MAX_DETAIL],
        hints.get(check.name, "") if seen.error is not None else "",
        round(seen.seconds, 6),
    )


def _message(told: Explanation, hidden: bool) -> str:
    """What the student may read: of a hidden check, nothing that its inputs could shape."""
    if told.told_before:
        return "See the first check of this exercise."
    if hidden and told.outcome != "passed":
        return HIDDEN_MESSAGES[told.outcome]
    return told.text
