"""`dlqa grade`: read, grade, show, write."""

from __future__ import annotations

import contextlib
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from grader.batch import Grader, Job, default_jobs, grade_all, one_processor
from grader.cli import GRADED, NOT_ALL, UNUSABLE, Unusable, find_course
from grader.commands.screen import plain, screen
from grader.course import Course
from grader.model import Grade, Report
from grader.reading import Found, find
from grader.sandbox.isolation import Level
from grader.text import SubmissionError


@dataclass(frozen=True)
class Options:
    """The options of the command."""

    course: Path | None
    slugs: tuple[str, ...]
    jobs: int | None
    out: Path | None
    json_to: str | None
    audience: str
    isolation: Level


def run(paths: Sequence[Path], options: Options) -> int:
    """Grade; the exit status tells whether all of it could be graded."""
    errors = screen(stderr=True)
    course = find_course(options.course)
    slugs, complaints = _known(options.slugs, course)
    found = list(_found(paths, course, complaints))
    for complaint in complaints:
        errors.print(f"[red]error:[/] {plain(complaint)}")
    if not found or (options.slugs and not slugs):
        return UNUSABLE
    if not course.has_solutions:
        raise Unusable(f"{course.root}: no solutions/ folder here: grading needs the references")
    grader = Grader(Job(course.root, slugs, options.isolation))
    try:
        jobs = options.jobs or default_jobs()
        with one_processor() if jobs == 1 else contextlib.nullcontext():
            grader.sandbox  # noqa: B018 - refuse at once if this machine can't confine
            reports = _grade(found, grader, jobs, options, errors)
    finally:
        grader.close()
    _tell(reports, grader, options, errors)
    graded = all(report.readable and report.points is not None for report in reports)
    return GRADED if graded and not complaints else NOT_ALL


def _grade(
    found: Sequence[Found], grader: Grader, jobs: int, options: Options, errors: Console
) -> list[Report]:
    reports = []
    with _writer(options) as write, _progress(errors, len(found)) as tell:
        for report in grade_all(found, grader, jobs):
            shown = report.for_student() if options.audience == "student" else report
            write(shown)
            tell(shown)
            reports.append(shown)
    order = {each.id: k for k, each in enumerate(found)}
    return sorted(reports, key=lambda report: order[report.submission])


def _known(slugs: Sequence[str], course: Course) -> tuple[tuple[str, ...], list[str]]:
    known = ", ".join(course.by_slug)
    complaints = [
        f"unknown exercise {slug!r}; this course has: {known}"
        for slug in slugs
        if slug not in course.by_slug
    ]
    return tuple(slug for slug in slugs if slug in course.by_slug), complaints


def _found(paths: Sequence[Path], course: Course, complaints: list[str]) -> list[Found]:
    usable = []
    for path in paths:
        try:
            find([path], course)
            usable.append(path)
        except SubmissionError as error:
            complaints.append(str(error))
    return find(usable, course)


# Writing


@contextlib.contextmanager
def _writer(options: Options) -> Iterator[Callable[[Report], None]]:
    """A function that puts each report where it was asked for, as soon as it is there."""
    folder = _folder(options)
    try:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        stream = _json_stream(options.json_to)
    except OSError as error:
        raise Unusable(f"{error.filename}: can't be written ({error.strerror})") from error

    def write(report: Report) -> None:
        if folder is not None:
            path = folder / f"{_file_name(report.submission)}.json"
            try:
                _write_whole(path, report.to_json(1))
            except OSError as error:
                raise Unusable(f"{path}: can't be written ({error.strerror})") from error
        if stream is not None:
            stream.write(report.to_json() + "\n")
            stream.flush()

    try:
        yield write
    finally:
        if stream is not None and stream is not sys.stdout:
            stream.close()


def _folder(options: Options) -> Path | None:
    return options.out or (Path("reports") if options.json_to is None else None)


def _json_stream(where: str | None) -> TextIO | None:
    if where is None:
        return None
    if where == "-":
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
        return sys.stdout
    return open(where, "w", encoding="utf-8", errors="replace")


def _write_whole(path: Path, text: str) -> None:
    """All of the text or none of it, whatever happens meanwhile."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with open(handle, "w", encoding="utf-8", errors="replace") as stream:
            stream.write(text + "\n")
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _file_name(submission: str) -> str:
    """A file name that every system takes; other names stay different from each other."""
    plain = re.sub(r"[^\w.@+-]", "_", submission)
    plain = plain.encode()[:150].decode("utf-8", "ignore")  # systems count bytes
    if plain == submission and not plain.startswith("."):
        return plain
    import hashlib

    return f"{plain.lstrip('.')}-{hashlib.sha256(submission.encode()).hexdigest()[:8]}"


# Showing


@contextlib.contextmanager
def _progress(console: Console, total: int) -> Iterator[Callable[[Report], None]]:
    """A function that tells of each report: a live bar on a terminal, plain lines elsewhere."""
    if not console.is_terminal:
        done = 0

        def line(report: Report) -> None:
            nonlocal done
            done += 1
            points = "not graded" if report.points is None else f"{round(report.points, 2):g}"
            of = f"{report.max_points:g}"
            console.print(f"{done}/{total} {plain(report.submission)}: {points} of {of}")

        yield line
        return
    columns = (
        TextColumn("grading"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=total)

        def advance(report: Report) -> None:
            progress.update(task, advance=1, description=plain(report.submission))

        yield advance


def _tell(reports: list[Report], grader: Grader, options: Options, errors: Console) -> None:
    for report in reports:
        for problem in report.problems:
            errors.print(f"[yellow]{plain(report.submission)}:[/] {plain(problem)}")
    if options.json_to != "-":
        console = screen()
        console.print(_table(reports, narrow=console.width < 100))
    folder = _folder(options)
    if folder is not None:
        errors.print(f"{len(reports)} reports in {plain(str(folder))}")
    isolation = grader.sandbox.isolation
    errors.print(f"isolation: {isolation.tier} ({', '.join(isolation.layers)})")
    for note in grader.sandbox.notes:
        errors.print(f"[yellow]a stronger tier does not work here:[/] {plain(note)}")
    if grader.broken:
        errors.print("[red]checks of this course are broken; see dlqa audit[/]")


def _table(reports: list[Report], narrow: bool) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("submission", overflow="fold")
    for grade in reports[0].grades if reports and not narrow else ():
        table.add_column(grade.exercise, justify="right")
    table.add_column("points", justify="right")
    for report in reports:
        cells = [] if narrow else [_cell(grade) for grade in report.grades]
        table.add_row(plain(report.submission), *cells, _points(report.points, report.max_points))
    return table


def _cell(grade: Grade) -> str:
    """The points of an exercise, or a dash for one that nobody has begun."""
    begun = any(result.outcome != "todo" for result in grade.results)
    return _points(grade.points, grade.max_points) if begun else "[dim]-[/]"


def _points(points: float | None, most: float) -> str:
    if points is None:
        return "[red]not graded[/]"
    colour = "green" if points == most else "red" if points == 0 else "yellow"
    return f"[{colour}]{round(points, 2):g}[/] / {most:g}"
