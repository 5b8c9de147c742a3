"""What confined code tries, and what honest code needs. Not tests: run in a confined child.

A function returns something plain or raises; the tests judge. Whatever is tried must be harmless
where it succeeds: signals are number 0, arguments are ones that the kernel would find wrong.
"""

import contextlib
import ctypes
import dataclasses
import errno
import mmap
import os
import random
import resource
import signal
import socket
import struct
import threading
import time

import numpy as np

NULL = os.devnull
COLUMN = {"x86_64": 0, "aarch64": 1}.get(os.uname().machine)

# Numbers (x86-64, aarch64) and arguments of calls that must all be refused.
REFUSED = {
    # processes and programs
    "fork": (57, None, ()),
    "vfork": (58, None, ()),
    "clone_like_fork": (56, 220, (signal.SIGCHLD,)),
    "clone_sharing_memory": (56, 220, (0x100 | signal.SIGCHLD,)),
    "clone_thread_in_new_namespace": (56, 220, (0x3D0F00 | 0x20000000,)),
    "execve": (59, 221, ()),
    "execveat": (322, 281, ()),
    # other processes
    "kill_everybody": (62, 129, (-1, 0)),
    "kill_group": (62, 129, (0, 0)),
    "kill_parent": (62, 129, ("parent", 0)),
    "tkill_parent": (200, 130, ("parent", 0)),
    "tgkill_parent": (234, 131, ("parent", "parent", 0)),
    "rt_sigqueueinfo": (129, 138, ("parent", 0)),
    "rt_tgsigqueueinfo": (297, 240, ("parent", "parent", 0)),
    "pidfd_open": (434, 434, ("parent", 0)),
    "pidfd_getfd": (438, 438, (0, 0, 0)),
    "pidfd_send_signal": (424, 424, (0, 0)),
    "ptrace_seize": (101, 117, (0x4206, "parent")),
    "process_vm_readv": (310, 270, ("parent",)),
    "process_vm_writev": (311, 271, ("parent",)),
    "process_madvise": (440, 440, ()),
    "kcmp": (312, 272, ("parent", "parent")),
    "setpriority": (141, 140, (0, "parent", 19)),
    "sched_setaffinity": (203, 122, ("parent", 0)),
    "sched_setscheduler": (144, 119, ("parent",)),
    "ioprio_set": (251, 30, (1, "parent")),
    "migrate_pages": (256, 238, ("parent",)),
    "setpgid": (109, 154, ()),
    "setsid": (112, 157, ()),
    "wait4": (61, 260, (-1, 0, 1)),
    # files: nothing is to be made, changed or removed
    "creat": (85, None, (b"/tmp/breach", 0o600)),
    "mkdir": (83, None, (b"/tmp/breach", 0o700)),
    "mkdirat": (258, 34, (-100, b"/tmp/breach", 0o700)),
    "rename": (82, None, (b"/nowhere", b"/nowhere2")),
    "renameat2": (316, 276, (-100, b"/nowhere", -100, b"/nowhere2")),
    "unlink": (87, None, (b"/nowhere",)),
    "unlinkat": (263, 35, (-100, b"/nowhere")),
    "link": (86, None, (b"/nowhere", b"/nowhere2")),
    "linkat": (265, 37, (-100, b"/nowhere", -100, b"/nowhere2")),
    "symlink": (88, None, (b"/nowhere", b"/nowhere2")),
    "symlinkat": (266, 36, (b"/nowhere", -100, b"/nowhere2")),
    "mknod": (133, None, (b"/nowhere/device",)),
    "mknodat": (259, 33, (-100, b"/nowhere/device")),
    "truncate": (76, 45, (b"/nowhere", 0)),
    "ftruncate": (77, 46, (-1, 0)),
    "fallocate": (285, 47, (-1,)),
    "chmod": (90, None, (b"/nowhere", 0o777)),
    "fchmod": (91, 52, (-1, 0o777)),
    "fchmodat": (268, 53, (-100, b"/nowhere", 0o777)),
    "fchmodat2": (452, 452, (-100, b"/nowhere", 0o777)),
    "chown": (92, None, (b"/nowhere",)),
    "fchown": (93, 55, (-1,)),
    "fchownat": (260, 54, (-100, b"/nowhere")),
    "utime": (132, None, (b"/nowhere",)),
    "utimes": (235, None, (b"/nowhere",)),
    "utimensat": (280, 88, (-100, b"/nowhere")),
    "setxattr": (188, 5, (b"/nowhere", b"user.x")),
    "removexattr": (197, 14, (b"/nowhere", b"user.x")),
    "flock": (73, 32, (0, 5)),
    "inotify_init1": (294, 26, ()),
    "fanotify_init": (300, 262, ()),
    "name_to_handle_at": (303, 264, ()),
    "open_by_handle_at": (304, 265, ()),
    "openat2": (437, 437, ()),
    "sendfile": (40, 71, (-1, -1)),
    "copy_file_range": (326, 285, (-1, 0, -1)),
    # memory that outlives the process, or that others see
    "memfd_create": (319, 279, (b"breach", 0)),
    "memfd_secret": (447, 447, ()),
    "shmget": (29, 194, (0, 4096, 0o1600)),
    "semget": (64, 190, (0, 1, 0o1600)),
    "msgget": (68, 186, (0, 0o1600)),
    "mq_open": (240, 180, (b"breach", 0o101, 0o600)),
    "mlock": (149, 228, (0, 0)),
    # network
    "socket": (41, 198, (1, 1, 0)),
    "socketpair": (53, 199, (1, 1, 0)),
    "bind": (49, 200, (-1,)),
    "listen": (50, 201, (-1,)),
    "accept4": (288, 242, (-1,)),
    "connect": (42, 203, (-1,)),
    "sendmsg": (46, 211, (-1,)),
    "recvmsg": (47, 212, (-1,)),
    "sendmmsg": (307, 269, (-1,)),
    "setsockopt": (54, 208, (-1,)),
    "sendto_with_address": (44, 206, (-1, 0, 0, 0, b"address", 7)),
    # undoing what was put on
    "prlimit_self": (302, 261, (0, 7, b"\0" * 16)),
    "setrlimit": (160, 164, (7, b"\0" * 16)),
    "prctl_dumpable": (157, 167, (4, 1)),
    "prctl_parent_death": (157, 167, (1, 0)),
    "prctl_seccomp": (157, 167, (22, 0)),
    "prctl_capabilities": (157, 167, (47, 2, 1)),
    "seccomp": (317, 277, (0,)),
    "landlock_create_ruleset": (444, 444, (0, 0, 1)),
    "personality": (135, 92, (0x0400000,)),
    "setuid": (105, 146, (0,)),
    "setresuid": (117, 147, (0, 0, 0)),
    "setgroups": (116, 159, (0, 0)),
    "capset": (126, 91, ()),
    # wide parts of the kernel that no exercise needs
    "unshare": (272, 97, (0,)),
    "setns": (308, 268, (-1, 0)),
    "mount": (165, 40, ()),
    "umount2": (166, 39, (b"/nowhere", 0)),
    "pivot_root": (155, 41, ()),
    "chroot": (161, 51, (b"/nowhere",)),
    "fsopen": (430, 430, ()),
    "open_tree": (428, 428, (-100, b"/nowhere")),
    "io_uring_setup": (425, 425, (1, 0)),
    "io_setup": (206, 0, (1, 0)),
    "bpf": (321, 280, (0,)),
    "perf_event_open": (298, 241, ()),
    "userfaultfd": (323, 282, (0,)),
    "keyctl": (250, 219, (0, -3, 0)),
    "add_key": (248, 217, ()),
    "request_key": (249, 218, ()),
    "eventfd2": (290, 19, (0, 0)),
    "signalfd4": (289, 74, (-1, 0, 8)),
    "timerfd_create": (283, 85, (1, 0)),
    "timer_create": (222, 107, (99,)),
    "pipe2": (293, 59, (0, 0)),
    "syslog": (103, 116, (10,)),
    "sethostname": (170, 161, (0, 0)),
    "settimeofday": (164, 170, (0, 0)),
    "clock_settime": (227, 112, (99,)),
    "reboot": (169, 142, (0,)),
    "swapon": (167, 224, (b"/nowhere",)),
    "init_module": (175, 105, ()),
    "kexec_load": (246, 104, ()),
    "acct": (163, 89, (b"/nowhere",)),
    "quotactl": (179, 60, ()),
    "vhangup": (153, 58, ()),
    # arguments of calls that are allowed otherwise
    "fcntl_setown": (72, 25, (0, 8, "parent")),
    "fcntl_setsig": (72, 25, (0, 10, 9)),
    "fcntl_setlease": (72, 25, (0, 1024, 0)),
    "fcntl_addseals": (72, 25, (0, 1033, 0)),
    "ioctl_tiocsti": (16, 29, (0, 0x5412, b"x")),
    "ioctl_fiosetown": (16, 29, (0, 0x8901, b"\0" * 4)),
    "ioctl_tioclinux": (16, 29, (0, 0x541C, b"\3")),
}


