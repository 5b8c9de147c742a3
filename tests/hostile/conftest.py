"""Homes in which confined children run: as whom, and with bubblewrap or without."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from grader.sandbox import bubblewrap, tree

HERE = Path(__file__).parent
SANDBOX = Path(bubblewrap.__file__).parent
NOBODY = 65534
IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


@dataclass(frozen=True)
class Outcome:
    """How a function fared in a confined child."""

    layers: list[str] | None = None
    value: Any = None
    raised: str | None = None
    text: str | None = None
    errno: int | None = None
    signal: int | None = None


@dataclass
class Home:
    """A warm parent, and how its children are locked in."""

    name: str
    parent: subprocess.Popen[str]
    switches_users: bool
    first_become: int | None
    in_bubblewrap: bool

    def run(self, function: str, *arguments: Any, **options: Any) -> Outcome:
        """Call one of the functions of attacks.py in a new child."""
        self.ask(function, *arguments, **options)
        assert self.parent.stdout
        return Outcome(**json.loads(self.parent.stdout.readline()))

    def ask(
        self,
        function: str,
        *arguments: Any,
        landlock: bool = True,
        seccomp: bool = True,
        keep: tuple[int, ...] = (),
        **limits: int,
    ) -> None:
        """Start such a call without waiting for its end."""
        request = {
            "function": function,
            "arguments": arguments,
            "switches_users": self.switches_users,
            "first_become": self.first_become,
            "landlock": landlock,
            "seccomp": seccomp,
            "keep": keep,
            "limits": limits,
        }
        assert self.parent.stdin
        self.parent.stdin.write(json.dumps(request) + "\n")
        self.parent.stdin.flush()

    def reads_the_library(self) -> bool:
        """May the child's user reach the standard library, or is it below a closed home?"""
        return self.run("read", os.__file__).value is not None


def _without_bubblewrap(passed: tuple[int, ...]) -> subprocess.Popen[str]:
    return _start(_command(str(SANDBOX), str(HERE)), passed)


def _within_bubblewrap(passed: tuple[int, ...]) -> subprocess.Popen[str]:
    needed = tree.needed_by_python()
    command = bubblewrap.command(
        _command("/grader/sandbox", "/grader/tests"),
        readable=needed.shown,
        hidden=needed.hidden,
        runtime={"/grader/sandbox": str(SANDBOX), "/grader/tests": str(HERE)},
        environment={"OPENBLAS_NUM_THREADS": "1", **needed.environment},
        switches_users=IS_ROOT,
    )
    if command is None:
        pytest.skip("bubblewrap is not installed")
    return _start(command, passed)


def _command(sandbox: str, tests: str) -> list[str]:
    needed = tree.needed_by_python()
    configuration = {
        "sandbox": sandbox,
        "attacks": f"{tests}/attacks.py",
        "package_folder": needed.package_folder,
        "readable": [*needed.readable(), sandbox],
        "listable": needed.listable(),
    }
    script = f"{tests}/warm_parent.py"
    return [needed.executable, "-S", "-I", "-B", script, json.dumps(configuration)]


def _start(command: list[str], passed: tuple[int, ...]) -> subprocess.Popen[str]:
    needed = tree.needed_by_python()
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={"OPENBLAS_NUM_THREADS": "1", **needed.environment},
        pass_fds=passed,
    )


HOMES = {
    # name: (as root only, children switch users, root becomes first, in bubblewrap)
    "own user": (True, True, None, False),
    "ordinary user": (False, False, NOBODY, False),
    "own user in bubblewrap": (True, True, None, True),
    "ordinary user in bubblewrap": (False, False, None, True),
}


def open_home(name: str, passed: tuple[int, ...] = ()) -> Home:
    """Start the warm parent of a home, or skip with the reason."""
    only_root, switches_users, first_become, in_bubblewrap = HOMES[name]
    if only_root and not IS_ROOT:
        pytest.skip("only root can make each child a user of its own")
    if name == "ordinary user in bubblewrap" and IS_ROOT:
        pytest.skip("run these tests as an ordinary user as well")
    start = _within_bubblewrap if in_bubblewrap else _without_bubblewrap
    parent = start(passed)
    home = Home(name, parent, switches_users, first_become if IS_ROOT else None, in_bubblewrap)
    if in_bubblewrap and parent.poll() is None:
        try:
            home.run("exists", "/")
        except (BrokenPipeError, json.JSONDecodeError):
            pytest.skip("bubblewrap does not work on this machine")
    return home


def close_home(home: Home) -> None:
    """End the warm parent."""
    assert home.parent.stdin
    home.parent.stdin.close()
    home.parent.wait(timeout=10)
    assert home.parent.stdout
    home.parent.stdout.close()


@pytest.fixture(scope="session", params=HOMES)
def home(request: pytest.FixtureRequest) -> Iterator[Home]:
    """Each home in turn."""
    if sys.platform != "linux":
        pytest.skip("confinement is made for Linux")
    opened = open_home(request.param)
    yield opened
    close_home(opened)


@pytest.fixture
def open_home_with(request: pytest.FixtureRequest) -> Iterator[Any]:
    """A function that opens a home whose warm parent is given some descriptors."""
    opened: list[Home] = []

    def start(name: str, *passed: int) -> Home:
        opened.append(open_home(name, passed))
        return opened[-1]

    yield start
    for one in opened:
        close_home(one)


@pytest.fixture
def canary(tmp_path):
    """A file that every user of the machine may read."""
    path = tmp_path / "canary"
    path.write_text("secret")
    path.chmod(0o666)
    for folder in (tmp_path, *tmp_path.parents):
        if folder == Path(tempfile.gettempdir()) or folder.stat().st_uid != os.getuid():
            break
        folder.chmod(0o777)
    return path
