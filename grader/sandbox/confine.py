"""What is put on a child before it reads a line of student code.

The order matters: descriptors first, while everything may still be opened; the user before the
limits, which count per user; seccomp last, because it forbids what the other steps need.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Collection

from . import libc, privileges
from .landlock import restrict
from .limits import ResourceLimits, apply
from .seccomp import install

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
_CLOSE_RANGE = 436  # the same number on every architecture
_HIGHEST = 2**32 - 1


def lock_in(
    *,
    keep: Collection[int],
    landlock_fd: int | None,
    seccomp: bytes | None,
    limits: ResourceLimits,
    uid: int | None,
) -> list[str]:
    """Confine this freshly forked, single-threaded process for good; tell the layers in place.

    Descriptors other than `keep` end (0, 1 and 2 become /dev/null). A layer that was asked for
    and cannot be had is an OSError: the caller must then end the process, not go on.
    """
    layers = []
    _close_all_but({0, 1, 2, *keep} | ({landlock_fd} if landlock_fd is not None else set()))
    _silence(keep)
    _give_up_privileges(uid)
    if uid is not None:
        layers.append("uid")
    apply(limits, uid_is_throwaway=uid is not None)
    layers.append("rlimits")
    _tie_to_parent()
    if landlock_fd is not None:
        restrict(landlock_fd)
        os.close(landlock_fd)
        layers.append("landlock")
    if seccomp is not None:
        install(seccomp)
        layers.append("seccomp")
    return layers


def _silence(keep: Collection[int]) -> None:
    """Make the standard descriptors /dev/null: even a crash must not print into our streams."""
    null = os.open(os.devnull, os.O_RDWR)
    for standard in {0, 1, 2} - {*keep, null}:
        os.dup2(null, standard)
    if null > 2:
        os.close(null)


def _close_all_but(keep: set[int]) -> None:
    first = 0
    for kept in sorted(keep):
        _close_range(first, kept - 1)
        first = kept + 1
    _close_range(first, _HIGHEST)


def _close_range(first: int, last: int) -> None:
    if first > last:
        return
    if sys.platform != "linux":
        # Other systems may name no highest number; none hands out one beyond this in practice.
        os.closerange(first, min(last + 1, 1 << 16))
        return
    # Not os.closerange: where its own way to close_range fails, it tries two thousand million
    # numbers one by one. Kernels before 5.9 lack the call and are refused by this error.
    libc.syscall(_CLOSE_RANGE, first, last, 0)


def _give_up_privileges(uid: int | None) -> None:
    if sys.platform == "linux":
        privileges.empty_bounding_set()  # needs the privileges that go next
    if uid is not None:
        privileges.become(uid)
    if sys.platform == "linux":
        privileges.drop_capabilities()


def _tie_to_parent() -> None:
    """Die with the parent, gain nothing by exec, be closed to others' debuggers and /proc."""
    if sys.platform != "linux":
        return
    # After the switch of users, which resets the first two.
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    libc.prctl(_PR_SET_DUMPABLE, 0)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1)
