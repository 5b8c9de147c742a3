"""`dlqa list`: the exercises of the course."""

from __future__ import annotations

from pathlib import Path

from rich.table import Table

from grader.cli import find_course
from grader.commands.screen import screen

LEVELS = {"E": "easy", "M": "medium", "H": "hard"}


def run(folder: Path | None) -> int:
    """Show a line for each exercise."""
    course = find_course(folder)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("exercise", "folder", "level", "section"):
        table.add_column(name)
    table.add_column("points", justify="right")
    table.add_column("title")
    for each in course.exercises:
        table.add_row(
            each.slug, each.path, LEVELS[each.level], each.section, f"{each.points:g}", each.title
        )
    console = screen()
    console.print(table)
    total = sum(each.points for each in course.exercises)
    console.print(f"{len(course.exercises)} exercises, {total:g} points")
    return 0
