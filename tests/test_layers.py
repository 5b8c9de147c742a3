"""Who may import whom: the arrows of docs/architecture.md, read off the imports themselves."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# Each module of grader/ and the modules of ours that it may import, lowest first.
ARROWS = {
    "model": set(),
    "testing": set(),
    "sandbox": set(),
    "course": {"sandbox"},
    "answer": {"sandbox", "testing"},
    "explain": {"answer", "model", "sandbox"},
    "signature": {"answer", "sandbox"},
    "notebook": {"course", "sandbox"},
    "text": set(),
    "reading": {"course", "notebook", "submission", "text"},
    "submission": {"course", "notebook", "sandbox", "text"},
    "plan": {"course", "sandbox", "testing", "text"},
    "run": {"answer", "course", "explain", "model", "plan", "sandbox", "submission"},
    "diagnosis": {"answer", "course", "plan", "run", "sandbox", "signature", "testing"},
    "batch": {
        "course", "diagnosis", "explain", "model", "plan", "run", "reading", "sandbox",
        "submission",
    },
    "audit": {"batch", "course", "diagnosis", "plan", "run", "sandbox"},
    "answer_folder": {"answer", "course", "sandbox", "signature", "text"},
    "telling": {"answer", "answer_folder", "explain"},
    "bench": set(),
    "progress": set(),
    "pytest_plugin": {"answer", "answer_folder", "course", "progress", "telling", "text"},
    "cli": {"commands", "course", "sandbox"},
    "commands": {
        "audit", "batch", "bench", "cli", "commands", "course", "model", "plan", "reading",
        "sandbox", "text",
    },
    "__main__": {"cli"},
    "__init__": set(),
}  # fmt: skip
# Third-party packages, and the only places that may know them.
THIRD_PARTY = {
    "pytest": {"plan", "pytest_plugin"},
    "_pytest": set(),
    "hypothesis": {"testing"},
    "click": {"cli"},
    "rich": {"bench", "commands"},
    "dlqa_core": {"bench", "pytest_plugin", "commands"},
}


def modules() -> list[Path]:
    return sorted((ROOT / "grader").rglob("*.py"))


def imported(file: Path) -> Iterator[str]:
    """Full names of all modules that a file imports, also inside of functions."""
    package = file.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            stem = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{stem}.{alias.name}" for alias in node.names)


def layer(file: Path) -> str:
    parts = file.relative_to(ROOT / "grader").parts
    return parts[0].removesuffix(".py")


@pytest.mark.parametrize("file", modules(), ids=lambda file: str(file.relative_to(ROOT)))
def test_arrows_point_downwards(file):
    own = layer(file)
    assert own in ARROWS, f"say in tests/test_layers.py what grader/{own} may import"
    for name in imported(file):
        if name.startswith("grader."):
            other = name.split(".")[1]
            assert other == own or other in ARROWS[own], f"{file} imports {name}"


@pytest.mark.parametrize("file", modules(), ids=lambda file: str(file.relative_to(ROOT)))
def test_packages_are_known_in_their_own_places_only(file):
    for name in imported(file):
        package = name.split(".")[0]
        if package in THIRD_PARTY:
            assert layer(file) in THIRD_PARTY[package], f"{file} imports {name}"


def test_arrows_make_no_circle():
    below = {name: others - {name} for name, others in ARROWS.items()}
    below["cli"] = below["cli"] - {"commands"}  # imported inside of functions, when needed
    done: set[str] = set()
    while len(done) < len(below):
        ready = [name for name in below if name not in done and below[name] <= done]
        assert ready, f"a circle among {sorted(set(below) - done)}"
        done.update(ready)


def test_the_core_knows_only_numpy():
    for file in (ROOT / "dlqa_core").rglob("*.py"):
        for name in imported(file):
            assert not name.startswith("grader"), f"{file} imports {name}"


def test_exercises_know_only_numpy_and_the_standard_library():
    for file in [*ROOT.glob("exercises/*/*/*.py"), *ROOT.glob("solutions/*/*/*.py")]:
        if file.name.startswith("test_"):
            continue
        for name in imported(file):
            assert name.split(".")[0] in {
                "__future__", "collections", "dataclasses", "functools", "itertools", "math",
                "numpy", "re", "typing", "numbers", "operator", "string", "heapq", "bisect",
            }, f"{file} imports {name}"  # fmt: skip