def raw(number, arguments=()):
    """The errno of a system call, 0 if it succeeded."""
    library = ctypes.CDLL(None, use_errno=True)
    words = [_word(argument) for argument in arguments]
    words += [ctypes.c_long(0)] * (6 - len(words))
    result = library.syscall(ctypes.c_long(number), *words)
    return ctypes.get_errno() if result < 0 else 0


def _word(argument):
    if argument == "parent":
        return ctypes.c_long(os.getppid())
    if isinstance(argument, bytes):
        return ctypes.c_char_p(argument)
    return ctypes.c_long(argument)


def refused_calls():
    """{name: name of the error, or "succeeded"}"""
    outcomes = {}
    for name, (*numbers, arguments) in REFUSED.items():
        number = numbers[COLUMN]
        if number is not None:
            outcomes[name] = errno.errorcode.get(raw(number, arguments), "succeeded")
    return outcomes


def clone3():
    return errno.errorcode[raw(435, (b"\0" * 88, 88))]


def x32_getpid():
    return raw(0x40000000 + 39)


def i386_getpid():
    """int 0x80: the calls of 32-bit programs, with numbers of their own."""
    code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    code.write(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")  # mov eax, 20; int 0x80; ret
    address = ctypes.addressof(ctypes.c_char.from_buffer(code))
    return ctypes.CFUNCTYPE(ctypes.c_int)(address)()


# Files.


def read(path):
    with open(path, "rb") as stream:
        return len(stream.read(16))


def listing(path):
    return os.listdir(path)


def exists(path):
    return os.path.exists(path)


def write(path):
    with open(path, "ab") as stream:
        stream.write(b"breach")


def overwrite(path):
    with open(path, "r+b"):
        pass


def truncate_by_opening(path):
    os.close(os.open(path, os.O_RDONLY | os.O_TRUNC))


def writable_folders(roots):
    """Every folder that can be seen from these and takes a new file."""
    found = []
    for root in roots:
        for folder, _, _ in os.walk(root):
            path = os.path.join(folder, "breach")
            try:
                os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            except OSError:
                continue
            found.append(folder)
    return found


def unnamed_file(folder):
    return os.open(folder, os.O_TMPFILE | os.O_RDWR)


def writes_to_null():
    with open(NULL, "w") as stream:
        return stream.write("print it away")


def change_mode(path):
    os.chmod(path, os.stat(path).st_mode)


def change_owner(path):
    os.chown(path, -1, -1)


def change_times(path):
    os.utime(path)


# Processes and signals.


def signal_parent():
    os.kill(os.getppid(), 0)


def signal_oneself():
    os.kill(os.getpid(), 0)
    received = []
    signal.signal(signal.SIGUSR1, lambda *_: received.append(1))
    signal.raise_signal(signal.SIGUSR1)
    return len(received)


def abort():
    os.abort()


def threads(count):
    """How many threads can be alive at the same time, up to a count."""
    release = threading.Event()
    started = []
    try:
        for _ in range(count):
            thread = threading.Thread(target=release.wait)
            thread.start()
            started.append(thread)
    except RuntimeError:
        pass
    release.set()
    for thread in started:
        thread.join()
    return len(started)


def threads_one_after_another(count):
    results = []
    for number in range(count):
        thread = threading.Thread(target=results.append, args=(number,))
        thread.start()
        thread.join()
    return len(results)


def seen_from_proc():
    """Who owns this process's files in /proc: root, if it is not dumpable."""
    return os.stat("/proc/self/environ").st_uid


def identity():
    return {"uid": os.getresuid(), "gid": os.getresgid(), "groups": os.getgroups()}


def regain_root():
    os.setresuid(0, 0, 0)


def capabilities():
    """Every capability that is held or could be, as one number."""
    library = ctypes.CDLL(None, use_errno=True)
    held = ctypes.create_string_buffer(24)
    if library.capget(struct.pack("=Ii", 0x20080522, 0), held) == 0:
        return sum(struct.unpack("=6I", held.raw))
    return errno.errorcode[ctypes.get_errno()]


def bounding_set():
    """Of the first 40 capabilities, those still in the bounding set."""
    library = ctypes.CDLL(None, use_errno=True)
    return [number for number in range(40) if library.prctl(23, number, 0, 0, 0) == 1]


def sleep(seconds):
    time.sleep(seconds)


# Limits.


def descriptors():
    """The descriptors that are open, and what the standard three are."""
    found = []
    for number in range(1024):
        try:
            os.fstat(number)
        except OSError:
            continue
        found.append(number)
    null = os.stat(NULL).st_rdev
    return {"open": found, "null": [fd for fd in (0, 1, 2) if os.fstat(fd).st_rdev == null]}


def memory_bomb():
    try:
        np.ones(2**31, dtype=np.uint8)
    except MemoryError:
        pass
    else:
        return "allocated"
    try:
        bytearray(3 * 2**30)
    except MemoryError:
        return "MemoryError"
    return "allocated"


def endless_list():
    kept = []
    while True:
        kept.append(bytes(64 * 2**20))  # never written to: costs address space only


def open_many():
    opened = 0
    try:
        while opened < 1000:
            os.open(NULL, os.O_RDONLY)
            opened += 1
    except OSError as problem:
        return [opened, errno.errorcode[problem.errno]]
    return [opened, None]


def burn():
    while True:
        pass


def deep_recursion():
    def descend(depth):
        return descend(depth + 1)

    with contextlib.suppress(RecursionError):
        descend(0)
    # The C stack as well: showing nested lists recurses in C.
    nested = []
    for _ in range(100_000):
        nested = [nested]
    try:
        repr(nested)
    except RecursionError:
        return "RecursionError"
    return None


def raise_limit():
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))


