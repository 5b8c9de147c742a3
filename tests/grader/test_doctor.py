"""`dlqa doctor`: what this machine can do, and how to get what is missing."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable

import pytest
from click.testing import Result

from dlqa_core import backends
from grader.sandbox import isolation

Dlqa = Callable[..., Result]


@pytest.fixture(scope="module")
def told(dlqa: Dlqa) -> Result:
    return dlqa("doctor")


def test_it_tells_versions_and_the_backend(told: Result) -> None:
    for package in ("python", "dlqa", "numpy", "hypothesis", "pytest"):
        assert f"{package} " in told.stdout.splitlines()[0]
    found = re.findall(r"^(yes|no ) compiled (.+): (\w+) \(", told.stdout, re.MULTILINE)
    named = {module: backend for _, modules, backend in found for module in modules.split(", ")}
    assert named == {each.module: each.backend or "missing" for each in backends.describe()}


def test_it_tells_what_confinement_holds(told: Result, level: isolation.Level) -> None:
    assert told.exit_code == (0 if level == "auto" else 1)
    if level == "auto":
        assert "proved by attack" in told.stdout
    else:
        assert "confinement that holds against the probe" in told.stdout


def test_what_is_missing_comes_with_the_way_to_get_it(
    told: Result, monkeypatch: pytest.MonkeyPatch, dlqa: Dlqa
) -> None:
    lines = told.stdout.splitlines()
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        if line.startswith("no "):
            assert after.startswith("    "), line


@pytest.mark.skipif(sys.platform != "linux", reason="confinement is made for Linux")
def test_without_landlock_it_says_so_and_is_one(
    dlqa: Dlqa, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(isolation.landlock, "abi", lambda: 0)
    result = dlqa("doctor")
    assert result.exit_code == 1
    assert "no  Landlock: version none" in result.stdout
    assert "needs Linux 5.13 or newer with Landlock switched on" in result.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="confinement is made for Linux")
def test_without_bubblewrap_it_says_how_to_get_it(
    dlqa: Dlqa, monkeypatch: pytest.MonkeyPatch, level: isolation.Level
) -> None:
    if level != "auto":
        pytest.skip("this machine can't confine at all")
    found = shutil.which
    monkeypatch.setattr(
        shutil, "which", lambda name, **more: None if name == "bwrap" else found(name, **more)
    )
    result = dlqa("doctor")
    assert result.exit_code == 0
    assert "no  bubblewrap: none\n    a second wall, optional: apt install" in result.stdout
    assert "confinement: good (" in result.stdout
    assert "strong: bubblewrap is not installed (apt install bubblewrap)" in result.stdout


def test_piped_output_has_no_escape_codes(told: Result) -> None:
    assert "\x1b" not in told.output
