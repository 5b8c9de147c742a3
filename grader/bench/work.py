"""What is measured: one piece of work that several candidates do, and what they must agree on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

OURS, TWIN = "dlqa", "dlqa numpy"


@dataclass(frozen=True)
class Candidate:
    """One way to do the work."""

    name: str
    run: Callable[[], Any]
    value: Callable[[Any], Any] = lambda result: result
    """What of a result is compared; not timed."""
    package: str | None = None
    """The distribution that it comes from; None for dlqa."""

    @property
    def is_peer(self) -> bool:
        """Whether it is somebody else's."""
        return self.package is not None


@dataclass(frozen=True)
class Missing:
    """A candidate that this machine cannot run, and why."""

    name: str
    why: str


@dataclass(frozen=True)
class Work:
    """One row of the benchmark, with its inputs made."""

    name: str
    candidates: list[Candidate | Missing]
    oracle: Callable[[], Any]
    """The right value; not timed."""
    agree: Callable[[Any, Any], str | None]
    """What is wrong with a value, given the right one; None if nothing is."""
    amount: float
    """How much is done in one run, in units of the limit: operations or bytes."""
    limit: str
    """Which of the machine's measured limits bounds it: a key of `limits.measure`, or ""."""
    calls: int = 1
    """Calls in one run; times are told per call."""


@dataclass(frozen=True)
class Plan:
    """A work whose inputs are made when its turn comes."""

    kernel: str
    name: str
    prepare: Callable[[Setting], Work]


@dataclass(frozen=True)
class Setting:
    """What the user asked for."""

    peers: bool = False
    quick: bool = False
    threads: int = 2
    """How many threads the row that shows how a kernel scales has; below 2: no such row."""


@dataclass
class Timed:
    """What came of one candidate."""

    name: str
    status: str = "timed"  # or wrong, failed, missing
    detail: str = ""
    is_peer: bool = False
    version: str | None = None
    seconds: list[float] = field(default_factory=list)
    """Raw times of each round, for one run."""


@dataclass
class Row:
    """What came of one work."""

    kernel: str
    name: str
    amount: float
    limit: str
    calls: int
    candidates: list[Timed]
