"""`dlqa audit`: the course tests itself."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from rich.table import Table

from grader.audit import Audit, audit
from grader.batch import Grader, Job, default_jobs
from grader.cli import find_course
from grader.commands.screen import plain, screen
from grader.course import Course
from grader.sandbox.isolation import Level

_HERE: list[Grader] = []


def run(
    slugs: Sequence[str],
    course: Path | None,
    jobs: int | None,
    write_hints: bool,
    isolation: Level,
) -> int:
    """Audit these exercises, or all; 1 if anything is wrong."""
    found = find_course(course)
    selected = [each.slug for each in found.select(slugs)]
    grader = Grader(Job(found.root, tuple(slugs), isolation))
    _HERE[:] = [grader]
    audits = list(_audits(selected, write_hints, min(jobs or default_jobs(), len(selected))))
    console = screen()
    console.print(_table(audits))
    problems = [problem for each in audits for problem in each.problems]
    for problem in problems:
        console.print(f"[red]breach:[/] {plain(_shorter(problem, found))}")
    mutants = sum(each.mutants for each in audits)
    killed = sum(each.killed for each in audits)
    console.print(f"{len(audits)} exercises, {killed} of {mutants} known mistakes caught")
    return 1 if problems else 0


def _audits(slugs: Sequence[str], write_hints: bool, jobs: int) -> Iterator[Audit]:
    if jobs == 1 or not sys.platform.startswith("linux"):
        try:
            for slug in slugs:
                yield audit(_HERE[0], slug, write_hints=write_hints)
        finally:
            _HERE[0].close()
        return
    _HERE[0].sandbox.close()  # proved that this machine can confine; each worker starts its own
    _HERE[0] = _HERE[0].without_sandbox()
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("fork")) as pool:
        yield from pool.map(_audit_here, slugs, [write_hints] * len(slugs))


def _audit_here(slug: str, write_hints: bool) -> Audit:
    return audit(_HERE[0], slug, write_hints=write_hints)


def _table(audits: Sequence[Audit]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("exercise")
    for name in ("public", "hidden", "mutants", "caught", "by public", "told", "score"):
        table.add_column(name, justify="right")
    for each in audits:
        score = f"{each.killed / each.mutants:.0%}" if each.mutants else "-"
        table.add_row(
            each.exercise,
            *map(str, (each.public, each.hidden, each.mutants, each.killed)),
            *map(str, (each.killed_by_public, each.diagnosed)),
            f"[{'red' if each.problems else 'green'}]{score}[/]",
        )
    return table


def _shorter(problem: str, course: Course) -> str:
    return problem.replace(f"{course.root}/", "")
