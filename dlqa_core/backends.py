"""Which implementation of a kernel runs: the compiled one or its NumPy twin.

The environment variable DLQA_BACKEND (auto, cython or numpy; auto if unset) is read once, when
this module is imported, so that a call of 100 ns need not ask again; the argument `backend` of
every kernel outweighs it. Asking for a backend that is missing raises; `auto` prefers the compiled
one, and `describe`, `report` and `active` tell what it came to and why.

A compiled kernel comes in variants, one per set of instructions (plain C, SSE2 or NEON, AVX2,
AVX-512), of which the best that the processor has runs. The environment variable DLQA_SIMD forces
one of `variants()`. It is read at each call, but for `levenshtein` of two short texts, whose whole
call takes little longer than reading it: there it is read at import.
"""

import os
import pkgutil
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import ModuleType

from dlqa_core import _numpy

__all__ = [
    "NAMES",
    "VARIABLE",
    "Choice",
    "active",
    "describe",
    "modules",
    "report",
    "use",
    "variants",
]

VARIABLE = "DLQA_BACKEND"
ENVIRONMENT = os.environ.get(VARIABLE) or "auto"
NAMES = ("auto", "cython", "numpy")

REMEDY = (
    "install a C compiler and Python's headers, then install dlqa again with pip's "
    "--force-reinstall --no-deps --no-cache-dir"
)


@dataclass(frozen=True)
class Choice:
    """What was asked for one module of kernels, and what it came to."""

    module: str
    wanted: str
    backend: str | None  # None: what was asked for is not to be had
    why: str
    remedy: str | None = None  # how to get the compiled one, where it is missing


def use(module: str, backend: str | None = None) -> ModuleType:
    """The implementation of one module of kernels, such as "edit_distance".

    `backend` is "auto", "cython" or "numpy"; None means what the environment says.
    Raises ValueError for an unknown name and ImportError if the named backend is missing.
    """
    return load(module, requested(backend))


@cache
def load(module: str, wanted: str) -> ModuleType:
    """What `use` gives for a name that is checked."""
    if module not in modules():
        raise ValueError(f"{module!r}: no such kernels, there is {', '.join(modules())}")
    if wanted == "auto":
        wanted = "cython" if fault("cython", module) is None else "numpy"
    if missing := fault(wanted, module):
        raise ImportError(f"the {wanted} backend of {module} is missing: {missing}; {REMEDY}")
    return import_module(path(wanted, module))


def requested(backend: str | None = None) -> str:
    """The name asked for by argument or environment, checked."""
    name = ENVIRONMENT if backend is None else backend
    if name not in NAMES:
        source = VARIABLE if backend is None else "backend"
        raise ValueError(f"{source}={name!r}: expected one of {', '.join(NAMES)}")
    return name


def variants() -> tuple[str, ...]:
    """Names that DLQA_SIMD may have on this machine, plainest first; none without the compiler."""
    if fault("cython", "processor"):
        return ()
    names: tuple[str, ...] = import_module(path("cython", "processor")).variants()
    return names


@cache
def modules() -> tuple[str, ...]:
    """The names of all modules of kernels; each has at least its NumPy version."""
    return tuple(sorted(found.name for found in pkgutil.iter_modules(_numpy.__path__)))


def describe(backend: str | None = None) -> list[Choice]:
    """One record per module of kernels: what `use` would take and why.

    Raises ValueError for a wrong name only; a missing backend is told in the record.
    """
    wanted = requested(backend)
    return [choose(module, wanted) for module in modules()]


def choose(module: str, wanted: str) -> Choice:
    """What `wanted` comes to for one module."""
    name = "cython" if wanted == "auto" else wanted
    missing = fault(name, module)
    if missing is None:
        return Choice(module, wanted, name, "compiled" if wanted == "auto" else "asked for")
    return Choice(module, wanted, "numpy" if wanted == "auto" else None, missing, REMEDY)


def active() -> str:
    """The backend in use in one word: "cython", "numpy", "mixed" or "missing"."""
    names = {choice.backend or "missing" for choice in describe()}
    if "missing" in names:
        return "missing"
    return names.pop() if len(names) == 1 else "mixed"


def report() -> str:
    """The backend in use in one line, with the reason: for the head of a test run."""
    reasons = sorted({choice.why for choice in describe()})
    return f"{active()} ({VARIABLE}={requested()}: {'; '.join(reasons)})"


def path(backend: str, module: str) -> str:
    """The dotted name of one implementation."""
    return f"dlqa_core._{backend}.{module}"


@cache  # a failed import, unlike one that works, would search the disk at each call
def fault(backend: str, module: str) -> str | None:
    """Why this implementation cannot be imported; None if it can."""
    name = path(backend, module)
    try:
        import_module(name)
    except ImportError as error:
        absent = isinstance(error, ModuleNotFoundError) and error.name == name
        return "it is not compiled" if absent else f"it is there but does not load ({error})"
    return None
