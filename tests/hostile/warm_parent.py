"""A small stand-in for the zygote: forks a child for each request, which locks itself in.

Run as `python -S -I warm_parent.py CONFIGURATION`, within bubblewrap or without. Requests and
answers are JSON, one a line. Not a test: it runs what tests ask for.
"""

import importlib
import importlib.util
import json
import os
import sys
import types

STANDARD = ("ctypes", "dataclasses", "mmap", "random", "resource", "signal", "socket", "tempfile",
            "threading", "time", "datetime", "decimal", "collections", "itertools", "functools",
            "statistics", "typing", "inspect", "traceback")  # fmt: skip


def main(configuration):
    load_package("numpy", configuration["package_folder"])
    for name in STANDARD:
        importlib.import_module(name)
    sandbox = load_sandbox(configuration["sandbox"])
    attacks = load_attacks(configuration["attacks"])
    warm_up(attacks)
    sandbox.privileges.empty_bounding_set()
    layers = {
        "landlock": sandbox.landlock.ruleset(configuration["readable"], configuration["listable"]),
        "seccomp": sandbox.seccomp.program(),
    }
    uids = iter(sandbox.privileges.spare_uids())
    for line in sys.stdin:
        request = json.loads(line)
        uid = next(uids) if request["switches_users"] else None
        answer = in_a_child(lambda out: attempt(sandbox, attacks, layers, request, uid, out))  # noqa: B023
        print(answer, flush=True)


def load_package(name, folder):
    sys.path.append(folder)
    importlib.import_module(name)
    sys.path.remove(folder)


def load_sandbox(folder):
    """The sandbox's modules under another name and without its own __init__."""
    package = types.ModuleType("confinement")
    package.__path__ = [folder]
    sys.modules["confinement"] = package
    for name in ("landlock", "seccomp", "limits", "privileges", "confine"):
        setattr(package, name, importlib.import_module(f"confinement.{name}"))
    return package


def load_attacks(path):
    spec = importlib.util.spec_from_file_location("attacks", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["attacks"] = module
    spec.loader.exec_module(module)
    return module


def warm_up(attacks):
    """NumPy loads parts at first use; a child may no longer reach them."""
    attacks.numpy_at_work()


def in_a_child(work):
    """What the child wrote, and how it ended."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        try:
            work(writing)
        finally:
            os._exit(3)
    os.close(writing)
    with open(reading, "rb") as stream:
        written = stream.read()
    _, status = os.waitpid(pid, 0)
    answer = json.loads(written) if written else {}
    answer["signal"] = os.WTERMSIG(status) if os.WIFSIGNALED(status) else None
    return json.dumps(answer)


def attempt(sandbox, attacks, layers, request, uid, out):
    if request["first_become"] is not None:
        sandbox.privileges.become(request["first_become"])
    answer = {}
    try:
        answer["layers"] = sandbox.confine.lock_in(
            keep=[out, *request["keep"]],
            landlock_fd=layers["landlock"] if request["landlock"] else None,
            seccomp=layers["seccomp"] if request["seccomp"] else None,
            limits=sandbox.limits.ResourceLimits(**request["limits"]),
            uid=uid,
        )
        answer["value"] = getattr(attacks, request["function"])(*request["arguments"])
    except BaseException as problem:
        answer["raised"] = type(problem).__name__
        answer["text"] = str(problem)[:500]
        answer["errno"] = getattr(problem, "errno", None)
    os.write(out, json.dumps(answer).encode())
    os._exit(0)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
