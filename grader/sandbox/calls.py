"""Plain data about calls into an answer: what is asked, what comes back, how much it may use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Kind = Literal[
    "value",  # the function returned
    "raised",  # the function raised an exception
    "todo",  # it raised NotImplementedError: not started yet
    "unloaded",  # the file does not load
    "missing",  # the file loads but has no such function
    "unsendable",  # what it returned can't cross the border
    "timeout",
    "crashed",  # its process ended
    "internal",  # our fault
]
Mode = Literal[
    "once",
    "many",  # one result for each tuple of arguments
    "watch",  # tell whether the global random state changed
    "overwrite",  # then write other numbers over the callee's copies of the arguments
]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one submission may use. Seconds are wall-clock unless they say CPU; sizes are bytes."""

    load: float = 10.0
    call: float = 2.0
    submission: float = 60.0
    strikes: int = 3  # time-outs or crashes of one function before it is not called again
    memory: int = 2 << 30
    cpu_seconds: int = 120
    processes: int = 16  # threads count as processes
    open_files: int = 64
    message: int = 128 << 20
    tree: int = 1 << 20
    printed: int = 64 << 10
    callbacks: int = 100_000


@dataclass(frozen=True, slots=True)
class Frame:
    """One line of an answer's traceback."""

    file: str
    line: int
    function: str


@dataclass(frozen=True, slots=True)
class StudentError:
    """An exception of an answer's, as data: names along its built-in bases, text, place."""

    names: tuple[str, ...]
    message: str
    frames: tuple[Frame, ...] = ()
    exception: Exception | None = None  # the object itself, only where it was raised in process

    @property
    def text(self) -> str:
        """Like the last line of a traceback."""
        return f"{self.names[0]}: {self.message}" if self.message else self.names[0]


@dataclass(frozen=True, slots=True)
class CallResult:
    """What came of one call."""

    kind: Kind
    value: Any = None
    error: StudentError | None = None
    message: str = ""
    printed: str = ""
    seconds: float = 0.0
    randomness_used: bool = False
    index: int | None = None  # of the call that raised, among many
    file: str = ""  # the file that is to blame, where none of its functions is
    told_before: bool = False  # the same has kept an earlier call from being made


@dataclass(frozen=True, slots=True)
class Source:
    """One exercise's answer: pieces of text that run one after the other in one namespace.

    A module is one piece. A notebook is a piece a cell: an error in one cell does not keep the
    next from running (`keep_going`), as in Jupyter. `siblings` are modules that it may import.
    """

    pieces: tuple[tuple[str, str], ...]  # (file name to show, text)
    keep_going: bool = False
    siblings: Mapping[str, str] = field(default_factory=dict)
    handles: Mapping[str, Sequence[int]] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """The name of the file that it came in, without its folder."""
        name = self.pieces[0][0] if self.pieces else ""
        if self.keep_going:
            name = name.rpartition(" cell ")[0]
        return name.replace("\\", "/").rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Call:
    """One call to make, or many in one crossing: then `arguments` is a list of argument tuples."""

    exercise: str
    function: str
    arguments: Sequence[Any]
    keywords: Mapping[str, Any] = field(default_factory=dict)
    mode: Mode = "once"
    deadline: float | None = None
    watched: frozenset[int] = frozenset()  # ids of arguments in which changes must show


class Session(Protocol):
    """Where one submission's answers run."""

    def call(self, call: Call) -> CallResult:
        """Make one call and wait for what comes of it. Never raises for the answer's faults."""

    def close(self) -> None:
        """Forget the submission. Calling it twice is harmless."""


Sources = Mapping[str, Source]
