"""The system calls that student code may make, with the reason for each group.

Whatever is not named here fails with "Operation not permitted". Numbers are (x86-64, aarch64);
None means that the architecture has no such call. The aarch64 numbers are the kernel's generic
ones (asm-generic/unistd.h) and have not been tried on such a machine.
"""

from __future__ import annotations

Numbers = tuple[int, int | None]

ARCHITECTURES = ("x86_64", "aarch64")  # the column in the tables below

# Memory of its own: bounded by the limit on the address space.
_MEMORY: dict[str, Numbers] = {
    "brk": (12, 214),
    "mmap": (9, 222),
    "munmap": (11, 215),
    "mprotect": (10, 226),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "membarrier": (324, 283),
}

# Reading files: bubblewrap and Landlock judge which; opening for writing is theirs to refuse too.
_FILES: dict[str, Numbers] = {
    "open": (2, None),
    "openat": (257, 56),
    "close": (3, 57),
    "read": (0, 63),
    "pread64": (17, 67),
    "readv": (19, 65),
    "preadv": (295, 69),
    "lseek": (8, 62),
    "stat": (4, None),
    "lstat": (6, None),
    "fstat": (5, 80),
    "newfstatat": (262, 79),
    "statx": (332, 291),
    "access": (21, None),
    "faccessat": (269, 48),
    "faccessat2": (439, 439),
    "readlink": (89, None),
    "readlinkat": (267, 78),
    "getdents64": (217, 61),
    "getcwd": (79, 17),
    "chdir": (80, 49),
    "dup": (32, 23),
    "dup2": (33, None),
    "dup3": (292, 24),
    "umask": (95, 166),
}

# Answering over the descriptor that it was given. No sendmsg or recvmsg: they carry descriptors.
_TALK: dict[str, Numbers] = {
    "write": (1, 64),
    "pwrite64": (18, 68),
    "writev": (20, 66),
    "recvfrom": (45, 207),
    "shutdown": (48, 210),
    "getsockopt": (55, 209),
    "getsockname": (51, 204),
    "getpeername": (52, 205),
    "poll": (7, None),
    "ppoll": (271, 73),
    "select": (23, None),
    "pselect6": (270, 72),
}

# Threads and their locks. Making one is clone, which is judged by its flags.
_THREADS: dict[str, Numbers] = {
    "futex": (202, 98),
    "set_robust_list": (273, 99),
    "set_tid_address": (218, 96),
    "rseq": (334, 293),
    "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123),
    "getcpu": (309, 168),
    "exit": (60, 93),
    "exit_group": (231, 94),
}

# Signals to itself: handlers, masks and alarms. No queue of them to others, no timers by id.
_SIGNALS: dict[str, Numbers] = {
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "rt_sigpending": (127, 136),
    "rt_sigsuspend": (130, 133),
    "rt_sigtimedwait": (128, 137),
    "sigaltstack": (131, 132),
    "pause": (34, None),
    "alarm": (37, None),
    "setitimer": (38, 103),
    "getitimer": (36, 102),
    "restart_syscall": (219, 128),
}

# Reading the clocks, and sleeping. Most of it never enters the kernel.
_TIME: dict[str, Numbers] = {
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115),
    "nanosleep": (35, 101),
    "gettimeofday": (96, 169),
    "time": (201, None),
    "times": (100, 153),
    "getrusage": (98, 165),
}

# Who and where am I: asked by the standard library all over, changes nothing.
_ASK: dict[str, Numbers] = {
    "getpid": (39, 172),
    "getppid": (110, 173),
    "gettid": (186, 178),
    "getuid": (102, 174),
    "geteuid": (107, 175),
    "getgid": (104, 176),
    "getegid": (108, 177),
    "getresuid": (118, 148),
    "getresgid": (120, 150),
    "getgroups": (115, 158),
    "uname": (63, 160),
    "sysinfo": (99, 179),
    "getrandom": (318, 278),
    "getrlimit": (97, 163),
}

# Allowed whatever the arguments are.
FREE = {**_MEMORY, **_FILES, **_TALK, **_THREADS, **_SIGNALS, **_TIME, **_ASK}

# Allowed for some arguments only: seccomp.py holds the rule of each.
JUDGED: dict[str, Numbers] = {
    "clone": (56, 220),
    "clone3": (435, 435),
    "kill": (62, 129),
    "tgkill": (234, 131),
    "prlimit64": (302, 261),
    "ioctl": (16, 29),
    "fcntl": (72, 25),
    "prctl": (157, 167),
    "sendto": (44, 206),
}


def numbers(calls: dict[str, Numbers], machine: str) -> dict[str, int]:
    """Each call's number on this machine; those that it doesn't have are left out."""
    column = ARCHITECTURES.index(machine)
    return {name: number for name, pair in calls.items() if (number := pair[column]) is not None}
