"""Resource limits of a confined child."""

from __future__ import annotations

import contextlib
import os
import sys
from dataclasses import dataclass

# Not in the functions: after the switch of users the library's files may be out of reach.
if sys.platform != "win32":
    import resource

# Processes that exist but could not be counted: bubblewrap's own, the zygote, sibling children.
_UNSEEN = 16


@dataclass(frozen=True)
class ResourceLimits:
    """What one child may use; bytes, seconds and counts.

    The stack is left as it is: eight megabytes turn endless recursion into a RecursionError long
    before they overflow, and a smaller one would turn it into a crash.
    """

    address_space: int = 2 * 1024**3
    cpu_seconds: int = 120
    file_size: int = 0
    open_files: int = 64
    processes: int = 16  # threads, that is: seccomp allows no second process
    core: int = 0
    message_queues: int = 0
    locked_memory: int = 0


def apply(limits: ResourceLimits, *, uid_is_throwaway: bool) -> None:
    """Lower this process's limits, never to be raised again.

    To be called after the switch to a throwaway user: the count of processes belongs to the user.
    """
    # One second between the signal that names the cause and the one that cannot be caught.
    _lower(resource.RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 1)
    _lower(resource.RLIMIT_FSIZE, limits.file_size)
    _lower(resource.RLIMIT_NOFILE, limits.open_files)
    _lower(resource.RLIMIT_CORE, limits.core)
    _lower(resource.RLIMIT_MEMLOCK, limits.locked_memory)
    others = 0 if uid_is_throwaway else tasks_of_this_user()
    _lower(resource.RLIMIT_NPROC, others + limits.processes)
    if sys.platform == "linux":
        _lower(resource.RLIMIT_MSGQUEUE, limits.message_queues)
        # macOS neither enforces this one nor lets it go below what the system has mapped.
        _lower(resource.RLIMIT_AS, limits.address_space)


def tasks_of_this_user() -> int:
    """How many processes and threads the kernel already counts for this user.

    The limit is on all that the user runs on the machine, so a fixed number would leave none to a
    student who has a browser open. Without /proc, that is within bubblewrap's own user
    namespace, only our own few processes count. For root the kernel ignores the limit anyway.
    """
    if os.getuid() == 0 or not os.path.isdir("/proc/self"):
        return _UNSEEN
    pids = [name for name in os.listdir("/proc") if name.isdigit()]
    return sum(_threads(f"/proc/{pid}") for pid in pids) + _UNSEEN


def _threads(process: str) -> int:
    # A folder has one link for each folder in it, beside its own two: cheaper than reading status.
    # A process that is not dumpable seems to be root's; such ones are few: _UNSEEN covers them.
    with contextlib.suppress(FileNotFoundError, ProcessLookupError, PermissionError):
        if os.stat(process).st_uid == os.getuid():
            return os.stat(f"{process}/task").st_nlink - 2
    return 0


def _lower(which: int, soft: int, hard: int | None = None) -> None:
    ceiling = resource.getrlimit(which)[1]
    if ceiling == resource.RLIM_INFINITY:
        ceiling = sys.maxsize
    hard = min(soft if hard is None else hard, ceiling)
    resource.setrlimit(which, (min(soft, hard), hard))
