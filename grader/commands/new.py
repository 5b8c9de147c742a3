"""`dlqa new`: a new exercise from a template that grades itself from the first minute."""

from __future__ import annotations

import keyword
import re
from importlib import resources
from pathlib import Path
from string import Template

from grader.cli import Unusable, find_course
from grader.commands.screen import screen
from grader.course import Course

_PATH = re.compile(
    r"(?P<chapter>\d_[a-z][a-z0-9_]*)/(?P<number>\d+[a-z]?)_(?P<slug>[a-z][a-z0-9_]*)"
)
_FILES = {
    "exercises/{path}/exercise.toml": "exercise.toml",
    "exercises/{path}/README.md": "README.md",
    "exercises/{path}/{slug}.py": "stub.py",
    "exercises/{path}/test_{slug}.py": "public.py",
    "solutions/{path}/{slug}.py": "reference.py",
    "solutions/{path}/test_{slug}_hidden.py": "hidden.py",
    "solutions/{path}/mutants/divides_by_one_less.py": "mutant.py",
    "solutions/{path}/mutants/empty_is_zero.py": "mutant_empty.py",
    "solutions/{path}/mutants/forgets_to_divide.py": "mutant_sum.py",
}


def run(path: str, folder: Path | None) -> int:
    """Write the files of a new exercise; nothing that exists is touched."""
    course = find_course(folder)
    slug = _slug(path.strip("/"), course)
    files = {
        course.root / place.format(path=path.strip("/"), slug=slug): _filled(template, slug)
        for place, template in _FILES.items()
    }
    for file in files:
        if file.parent.exists() and file.parent.name != "mutants":
            raise Unusable(f"{file.parent}: exists already; choose another number or slug")
    for file, text in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    console = screen()
    for file in files:
        console.print(f"wrote {file.relative_to(course.root)}")
    console.print("\nIt asks for a mean, as an example. Now:")
    console.print("1. write the task, the stub, the reference, the checks and the usual mistakes")
    console.print(f"2. dlqa audit {slug} --write-hints")
    return 0


def _slug(path: str, course: Course) -> str:
    match = _PATH.fullmatch(path)
    if match is None:
        raise Unusable(f"{path!r}: write CHAPTER/NN_slug, such as 1_nlp/21_edit_graphs")
    slug = match["slug"]
    if keyword.iskeyword(slug):
        raise Unusable(f"{slug!r} is a word of Python's own; choose another slug")
    if slug in course.by_slug:
        raise Unusable(f"{slug!r}: {course.by_slug[slug].folder} has this slug already")
    return slug


def _filled(template: str, slug: str) -> str:
    text = resources.files("grader").joinpath(f"templates/{template}.tmpl").read_text("utf-8")
    return Template(text).substitute(slug=slug)
