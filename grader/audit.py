"""The course tests itself: stubs are todo, references pass, every known mistake is caught.

One audit is one exercise. What it finds are plain lines, each with the file and the mend.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.batch import Grader
from grader.course import Exercise
from grader.diagnosis import Diagnosis, Mutant, can_be_explained
from grader.plan import Check
from grader.run import Seen, run_check
from grader.sandbox.inprocess import InProcess

MAX_ERRORS_SHARE = 0.15
MAX_DRAWS_SHARE = 0.10
_TELLING = 30  # a line of code this long does not stand in two places by chance


@dataclass(frozen=True)
class Audit:
    """What the audit of one exercise found."""

    exercise: str
    public: int
    hidden: int
    mutants: int
    killed: int
    killed_by_public: int
    diagnosed: int
    problems: tuple[str, ...]


def audit(grader: Grader, slug: str, *, write_hints: bool = False) -> Audit:
    """Audit one exercise. `write_hints` brings its hints.json up to date first."""
    exercise = grader.plan.course.by_slug[slug]
    checks = grader.plan.checks[slug]
    problems = [*form_problems(exercise), *_check_problems(exercise, checks)]
    counts = (0, 0, 0, 0)
    if exercise.reference.is_file() and exercise.stub.is_file():
        problems += [*_stub_problems(grader, exercise), *_reference_problems(grader, exercise)]
        if not any("in process" in each or "confined" in each for each in problems):
            more, counts = _mutant_problems(grader, exercise, write_hints)
            problems += more
    hidden = sum(check.hidden for check in checks)
    return Audit(slug, len(checks) - hidden, hidden, *counts, tuple(problems))


# Files and texts


def form_problems(exercise: Exercise) -> Iterator[str]:
    """Missing files, stray files, texts that differ or leak."""
    needed = [
        exercise.folder / "README.md",
        exercise.stub,
        exercise.public_checks,
        exercise.reference,
        exercise.hidden_checks,
    ]
    for file in needed:
        if not file.is_file():
            yield f"{file}: missing"
    allowed = {*needed, exercise.folder / "exercise.toml", exercise.folder / "hints.json"}
    allowed |= {exercise.solution / "rubric.md", *exercise.mutants}
    for folder in (exercise.folder, exercise.solution):
        for file in sorted(folder.rglob("*")):
            stray = file.is_file() and file not in allowed and "__pycache__" not in file.parts
            if stray:
                yield f"{file}: a stray file; an exercise has no such one"
    if exercise.reference.is_file() and exercise.stub.is_file():
        malformed = [*_malformed(exercise.stub), *_malformed(exercise.reference)]
        yield from malformed
        if not malformed:
            yield from _signature_problems(exercise)
            yield from _leaks(exercise)
    if not exercise.mutants:
        yield f"{exercise.solution / 'mutants'}: no known-wrong answer here; write the usual ones"


def _malformed(file: Path) -> Iterator[str]:
    try:
        ast.parse(file.read_text("utf-8"))
    except (SyntaxError, ValueError) as error:
        yield f"{file}: is no Python: {error}"


def _signature_problems(exercise: Exercise) -> Iterator[str]:
    """Stub and reference must promise the same."""
    stub, reference = _promises(exercise.stub), _promises(exercise.reference)
    for name, promise in stub.items():
        if name not in reference:
            yield f"{exercise.reference}: {name} is missing; the stub has it"
        elif reference[name] != promise:
            yield f"{exercise.reference}: {name} has another signature or docstring than the stub"


def _promises(file: Path) -> dict[str, str]:
    """Public names of a module with their signatures and docstrings; whole for classes."""
    promises = {}
    for node in ast.parse(file.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            returns = ast.unparse(node.returns) if node.returns else ""
            promises[node.name] = (
                f"{ast.unparse(node.args)} -> {returns}: {ast.get_docstring(node)}"
            )
        elif isinstance(node, ast.ClassDef):
            promises[node.name] = ast.unparse(node)
    return {name: text for name, text in promises.items() if not name.startswith("_")}


def _leaks(exercise: Exercise) -> Iterator[str]:
    """Lines of the reference's code that a student could read."""
    secret = _telling_lines(exercise.reference)
    for file in sorted(exercise.folder.glob("*")):
        if file.suffix not in {".py", ".md", ".json", ".toml"}:
            continue
        for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
            if line.strip() in secret:
                yield f"{file}:{number}: this line stands in the reference: {line.strip()}"


def _telling_lines(file: Path) -> set[str]:
    """Lines inside of function bodies, without docstrings."""
    text = file.read_text("utf-8")
    lines = text.splitlines()
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.FunctionDef):
            continue
        body = node.body[1:] if ast.get_docstring(node) is not None else node.body
        for statement in body:
            found.update(lines[statement.lineno - 1 : statement.end_lineno])
    return {line.strip() for line in found if len(line.strip()) >= _TELLING}


# Checks