def current_limits():
    names = ("AS", "CPU", "FSIZE", "NOFILE", "CORE", "MSGQUEUE", "MEMLOCK")
    return {name: resource.getrlimit(getattr(resource, f"RLIMIT_{name}")) for name in names}


# Network.


def open_sockets():
    """{kind: name of the error, or "opened"}"""
    kinds = {
        "inet stream": (socket.AF_INET, socket.SOCK_STREAM, 0),
        "inet datagram": (socket.AF_INET, socket.SOCK_DGRAM, 0),
        "inet6 stream": (socket.AF_INET6, socket.SOCK_STREAM, 0),
        "inet raw": (socket.AF_INET, socket.SOCK_RAW, 1),
        "unix": (socket.AF_UNIX, socket.SOCK_STREAM, 0),
        "netlink": (socket.AF_NETLINK, socket.SOCK_RAW, 0),
        "packet": (socket.AF_PACKET, socket.SOCK_RAW, 0),
        "vsock": (socket.AF_VSOCK, socket.SOCK_STREAM, 0),
        "algorithms": (socket.AF_ALG, socket.SOCK_SEQPACKET, 0),
    }
    return {name: _socket(*kind) for name, kind in kinds.items()}


def _socket(*kind):
    try:
        socket.socket(*kind).close()
    except OSError as problem:
        return errno.errorcode[problem.errno]
    return "opened"


