"""Landlock: read the files that were named, and nothing else.

The kernel lets any process give up rights for good. A ruleset lists the rights that are taken
away ("handled") and the files that are excepted; here every right that the kernel knows is
handled, and the only exception is reading. Nothing is writable but /dev/null.

Landlock judges neither UDP nor chmod, chown and utime nor stat: seccomp closes the first four,
the last (does a file exist, how large is it) stays open without bubblewrap.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import stat
import struct
import sys
from collections.abc import Iterable

from . import libc

# The same numbers on every architecture, as for all system calls added since 2019.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_ASK_VERSION = 1
_PATH_BENEATH = 1
_NO_AUDIT_LOG = 1  # of restrict_self: refusals must not fill the machine's log

_WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 1, 1 << 2, 1 << 3
_READ = _READ_FILE | _READ_DIR

# How many of the rights, counted from the lowest bit, each version of the interface added.
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 5: 16}  # 14: move between folders, 15: truncate, 16: ioctl
_TCP_RIGHTS = {4: 2}  # bind, connect
_SCOPES = {6: 2}  # abstract Unix sockets, signals
_LOG_FLAGS_SINCE = 7

# Honest code writes to the first and seeds from the last; Python itself needs none of them.
_DEVICES = {"/dev/null": _READ_FILE | _WRITE_FILE, "/dev/zero": _READ_FILE,
            "/dev/urandom": _READ_FILE}  # fmt: skip


def abi() -> int:
    """The version of the kernel's Landlock interface; 0 where there is none."""
    if sys.platform != "linux":
        return 0
    try:
        return libc.syscall(_CREATE_RULESET, 0, 0, _ASK_VERSION)
    except OSError as problem:
        # Not built in, switched off at boot, or hidden by a container's own filter.
        if problem.errno in (errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM):
            return 0
        raise


def ruleset(readable: Iterable[str], listable: Iterable[str] = ()) -> int | None:
    """A ruleset's descriptor: read below `readable`, list the names below `listable`.

    None where the kernel has no Landlock. Paths that don't exist are left out, which only makes
    the rules stricter.
    """
    version = abi()
    if version == 0:
        return None
    ruleset_fd = _create(version)
    rules = [(path, _READ) for path in readable] + [(path, _READ_DIR) for path in listable]
    for path, rights in [*rules, *_DEVICES.items()]:
        with contextlib.suppress(FileNotFoundError):
            _allow(ruleset_fd, path, rights)
    return ruleset_fd


def restrict(fd: int) -> None:
    """Put the ruleset on this process for good; needs no_new_privs."""
    flags = _NO_AUDIT_LOG if abi() >= _LOG_FLAGS_SINCE else 0
    libc.syscall(_RESTRICT_SELF, fd, flags)


def _create(version: int) -> int:
    handled = [_all(rights, version) for rights in (_FILE_RIGHTS, _TCP_RIGHTS, _SCOPES)]
    # An older kernel knows a shorter structure and refuses unknown bits, so both are cut to fit.
    known = 1 + (version >= min(_TCP_RIGHTS)) + (version >= min(_SCOPES))
    attributes = struct.pack(f"={known}Q", *handled[:known])
    buffer = ctypes.create_string_buffer(attributes, len(attributes))
    return libc.syscall(_CREATE_RULESET, ctypes.addressof(buffer), len(attributes), 0)


def _all(rights: dict[int, int], version: int) -> int:
    count = max((count for since, count in rights.items() if since <= version), default=0)
    return (1 << count) - 1


def _allow(ruleset_fd: int, path: str, rights: int) -> None:
    path_fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not stat.S_ISDIR(os.fstat(path_fd).st_mode):
            rights &= ~_READ_DIR  # a right for folders on a file is an error
        rule = struct.pack("=Qi", rights, path_fd)
        buffer = ctypes.create_string_buffer(rule, len(rule))
        libc.syscall(_ADD_RULE, ruleset_fd, _PATH_BENEATH, ctypes.addressof(buffer), 0)
    finally:
        os.close(path_fd)
