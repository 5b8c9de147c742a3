"""Grading one submission: a loop over checks with one try block."""

from __future__ import annotations

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
) -> Report:
    """The report of one submission: every check of the plan on every answer handed in.

    Each check is called once, in order; one that hangs, crashes or fails costs itself only.
    Checks that are `broken`, our own fault, are not run: {(exercise, name): reason}.
    """
    answers = {each.slug: answered(submission, each, plan.course) for each in plan.exercises}
    sources = {slug: each.source for slug, each in answers.items() if each.source is not None}
    line = lines_of(sources)
    session = open_session(sources)
    try:
        grades = tuple(
            _grade(plan, exercise, answers[exercise.slug], session, line, hints, broken or {})
            for exercise in plan.exercises
        )
    finally:
        session.close()
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


def _grade(
    plan: Plan,
    exercise: Exercise,
    answer: Answered,
    session: Session,
    line: Line,
    hints: Hints | None,
    broken: Mapping[tuple[str, str], str],
) -> Grade:
    checks = plan.checks[exercise.slug]
    if answer.source is None:
        return Grade(exercise.slug, exercise.points, tuple(_not_run(checks, answer)))
    seen = []
    for check in checks:
        reason = broken.get((check.exercise, check.name))
        if reason is None:
            deadline = exercise.limits.get("call")
            seen.append(run_check(check, session, plan.references, deadline))
        else:
            seen.append(Seen(check, error=CheckEnded("internal", reason)))
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
        _message(told, check.hidden),
        detail,
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