def connect_tcp(port):
    with socket.socket() as stream:
        stream.settimeout(2)
        stream.connect(("127.0.0.1", port))


def connect_abstract(name):
    with socket.socket(socket.AF_UNIX) as stream:
        stream.connect("\0" + name)


# Honest work.


def numpy_at_work():
    rng = np.random.default_rng(3)
    a = rng.normal(size=(40, 40))
    left, values, right = np.linalg.svd(a)
    symmetric = a + a.T
    eigenvalues, eigenvectors = np.linalg.eigh(symmetric)
    big = rng.random((500, 500))
    return all(
        [
            np.allclose(left * values @ right, a),
            np.allclose(np.fft.ifft(np.fft.fft(a)).real, a),
            np.allclose(symmetric @ eigenvectors, eigenvectors * eigenvalues),
            np.allclose(np.linalg.eigvals(np.diag([1.0, 2.0])), [1, 2]),
            np.allclose(np.linalg.solve(a, a @ np.ones(40)), 1),
            np.allclose(np.einsum("ij,jk->ik", a, a), a @ a),
            np.allclose((big @ big)[3, 4], big[3] @ big[:, 4]),
            bool(np.all(np.diff(np.sort(big, axis=None)) >= 0)),
            np.random.RandomState(1).randint(10) == 5,
            np.array_equal(np.median(np.arange(5.0)), 2.0),
            np.ma.masked_array([1, 2], [True, False]).sum() == 2,
            np.polynomial.Polynomial([1, 2])(3.0) == 7,
        ]
    )


