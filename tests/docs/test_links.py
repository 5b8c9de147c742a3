"""The pages agree with the tool: links, commands, options and code blocks are real."""

import ast
import importlib
import inspect
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import grader.testing
from grader.cli import main
from grader.model import Report

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")
PAGES = [ROOT / name for name in NAMES] + sorted((ROOT / "docs").rglob("*.md"))
OTHERS_OPTIONS = {"-k", "-n", "-s", "-v", "-x", "--lf", "--pdb", "--tb"}  # pytest's and pip's
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def blocks(page: Path, language: str) -> list[str]:
    """The fenced blocks of one language."""
    return [text for name, text in FENCED.findall(page.read_text("utf-8")) if name == language]


def spans(page: Path) -> list[str]:
    """What stands between single backquotes."""
    return re.findall(r"`([^`\n]+)`", FENCED.sub("", page.read_text("utf-8")))


def anchors(page: Path) -> set[str]:
    """The names that headings get on code hosts."""
    text = FENCED.sub("", page.read_text("utf-8"))
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def options_of(command: click.Command) -> set[str]:
    """The options that the help of a command shows."""
    context = click.Context(command, help_option_names=["-h", "--help"])
    return {name for option in command.get_params(context) for name in option.opts}


OPTIONS = {name: options_of(command) for name, command in main.commands.items()}


def invocations(page: Path) -> Iterator[tuple[str, str]]:
    """Every `dlqa COMMAND ...` in code: the command and the rest of its line."""
    code = [text for _, text in FENCED.findall(page.read_text("utf-8"))] + spans(page)
    for text in code:
        yield from re.findall(r"\bdlqa ([a-z][a-z-]*)([^|&;\n]*)", text)


@pages
def test_links_lead_somewhere(page):
    text = FENCED.sub("", page.read_text("utf-8"))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), target
        assert not anchor or anchor in anchors(file), target


@pages
def test_every_page_is_linked_from_the_first_one(page):
    seen, waiting = set(), [ROOT / "README.md"]
    while waiting:
        here = waiting.pop()
        if here in seen or here.suffix != ".md":
            continue
        seen.add(here)
        links = re.findall(r"\]\(([^)\s#:]+)", here.read_text("utf-8"))
        waiting += [(here.parent / link).resolve() for link in links]
    assert page in seen


@pages
def test_commands_and_their_options_exist(page):
    for command, rest in invocations(page):
        assert command in OPTIONS, f"dlqa {command}"
        named = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", rest))
        assert named <= OPTIONS[command], f"dlqa {command}{rest}"


@pages
def test_options_named_alone_exist(page):
    known = set().union(OTHERS_OPTIONS, *OPTIONS.values())
    for span in spans(page):
        if re.match(r"--?[a-z]", span):
            assert re.split(r"[ =]", span)[0] in known, span


@pages
def test_python_blocks_compile_and_import_what_exists(page):
    for block in blocks(page, "python"):
        for node in ast.walk(ast.parse(block)):
            if isinstance(node, ast.ImportFrom) and node.module:
                module = importlib.import_module(node.module)
                assert all(hasattr(module, each.name) for each in node.names), block


@pages
def test_toml_blocks_are_toml(page):
    for block in blocks(page, "toml"):
        tomllib.loads(block)


def test_every_command_is_described():
    described = {command for page in PAGES for command, _ in invocations(page)}
    assert described == set(OPTIONS)


def test_every_option_of_grade_is_described():
    text = (ROOT / "docs/instructor.md").read_text("utf-8")
    names = {name for name in OPTIONS["grade"] if name.startswith("--")} - {"--help"}
    assert {name for name in names if f"`{name}" not in text} == set()


def test_the_report_in_the_docs_is_a_report():
    (block,) = blocks(ROOT / "docs/report.md", "json")
    report = Report.from_json(block)
    named = set(spans(ROOT / "docs/report.md"))
    assert set(report.to_dict()) <= named
    assert set(report.to_dict()["grades"][0]["results"][0]) <= named


def test_the_authors_guide_has_every_helper_with_its_signature():
    text = (ROOT / "docs/author.md").read_text("utf-8")
    for name in grader.testing.__all__:
        assert f"`{name}" in text or f"`with {name}" in text or f"`@{name}" in text, name
    for name, arguments in re.findall(r"\| `(\w+)\(([^`]*\*,[^`]*)\)` \|", text):
        given = inspect.signature(_function(name, arguments)).parameters.values()
        real = inspect.signature(getattr(grader.testing, name)).parameters.values()
        assert [(each.name, each.kind, each.default) for each in given] == [
            (each.name, each.kind, each.default) for each in real
        ]


def _function(name, arguments):
    """A function with the signature that the guide gives."""
    namespace = {}
    exec(f"def {name}({arguments}): ...", namespace)
    return namespace[name]
