"""Notebooks as answers: the code of the cells that belong to an exercise."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from grader.course import Exercise
from grader.sandbox.calls import Source

# Not `% 3` or `!= 3`, with which a line of Python may go on.
_LINE_MAGIC = re.compile(r"^(\s*)(%[%A-Za-z].*|!(?!=).*|[\w.]+\?{1,2}|\?{1,2}[\w.]+)$")
_CELL_MAGIC = re.compile(r"^\s*%%(\w+)")
_PYTHON_MAGICS = {"time", "timeit", "capture", "prun"}


class NotebookError(Exception):
    """A file that is no notebook; the message says why."""


@dataclass(frozen=True)
class Cell:
    """A code cell: its number in the notebook, the exercise it is marked for, its text.

    None: it is marked for no exercise, so every one may use it (imports, say).
    """

    number: int
    exercise: str | None
    text: str


def cells_of(content: bytes) -> list[Cell]:
    """The code cells of a notebook. Raises NotebookError if it is none."""
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise NotebookError("is not UTF-8 text; save the notebook again in Jupyter") from None
    except json.JSONDecodeError as error:
        reason = f"{error.msg}, line {error.lineno}"
        raise NotebookError(f"is not a notebook: invalid JSON ({reason})") from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise NotebookError(f"is not a notebook ({type(error).__name__})") from None
    return list(_cells(data))


def source_of(content: bytes, name: str, exercise: Exercise, *, whole: bool) -> Source:
    """The answer to one exercise: its marked cells and those that are marked for none.

    `whole` says that the notebook is named after the exercise. Raises NotebookError if the
    notebook has no code for it.
    """
    cells = [cell for cell in cells_of(content) if cell.exercise in (None, exercise.slug)]
    if not cells:
        raise NotebookError("has no code cell" + ("" if whole else f" for {exercise.slug}"))
    pieces = tuple((f"{name} cell {cell.number}", without_magics(cell.text)) for cell in cells)
    return Source(pieces, keep_going=True, handles=exercise.handles)


def without_magics(text: str) -> str:
    """A cell's text as plain Python: line numbers stay, what only IPython knows is left out."""
    lines = text.replace("\0", "").split("\n")
    magic = _CELL_MAGIC.match(lines[0])
    if magic:
        if magic[1] not in _PYTHON_MAGICS:
            return ""
        lines[0] = ""
    return "\n".join(_LINE_MAGIC.sub(r"\1pass", line) for line in lines)


def _cells(data: Any) -> Iterator[Cell]:
    if not isinstance(data, dict) or not isinstance(data.get("cells"), list):
        raise NotebookError("is not a notebook of format 4: it has no list of cells")
    for number, cell in enumerate(data["cells"], start=1):
        if not isinstance(cell, dict):
            raise NotebookError(f"cell {number} is malformed")
        if cell.get("cell_type") != "code":
            continue
        text = cell.get("source", "")
        if isinstance(text, list) and all(isinstance(line, str) for line in text):
            text = "".join(text)
        if not isinstance(text, str):
            raise NotebookError(f"cell {number} has no text as its source")
        yield Cell(number, _mark(cell.get("metadata")), text)


def _mark(metadata: Any) -> str | None:
    """The exercise that a cell is marked for, by dlqa's key or by nbgrader's grade_id."""
    if not isinstance(metadata, dict):
        return None
    mark = metadata.get("dlqa")
    if isinstance(mark, dict):
        mark = mark.get("exercise", mark.get("slug"))
    if isinstance(mark, str):
        return mark
    nbgrader = metadata.get("nbgrader")
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    if not isinstance(grade_id, str):
        return None
    slug, dash, role = grade_id.rpartition("-")
    if not dash:
        return grade_id
    if slug == "cell":  # an id that nbgrader made up, such as cell-1f2e
        return None
    return slug if role == "code" else ""  # cells that check or ask are no part of an answer
