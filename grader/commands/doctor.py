"""`dlqa doctor`: what this machine can do, and how to get what is missing."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator

from dlqa_core import backends
from grader.batch import default_jobs, versions
from grader.commands.screen import plain, screen
from grader.sandbox import landlock, seccomp
from grader.sandbox.isolation import ConfinementError, start

Finding = tuple[bool, str, str]  # is it well, what, how to mend it
EXTRAS = {"nbgrader": "nbgrader", "dask": "distributed", "report": "jinja2", "bench": "rapidfuzz"}


def run() -> int:
    """Show what was found; 1 if this machine can't grade untrusted submissions."""
    console = screen()
    console.print(", ".join(f"{name} {version}" for name, version in versions()))
    console.print(f"{sys.platform}, {default_jobs()} processors\n")
    confined, findings = _confinement()
    for well, what, mend in [*_backend(), *findings, *_extras()]:
        mark = "[green]yes[/]" if well else "[yellow]no [/]"
        console.print(f"{mark} {plain(what)}" + (f"\n    {plain(mend)}" if mend else ""))
    return 0 if confined else 1


def _backend() -> Iterator[Finding]:
    alike: dict[tuple[str, str, str], list[str]] = {}  # most often one line for all
    for choice in backends.describe():
        outcome = choice.backend or "missing", choice.why, choice.remedy or ""
        alike.setdefault(outcome, []).append(choice.module)
    for (backend, why, remedy), modules in alike.items():
        well = backend == "cython"
        what = f"compiled {', '.join(modules)}: {backend} ({why})"
        yield well, what, "" if well else remedy
    names = backends.variants()
    if names:
        chosen = os.environ.get("DLQA_SIMD") or "auto"
        yield True, f"kernels in variants {', '.join(names)}; DLQA_SIMD={chosen}", ""


def _confinement() -> tuple[bool, list[Finding]]:
    findings: list[Finding] = []
    abi = landlock.abi()
    need = "needs Linux 5.13 or newer with Landlock switched on"
    findings.append((bool(abi), f"Landlock: version {abi or 'none'}", "" if abi else need))
    findings.append(_seccomp())
    bwrap = shutil.which("bwrap")
    need = "a second wall, optional: apt install bubblewrap"
    findings.append((bool(bwrap), f"bubblewrap: {bwrap or 'none'}", "" if bwrap else need))
    try:
        sandbox = start("auto")
    except ConfinementError as error:
        findings.append((False, "confinement that holds against the probe", str(error)))
        return False, findings
    layers = ", ".join(sandbox.isolation.layers)
    sandbox.close()
    notes = "; ".join(sandbox.notes)
    what = f"confinement: {sandbox.isolation.tier} ({layers}), proved by attack"
    findings.append((True, what, f"a stronger tier does not work here: {notes}" if notes else ""))
    return True, findings


def _seccomp() -> Finding:
    try:
        seccomp.program()
    except OSError as error:
        return False, f"seccomp: {error}", "grade on Linux on x86-64 or arm64"
    return True, "seccomp: a filter for this machine", ""


def _extras() -> Iterator[Finding]:
    for extra, module in EXTRAS.items():
        well = importlib.util.find_spec(module) is not None
        mend = "" if well else f"only for what needs it: pip install 'dlqa[{extra}]'"
        yield well, f"optional package {module}", mend
