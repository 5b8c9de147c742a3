"""seccomp: an allow-list of system calls, as a small program that the kernel runs before each.

Everything else fails with EPERM rather than ending the process: libraries cope, and a student
reads an ordinary PermissionError. Only calls made as if by another architecture (whose numbers
mean other things) end it.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys
from collections.abc import Iterable

from . import libc, syscalls

_PR_SET_SECCOMP, _MODE_FILTER = 22, 2

# Classic BPF: an accumulator, loaded from the description of the call, compared with constants.
_LOAD, _AND, _RETURN = 0x20, 0x54, 0x06
_JUMP_IF_EQUAL, _JUMP_IF_AT_LEAST = 0x15, 0x35
_CALL_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # where struct seccomp_data keeps them
_ALLOW, _KILL, _ERROR = 0x7FFF0000, 0x80000000, 0x00050000
_REFUSE = _ERROR | errno.EPERM

_AUDIT_NAMES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32_BIT = 0x40000000  # x86-64 numbers from here on are the x32 calls

# Stands for the number of the process, which exists only after the fork; install() puts it in.
_OWN_PID = 0x5EC0C0DE

Code = list[tuple[int, int, int, int]]  # operation, jump if true, jump if false, constant

# pthread_create of glibc and of musl: shares everything with the creator, so no new process.
_THREAD_FLAGS = (0x3D0F00, 0x7D0F00)
# Duplicate, close-on-exec, status flags. Not F_SETOWN: it makes the kernel signal other processes.
_FCNTL = (0, 1, 2, 3, 4, 1030)
# Is it a terminal, how wide, how many bytes wait, (non-)blocking, close-on-exec.
_IOCTL = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
_PRCTL = (15, 16)  # the thread's name; nothing else, above all not dumpable or seccomp


def program(machine: str | None = None) -> bytes:
    """The filter for this machine; OSError where there is no table of calls for it."""
    machine = machine or _this_machine()
    if machine not in syscalls.ARCHITECTURES:
        raise OSError(errno.ENOSYS, f"no table of system calls for {machine}")
    judged = syscalls.numbers(syscalls.JUDGED, machine)
    code = _prologue(machine)
    for number in sorted(syscalls.numbers(syscalls.FREE, machine).values()):
        code += [(_JUMP_IF_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ALLOW)]
    for name, number in judged.items():
        body = _RULES[name]
        code += [(_JUMP_IF_EQUAL, 0, len(body), number), *body]
    code.append((_RETURN, 0, 0, _REFUSE))
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in code)


def install(program: bytes) -> None:
    """Put the filter on this process for good; needs no_new_privs."""
    own = program.replace(struct.pack("=I", _OWN_PID), struct.pack("=I", os.getpid()))
    buffer = ctypes.create_string_buffer(own, len(own))
    # struct sock_fprog: the number of instructions and where they are.
    pointer = struct.pack("@HP", len(own) // 8, ctypes.addressof(buffer))
    header = ctypes.create_string_buffer(pointer, len(pointer))
    libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.addressof(header))


def _this_machine() -> str:
    if sys.platform != "linux" or struct.calcsize("P") != 8:
        return f"{sys.platform}, {struct.calcsize('P') * 8} bits"
    return os.uname().machine


def _prologue(machine: str) -> Code:
    """End calls of a foreign architecture, then load the call's number."""
    code = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_JUMP_IF_EQUAL, 1, 0, _AUDIT_NAMES[machine]),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _CALL_NUMBER),
    ]
    if machine == "x86_64":
        code += [(_JUMP_IF_AT_LEAST, 0, 1, _X32_BIT), (_RETURN, 0, 0, _KILL)]
    return code


def _low(argument: int) -> tuple[int, int, int, int]:
    """Load the lower half of an argument: all of it where the kernel reads it as an int."""
    return (_LOAD, 0, 0, _ARGUMENTS + 8 * argument)


def _high(argument: int) -> tuple[int, int, int, int]:
    return (_LOAD, 0, 0, _ARGUMENTS + 8 * argument + 4)


def _only(argument: int, values: Iterable[int]) -> Code:
    """Allow the call if this argument is one of the values."""
    code = [_low(argument)]
    for value in values:
        code += [(_JUMP_IF_EQUAL, 0, 1, value), (_RETURN, 0, 0, _ALLOW)]
    return [*code, (_RETURN, 0, 0, _REFUSE)]


def _only_null(argument: int) -> Code:
    """Allow the call if this pointer is null, in both halves."""
    return [
        _low(argument),
        (_JUMP_IF_EQUAL, 0, 3, 0),
        _high(argument),
        (_JUMP_IF_EQUAL, 0, 1, 0),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]


_RULES: dict[str, Code] = {
    "clone": _only(0, _THREAD_FLAGS),
    # Its flags lie in memory, out of the filter's sight: "not there" makes glibc use clone.
    "clone3": [(_RETURN, 0, 0, _ERROR | errno.ENOSYS)],
    "kill": _only(0, [_OWN_PID]),
    "tgkill": _only(0, [_OWN_PID]),
    "prlimit64": _only_null(2),  # no new value: asking is free, raising is not
    "ioctl": _only(1, _IOCTL),
    "fcntl": _only(1, _FCNTL),
    "prctl": _only(0, _PRCTL),
    "sendto": _only_null(4),  # no address: only to the other end of what is connected
}