def _check_problems(exercise: Exercise, checks: Sequence[Check]) -> Iterator[str]:
    for part in exercise.parts:
        if not any(check.part == part for check in checks):
            yield f"{exercise.folder}: no check belongs to part {part}; name one test_{part}_..."
        elif not any(check.part == part and not check.hidden for check in checks):
            yield f"{exercise.public_checks}: no public check for part {part}"
    for check in checks:
        if check.hidden and "[" in check.name:
            yield f"{exercise.hidden_checks}: {check.name}: parametrize would tell its inputs"
    for mark, most in (("errors", MAX_ERRORS_SHARE), ("draws", MAX_DRAWS_SHARE)):
        share = sum(each.weight for each in checks if mark in each.marks) / exercise.points
        if share > most + 1e-9:
            yield (
                f"{exercise.hidden_checks}: checks marked {mark} carry {share:.0%} of the points; "
                f"{most:.0%} is the most (lower their weight)"
            )


def _stub_problems(grader: Grader, exercise: Exercise) -> Iterator[str]:
    session = InProcess({exercise.slug: exercise.source(exercise.stub)})
    for check in grader.plan.checks[exercise.slug]:
        error = run_check(check, session, grader.plan.references).error
        if getattr(error, "outcome", "passed" if error is None else "failed") != "todo":
            yield f"{exercise.stub}: {check.name} is not todo on the stub"


def _reference_problems(grader: Grader, exercise: Exercise) -> Iterator[str]:
    for (slug, name), reason in grader.broken.items():
        if slug == exercise.slug:
            yield f"{exercise.reference}: in process, {name}: {reason}"
    session = grader.open({exercise.slug: exercise.source(exercise.reference)})
    try:
        for check in grader.plan.checks[exercise.slug]:
            deadline = exercise.limits.get("call")
            seen = run_check(check, session, grader.plan.references, deadline)
            if seen.error is not None:
                yield f"{exercise.reference}: confined, it fails {check.name}: {seen.error}"
    finally:
        session.close()


# Mutants

_Counts = tuple[int, int, int, int]


def _mutant_problems(
    grader: Grader, exercise: Exercise, write_hints: bool
) -> tuple[list[str], _Counts]:
    """What is wrong with the mutants, and how many there are, die, die early, are told."""
    diagnosis, checks = grader.diagnosis, grader.plan.checks[exercise.slug]
    problems = []
    killed = early = told = 0
    caught: dict[str, int] = {}
    for mutant in diagnosis.mutants(exercise.slug):
        failed = [check for check in checks if diagnosis.trace(mutant, check).failed]
        for check in failed:
            caught[check.name] = caught.get(check.name, 0) + 1
        killed += bool(failed)
        early += any(not check.hidden for check in failed)
        if not failed:
            problems.append(f"{exercise.solution}/mutants/{mutant.name}.py: no check fails it")
            continue
        problem = _undiagnosed(diagnosis, mutant, failed)
        told += not problem
        problems += [f"{exercise.solution}/mutants/{mutant.name}.py: {problem}"] * bool(problem)
    for check in checks:
        if check.hidden and check.name not in caught and "guards" not in check.marks:
            problems.append(
                f"{exercise.hidden_checks}: {check.name}: no mutant fails it; add one, or say why "
                'it is kept: @pytest.mark.guards("...")'
            )
    problems += _hint_problems(exercise, _public_hints(diagnosis, checks), write_hints)
    return problems, (len(diagnosis.mutants(exercise.slug)), killed, early, told)


def _undiagnosed(diagnosis: Diagnosis, mutant: Mutant, failed: Sequence[Check]) -> str:
    """Why a mutant is not told its own hint, or an empty text."""
    seen: list[Seen] = [diagnosis.run(mutant, check) for check in failed]
    explained = [each for each in seen if can_be_explained(each)]
    if not explained:
        return "nothing that it returns tells the mistake"
    hints = diagnosis.hints(explained)
    if set(hints.values()) == {mutant.hint}:
        return ""
    same = [other.name for other in diagnosis.explaining(explained) if other.hint != mutant.hint]
    if same:
        return f"behaves like {', '.join(same)}, which has another hint"
    return "is not explained by itself: does it behave the same each time?"


def _public_hints(diagnosis: Diagnosis, checks: Sequence[Check]) -> dict[str, dict[str, str]]:
    """What a student's own run may look up: {check: {signature: hint}}."""
    found: dict[str, dict[str, str]] = {}
    for check in checks:
        if check.hidden:
            continue
        hints: dict[str, set[str]] = {}
        for mutant in diagnosis.mutants(check.exercise):
            trace = diagnosis.trace(mutant, check)
            if trace.failed:
                hints.setdefault(trace.signature, set()).add(mutant.hint)
        known = {each: min(them) for each, them in sorted(hints.items()) if len(them) == 1}
        if known:
            found[check.name] = known
    return found


def _hint_problems(
    exercise: Exercise, hints: Mapping[str, Mapping[str, str]], write: bool
) -> list[str]:
    file = exercise.folder / "hints.json"
    text = json.dumps(hints, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    if write:
        file.write_text(text, "utf-8")
    if file.is_file() and file.read_text("utf-8") == text:
        return []
    return [f"{file}: out of date; run dlqa audit --write-hints"]
