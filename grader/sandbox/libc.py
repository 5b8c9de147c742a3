"""The few C library calls that the standard library does not offer."""

from __future__ import annotations

import ctypes
import functools
import os


@functools.cache
def _libc() -> ctypes.CDLL:
    # Opened at the first call: Windows has no such library, and importing must work there.
    library = ctypes.CDLL(None, use_errno=True)
    # Whole machine words: a bare Python int would go as 32 bits to functions of this kind.
    library.prctl.argtypes = [ctypes.c_int] + [ctypes.c_ulong] * 4
    library.syscall.argtypes = [ctypes.c_long] * 7
    return library


def _checked(what: str, result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return int(result)


def prctl(option: int, *values: int) -> int:
    """prctl(2); values left out are 0, and an error is an OSError."""
    return _checked("prctl", _libc().prctl(option, *(*values, 0, 0, 0, 0)[:4]))


def syscall(number: int, *values: int) -> int:
    """syscall(2); values left out are 0, and an error is an OSError."""
    return _checked(f"syscall({number})", _libc().syscall(number, *(*values, *[0] * 6)[:6]))


def capset(header: bytes, data: bytes) -> None:
    """capset(2) on the calling process."""
    _checked("capset", _libc().capset(header, data))
