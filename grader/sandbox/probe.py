"""A hostile pseudo submission that proves the confinement by effect, on this machine, today.

Run through the ordinary way of calling a submission: `attack(canary_path, parent_pid)` gives
{name: succeeded}. The canary is a readable file of the trusted side, and the process number is
the trusted process's.
"""

from __future__ import annotations

BREACH_NAMES = {
    "read_canary": "it could read a file outside its own tree",
    "list_canary_folder": "it could list a folder outside its own tree",
    "write_beside_canary": "it could make a file beside the canary",
    "write_working_folder": "it could make a file in its working folder",
    "write_shared_folder": "it could make a file in /tmp, /var/tmp or /dev/shm",
    "change_times": "it could change the times of a file outside its own tree",
    "internet_socket": "it could open an internet socket",
    "local_socket": "it could open a Unix socket",
    "contact": "it could reach the network of this machine",
    "fork": "it could start another process",
    "execute": "it could ask for another program to be run",
    "signal_grader": "it could signal the grading process",
    "signal_parent": "it could signal the process that started it",
    "grader_environment": "it could read the environment of the grading process",
    "parent_environment": "it could read the environment of the process that started it",
    "inherited_environment": "its own environment was not cleared",
}

ATTACK = '''\
"""Tries what no submission may; see the confinement probe of the grader."""

import errno
import os
import socket

HARMLESS = {"PATH", "PWD", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "LD_LIBRARY_PATH",
            "MALLOC_ARENA_MAX"}


def attack(canary_path, parent_pid):
    folder = os.path.dirname(canary_path)
    shared = ("/tmp", "/var/tmp", "/dev/shm")
    tries = {
        "read_canary": lambda: read(canary_path),
        "list_canary_folder": lambda: bool(os.listdir(folder)),
        "write_beside_canary": lambda: write(folder),
        "write_working_folder": lambda: write(os.getcwd()),
        "write_shared_folder": lambda: any([succeeds(lambda f=f: write(f)) for f in shared]),
        "change_times": lambda: touch(canary_path),
        "internet_socket": lambda: open_socket(socket.AF_INET),
        "local_socket": lambda: open_socket(socket.AF_UNIX),
        "contact": contact,
        "fork": fork,
        "execute": execute,
        "signal_grader": lambda: signal(parent_pid),
        "signal_parent": lambda: signal(os.getppid()),
        "grader_environment": lambda: read(f"/proc/{parent_pid}/environ"),
        "parent_environment": lambda: read(f"/proc/{os.getppid()}/environ"),
        "inherited_environment": environment,
    }
    return {name: succeeds(attempt) for name, attempt in tries.items()}


def succeeds(attempt):
    try:
        return bool(attempt())
    except (OSError, AttributeError):  # refused, or this system has no such call
        return False


def read(path):
    with open(path, "rb") as stream:
        return len(stream.read(16)) > 0


def write(folder):
    path = os.path.join(folder, f"breach-{os.getpid()}")
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
    os.unlink(path)
    return True


def touch(path):
    os.utime(path)
    return True


def open_socket(family):
    socket.socket(family, socket.SOCK_STREAM).close()
    return True


def contact():
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as stream:
        stream.settimeout(0.5)
        # Refused by the other end is reached as well: port 9 has no listener.
        return stream.connect_ex(("127.0.0.1", 9)) in (0, errno.ECONNREFUSED)


def fork():
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return True


def execute():
    # A program that doesn't exist: were one to run, this process would be gone.
    try:
        os.execv("/nonexistent/program", ["program"])
    except OSError as problem:
        return problem.errno not in (errno.EPERM, errno.EACCES)


def signal(pid):
    if os.name == "posix":  # elsewhere signal 0 is not a question but Control-C
        os.kill(pid, 0)
        return True


def environment():
    return any(name not in HARMLESS and not name.startswith("PYTHON")
               and not name.endswith("_NUM_THREADS") for name in os.environ)
'''
