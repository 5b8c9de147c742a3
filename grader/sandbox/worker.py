"""The program on the other side: a zygote that forks, and the children that it forks.

The zygote holds NumPy and this package, no secret, and never runs a student's text. A child locks
itself in, then loads and calls what it is told to.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import signal
import socket
import sys
from dataclasses import dataclass
from typing import Any

# What answers commonly import: loaded once here, so that no child has to look for it.
PRELOADED = (
    "abc argparse array ast bisect builtins calendar cmath collections.abc copy copyreg csv "
    "dataclasses datetime decimal difflib enum fractions functools gc glob hashlib heapq "
    "inspect io itertools json linecache logging math numbers operator os.path pathlib pickle "
    "platform pprint queue random re reprlib secrets shutil statistics string struct sys "
    "tempfile textwrap threading time timeit traceback types typing unicodedata unittest uuid "
    "warnings weakref "
    "concurrent.futures contextlib keyword locale subprocess tokenize zlib "
    "numpy numpy.fft numpy.lib.stride_tricks numpy.linalg numpy.ma numpy.polynomial numpy.random "
    "numpy.testing numpy.typing"
).split()


@dataclass(frozen=True)
class Settings:
    """What the grader tells its zygote at the start."""

    control: int  # descriptor of the socket that commands come from
    packages: str  # folder to import NumPy from
    readable: list[str] | None  # for Landlock; None: without it
    listable: list[str]
    seccomp: bool
    uids: list[int]  # throwaway users, one for each child that may live; empty: stay who we are
    limits: dict[str, int]
    max_tree: int
    max_blob: int
    printed: int


def main(text: str) -> None:
    """Serve commands until the grader goes away: one byte each, with descriptors beside it."""
    settings = Settings(**json.loads(text))
    sys.argv = [""]
    sys.orig_argv = [""]
    _import_all(settings.packages)
    from . import landlock, privileges, seccomp

    fd = landlock.ruleset(settings.readable, settings.listable) if settings.readable else None
    program = seccomp.program() if settings.seccomp else None
    if settings.uids:
        privileges.empty_bounding_set()  # once here, rather than in each child
    _warm_up()
    gc.collect()
    gc.freeze()
    control = socket.socket(fileno=settings.control)
    control.send(b"r")
    nursery = _Nursery(control, settings, fd, program)
    while True:
        command, descriptors, _flags, _address = socket.recv_fds(control, 5, 1)
        if command == b"s":
            nursery.spawn(descriptors[0])
        elif len(command) == 5:
            control.send(nursery.reap(int.from_bytes(command[1:], "big")))
        else:
            return


class _Nursery:
    """The children that live now, each with a user number of its own."""

    def __init__(
        self, control: socket.socket, settings: Settings, fd: int | None, program: bytes | None
    ):
        self._control = control
        self._settings = settings
        self._fd = fd
        self._program = program
        self._uids: dict[int, int | None] = {}

    def spawn(self, descriptor: int) -> None:
        """Fork a child that serves on the descriptor, and tell the grader how to reach it."""
        taken = set(self._uids.values())
        uid = next((uid for uid in self._settings.uids if uid not in taken), None)
        if self._settings.uids and uid is None:
            os.close(descriptor)  # more children than users: this one never comes to life
            self._control.send(bytes(4))
            return
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                _serve(descriptor, self._settings, uid, self._fd, self._program)
                status = 0
            finally:
                os._exit(status)
        self._uids[pid] = uid
        os.close(descriptor)
        told = pid.to_bytes(4, "big")
        if not hasattr(os, "pidfd_open"):
            self._control.send(told)
            return
        handle = os.pidfd_open(pid)
        socket.send_fds(self._control, [told], [handle])
        os.close(handle)

    def reap(self, pid: int) -> bytes:
        """Wait for a child that was ended: its wait status."""
        _pid, status = os.waitpid(pid, 0)
        del self._uids[pid]
        return status.to_bytes(4, "big")


def _serve(
    descriptor: int, settings: Settings, uid: int | None, fd: int | None, program: bytes | None
) -> None:
    """The child's life: lock in, then answer requests until the stream ends."""
    from .callee import Callee
    from .codec import CodecError, Tree
    from .confine import lock_in
    from .limits import ResourceLimits
    from .wire import ClosedError, receive, send

    limits = ResourceLimits(**settings.limits)
    lock_in(keep=[descriptor], landlock_fd=fd, seccomp=program, limits=limits, uid=uid)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115 - it is /dev/null now
    for caught in (signal.SIGINT, signal.SIGXCPU):
        signal.signal(caught, signal.SIG_DFL)
    sock = socket.socket(fileno=descriptor)
    max_tree, max_blob = settings.max_tree, settings.max_blob
    current = 0

    def call_back(tree: Tree, parts: list[Any]) -> tuple[Tree, Any]:
        send(sock, current, tree, parts)
        _number, reply, blob = receive(sock, current, max_tree, max_blob)
        return reply, blob

    callee = Callee(call_back, printed=settings.printed)
    with contextlib.suppress(ClosedError):
        while True:
            current, tree, blob = receive(sock, None, max_tree, max_blob)
            reply, parts = callee.respond(tree, blob)
            try:
                if sum(len(part) for part in parts) > max_blob:
                    raise CodecError
                send(sock, current, reply, parts)
            except CodecError:
                send(sock, current, ["unsendable", "more than can be sent", ""], [])


def _import_all(packages: str) -> None:
    sys.path.insert(0, packages)
    for name in PRELOADED:
        with contextlib.suppress(ImportError):  # no Python has all of them
            importlib.import_module(name)
    sys.path.remove(packages)


def _warm_up() -> None:
    """Do once what would otherwise be set up again in every child."""
    import numpy as np

    from .callee import Callee
    from .calls import Source
    from .codec import dumps, loads
    from .encoding import Encoder

    square = np.eye(3) + 0.5
    np.linalg.svd(square)
    np.linalg.solve(square, square)
    np.einsum("ij,jk->ik", square, square)
    np.fft.fft(square @ square)
    np.random.default_rng(0).normal(size=3)
    str(np.sort(square))
    callee = Callee(lambda tree, parts: (tree, b""), printed=1 << 10)
    output = sys.stdout, sys.stderr
    callee.add("warm", Source((("warm.py", "def warm(x, y):\n    print(x)\n    return x, y\n"),)))
    encoder = Encoder()
    arguments = [encoder.tree([square, {"a": (1, 2.5, "text")}]), encoder.tree({})]
    blob = b"".join(encoder.parts)
    callee.respond(loads(dumps(["call", "warm", "warm", *arguments, "once", False, []])), blob)
    sys.stdout, sys.stderr = output