def python_at_work():
    @dataclasses.dataclass(frozen=True, slots=True)
    class Point:
        x: float
        y: float = 2.0

    before = time.perf_counter()
    time.sleep(0.01)
    clocks = [time.time(), time.monotonic(), time.process_time(), time.thread_time()]
    return all(
        [
            Point(1.0) == Point(1.0, 2.0),
            time.perf_counter() - before >= 0.009,
            all(clock > 0 for clock in clocks),
            time.localtime().tm_year > 2000,
            len(os.urandom(8)) == 8,
            0 <= random.SystemRandom().random() < 1,
            random.Random(1).randint(1, 6) == 2,
            threads_one_after_another(3) == 3,
            os.getcwd() != "",
            len(os.uname()) == 5,
            (os.cpu_count() or 1) >= 1,
            resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > 0,
            not os.isatty(0),
        ]
    )


def alarm():
    """A time limit of the student's own, by setitimer."""

    def ring(*_):
        raise TimeoutError

    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    try:
        time.sleep(5)
    except TimeoutError:
        return "rang"
    return "silent"


def import_many():
    """Modules of the standard library that nothing has imported before: {name: error}."""
    import importlib
    import sys

    names = ("argparse", "asyncio", "bisect", "bz2", "calendar", "colorsys", "concurrent.futures",
             "configparser", "csv", "difflib", "fractions", "graphlib", "gzip", "hashlib", "heapq",
             "html.parser", "json", "logging", "lzma", "pickle", "pprint", "queue", "sched",
             "shelve", "shlex", "sqlite3", "string", "textwrap", "timeit", "unittest", "uuid",
             "wave", "xml.dom.minidom", "zipfile", "numpy.testing", "numpy.ctypeslib")  # fmt: skip
    failed = {}
    for name in names:
        try:
            importlib.import_module(name)
        except Exception as problem:
            failed[name] = repr(problem)
    fresh = [name for name in ("colorsys", "wave", "graphlib") if name in sys.modules]
    return {"failed": failed, "fresh": len(fresh)}


def can_import(name):
    __import__(name)


def use_descriptor(fd):
    """Send and receive over a connected socket that was kept."""
    with socket.socket(fileno=fd) as stream:
        stream.sendall(b"question")
        return stream.recv(100).decode()


def pass_descriptor(fd):
    with socket.socket(fileno=fd) as stream:
        socket.send_fds(stream, [b"x"], [0])


def run_probe(source, canary, parent):
    namespace = {}
    exec(compile(source, "probe", "exec"), namespace)
    return namespace["attack"](canary, parent)
