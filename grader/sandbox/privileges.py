"""Giving up root: a user that nobody else is, and no capability."""

from __future__ import annotations

import errno
import os
import struct
import sys

from . import libc

_PR_CAPBSET_READ, _PR_CAPBSET_DROP = 23, 24
_PR_CAP_AMBIENT, _CLEAR_ALL = 47, 4
_CAPABILITY_VERSION_3 = 0x20080522

# systemd's map of user numbers calls 1879048192 to 2147483647 unused.
_UNUSED = range(2_000_000_000, 2_000_065_536)


def spare_uids() -> range:
    """User numbers that belong to nobody, for children to be; empty for all but root.

    Two children alive at the same time need two numbers: a user may signal its own processes
    and shares the limit on threads among them.
    """
    if sys.platform != "linux" or os.geteuid() != 0:
        return range(0)
    with open("/proc/self/uid_map", encoding="ascii") as uid_map:
        mapped = [range(int(first), int(first) + int(count))
                  for first, _, count in (line.split() for line in uid_map)]  # fmt: skip
    if any(_UNUSED[0] in part and _UNUSED[-1] in part for part in mapped):
        return _UNUSED
    # A container with few numbers of its own: the topmost, as far from real accounts as can be.
    last = max(part[-1] for part in mapped)
    return next(range(max(part[0] + 1, last - 999), last + 1) for part in mapped if last in part)


def become(uid: int) -> None:
    """Be this user and the group of the same number, and no other group, for good."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def empty_bounding_set() -> None:
    """No program started from here could ever gain a capability."""
    for capability in range(64):
        try:
            # Dropping costs five times as much as asking, and bubblewrap has dropped most.
            if libc.prctl(_PR_CAPBSET_READ, capability):
                libc.prctl(_PR_CAPBSET_DROP, capability)
        except OSError as problem:
            # Beyond the last one that this kernel knows, or we are not root. Then the set is of
            # no use anyhow: no_new_privs forbids to gain from it.
            if problem.errno in (errno.EINVAL, errno.EPERM):
                return
            raise


def drop_capabilities() -> None:
    """Hold no capability in any set."""
    libc.prctl(_PR_CAP_AMBIENT, _CLEAR_ALL)
    libc.capset(struct.pack("=Ii", _CAPABILITY_VERSION_3, 0), bytes(24))
