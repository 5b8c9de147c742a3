"""How well this machine confines an answer: found by trying, and proved by an attack.

strong   bubblewrap around the zygote, and each child locked in by Landlock and seccomp
good     each child locked in; no second wall
process  limits only: for an instructor's own trial runs, when asked for by name
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from . import bubblewrap, landlock, privileges, probe, seccomp, tree
from .calls import Call, Limits, Source, Sources
from .limits import ResourceLimits
from .process import FOLDER, Confined, SandboxError, Zygote

Level = Literal["auto", "strict", "process"]
Tier = Literal["strong", "good", "process"]
CHILDREN = 16  # that may live at once, each with a user number of its own
_FLAGS = ("-S", "-s", "-P", "-B")
_ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "PYTHONHASHSEED": "0",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
_LAYERS: dict[Tier, tuple[str, ...]] = {
    "strong": ("bubblewrap", "landlock", "seccomp", "rlimits"),
    "good": ("landlock", "seccomp", "rlimits"),
    "process": ("rlimits",),
}


class ConfinementError(Exception):
    """This machine can't confine as asked; `reasons` say what is missing, a line each."""

    def __init__(self, reasons: list[str]):
        super().__init__("; ".join(reasons))
        self.reasons = reasons


@dataclasses.dataclass(frozen=True)
class Isolation:
    """What stands between an answer and this machine; goes into each report."""

    tier: Tier
    layers: tuple[str, ...]


class Sandbox:
    """A zygote with the isolation that was found to hold; opens sessions."""

    def __init__(self, zygote: Zygote, isolation: Isolation, notes: tuple[str, ...] = ()):
        self.isolation = isolation
        self.notes = notes
        self._zygote = zygote

    def open(self, sources: Sources, limits: Limits) -> Confined:
        """A session for one submission."""
        return Confined(self._zygote, sources, limits)

    def close(self) -> None:
        """End the zygote."""
        self._zygote.close()


def start(level: Level = "auto", limits: Limits | None = None) -> Sandbox:
    """The best sandbox of this level that holds against the probe.

    `auto` takes the strongest tier that works here and confines; `strict` takes nothing but
    `strong`; `process` takes limits only. Raises ConfinementError saying what is missing.
    """
    tiers: dict[Level, tuple[Tier, ...]] = {
        "auto": ("strong", "good"),
        "strict": ("strong",),
        "process": ("process",),
    }
    reasons: list[str] = []
    for tier in tiers[level]:
        try:
            sandbox = _start(tier, limits or Limits())
        except (SandboxError, OSError) as error:
            reasons.append(f"{tier}: {error}")
            continue
        return Sandbox(sandbox._zygote, sandbox.isolation, tuple(reasons))
    raise ConfinementError(reasons)


def _start(tier: Tier, limits: Limits) -> Sandbox:
    if sys.platform == "win32":
        raise SandboxError("Windows can't fork; run dlqa in WSL 2 or in a Linux container")
    if tier != "process":
        _require(tier)
    needed = tree.needed_by_python()
    uids = _throwaway_uids() if tier != "process" else []
    zygote = Zygote(
        _command(tier, needed, bool(uids)),
        _settings(tier, needed, uids, limits),
        {**needed.environment, **_ENVIRONMENT},
    )
    isolation = Isolation(tier, (*_LAYERS[tier], *(["uid"] if uids else [])))
    sandbox = Sandbox(zygote, isolation)
    try:
        if tier != "process":
            _prove(sandbox)
    except BaseException:
        sandbox.close()
        raise
    return sandbox


def _require(tier: Tier) -> None:
    if not sys.platform.startswith("linux"):
        raise SandboxError(f"confinement needs Linux, this is {sys.platform}")
    if not landlock.abi():
        raise SandboxError("this kernel has no Landlock (Linux 5.13 or newer, switched on)")
    seccomp.program()
    if tier == "strong" and bubblewrap.command(["true"], readable=[]) is None:
        raise SandboxError("bubblewrap is not installed (apt install bubblewrap)")


def _throwaway_uids() -> list[int]:
    """Users that nobody else is, nor a child of another grader on this machine."""
    spare = privileges.spare_uids()
    first = CHILDREN * os.getpid() % max(1, len(spare) - CHILDREN)
    return list(spare[first : first + CHILDREN])


def _command(tier: Tier, needed: tree.Tree, switches_users: bool) -> list[str]:
    python = [needed.executable, *_FLAGS]
    if tier != "strong":
        return python
    command = bubblewrap.command(
        python,
        readable=[*needed.shown, FOLDER],
        hidden=needed.hidden,
        environment={**needed.environment, **_ENVIRONMENT},
        switches_users=switches_users,
    )
    assert command is not None
    return command


def _settings(tier: Tier, needed: tree.Tree, uids: list[int], limits: Limits) -> dict[str, Any]:
    locked = tier != "process"
    resources = ResourceLimits(
        address_space=limits.memory,
        cpu_seconds=limits.cpu_seconds,
        open_files=limits.open_files,
        processes=limits.processes,
    )
    return {
        "packages": needed.package_folder,
        "readable": [*needed.readable(), FOLDER] if locked else None,
        "listable": needed.listable() if locked else [],
        "seccomp": locked,
        "uids": uids,
        "limits": dataclasses.asdict(resources),
        "max_tree": limits.tree,
        "max_blob": limits.message,
        "printed": limits.printed,
    }


def _prove(sandbox: Sandbox) -> None:
    """Attack a canary from inside. Raises SandboxError naming what got through."""
    source = {"probe": Source((("probe.py", probe.ATTACK),))}
    with _canary() as canary:
        session = sandbox.open(source, Limits())
        try:
            result = session.call(Call("probe", "attack", (str(canary), os.getpid())))
        finally:
            session.close()
    if result.kind != "value":
        error = result.error.text if result.error else result.message or result.kind
        raise SandboxError(f"the probe could not run ({error})")
    breaches = [name for name, succeeded in result.value.items() if succeeded]
    if breaches or set(result.value) != set(probe.BREACH_NAMES):
        told = ", ".join(probe.BREACH_NAMES[name] for name in breaches)
        raise SandboxError(f"a probe broke out: {told or 'it left attacks out'}")


@contextlib.contextmanager
def _canary() -> Iterator[Path]:
    """A file that anybody may read, so that only confinement can keep the probe from it."""
    with tempfile.TemporaryDirectory(prefix="dlqa-canary-") as folder:
        os.chmod(folder, 0o755)
        path = Path(folder, "canary.txt")
        path.write_text("sing\n", "ascii")
        path.chmod(0o644)
        yield path
