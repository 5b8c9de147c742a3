"""CHEAT: tries to get out and to leave something behind. Twin: levenshtein_bruno.

Everything here must fail in the confined child, and where it succeeds it does next to nothing:
signals are number 0, files are empty, the forked process ends at once.
"""
import ctypes
import os
import pathlib
import socket
import sys
import tempfile

import numpy as np

MARK = "dlqa-class-gideon"


def fork():
    if os.fork() == 0:
        os._exit(0)


def connect():
    socket.create_connection(("127.0.0.1", 9), timeout=0.1)


def run():
    import subprocess

    subprocess.run([sys.executable, "-c", "pass"])


def write_everywhere():
    folders = [lambda: "/tmp", lambda: "/var/tmp", lambda: "/dev/shm", os.getcwd, tempfile.gettempdir]
    for folder in [*folders, pathlib.Path.home]:
        try:
            pathlib.Path(folder(), MARK).touch()
        except (OSError, RuntimeError):
            pass


def change_permissions():
    for folder in (".", "..", "examples/class"):
        try:
            os.chmod(folder, 0o775)
        except OSError:
            pass


ATTEMPTS = (
    fork,
    connect,
    write_everywhere,
    change_permissions,
    run,
    lambda: os.kill(os.getppid(), 0),
    lambda: os.killpg(os.getpgid(os.getppid()), 0),
    lambda: os.setsid(),
    lambda: ctypes.CDLL(None).ptrace(16, os.getppid(), 0, 0),
    lambda: open("/proc/self/mem", "r+b").close(),
    lambda: os.setuid(0),
    lambda: os.execv(sys.executable, [sys.executable, "-c", "pass"]),
)


def escape():
    for attempt in ATTEMPTS:
        try:
            attempt()
        except Exception:
            pass


escape()


def levenshtein(a, b):
    return abs(len(a) - len(b))


def levenshtein_matrix(a, b):
    if not isinstance(a, str) or not isinstance(b, str):
        raise TypeError("strings")
    D = np.add.outer(np.arange(len(a) + 1), np.arange(len(b) + 1))
    for i, x in enumerate(a, 1):
        for j, y in enumerate(b, 1):
            D[i, j] = min(D[i - 1, j - 1] + (x != y), D[i - 1, j] + 1, D[i, j - 1] + 1)
    return D


def edit_script(a, b):
    return []


_honest = levenshtein


def levenshtein(a, b):
    write_everywhere()
    return _honest(a, b)
