"""Other libraries, imported only when they are to be measured."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from grader.bench.work import Candidate, Missing, Setting

# Module and the distribution that it comes in, where the names differ.
PACKAGES = {"sklearn": "scikit-learn", "stringzillas": "stringzillas-cpus"}

Make = Callable[[Any], Callable[[], Any]]


def peer(
    setting: Setting,
    module: str,
    make: Make,
    *,
    name: str | None = None,
    value: Callable[[Any], Any] = lambda result: result,
) -> Iterator[Candidate | Missing]:
    """A candidate of another library: `make(module)` gives what is timed.

    Nothing if no peers are wanted, and a note if this one is not installed or does not load.
    """
    if not setting.peers:
        return
    package = PACKAGES.get(module.partition(".")[0], module.partition(".")[0])
    title = name or package
    if find_spec(module.partition(".")[0]) is None:
        yield Missing(title, "not installed")
        return
    try:
        run = make(import_module(module))
    except Exception as error:  # a library that is there but does not work here
        yield Missing(title, f"does not load: {type(error).__name__}: {error}")
        return
    yield Candidate(title, run, value, package)
