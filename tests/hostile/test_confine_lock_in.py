"""The lock itself: the layers it tells, and that it fails closed."""

import contextlib
import json
import os
import subprocess
import sys

import pytest

from grader.sandbox import confine, landlock, limits, privileges, seccomp

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="confinement is made for Linux")


def in_a_child(function):
    """What a function returns in a forked child, or the name and errno of what it raises."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            answer = function(writing)
        except BaseException as problem:
            answer = [type(problem).__name__, getattr(problem, "errno", None)]
        with contextlib.suppress(OSError):
            os.write(writing, json.dumps(answer).encode())
        os._exit(0)
    os.close(writing)
    with open(reading, "rb") as stream:
        answer = json.loads(stream.read() or "null")
    os.waitpid(pid, 0)
    return answer


def lock_in(writing, **changes):
    arguments = {
        "keep": [writing],
        "landlock_fd": landlock.ruleset([]),
        "seccomp": seccomp.program(),
        "limits": limits.ResourceLimits(),
        "uid": None,
    }
    return confine.lock_in(**{**arguments, **changes})


def test_the_layers_in_place_are_told(home):
    uid = ["uid"] if home.switches_users else []
    assert home.run("identity").layers == [*uid, "rlimits", "landlock", "seccomp"]
    assert home.run("identity", landlock=False, seccomp=False).layers == [*uid, "rlimits"]


@pytest.mark.parametrize("landlock_fd", [0, 1000])
def test_a_bad_ruleset_is_an_error(landlock_fd):
    answer = in_a_child(lambda out: lock_in(out, landlock_fd=landlock_fd))
    assert answer[0] == "OSError"


def test_a_bad_filter_is_an_error():
    assert in_a_child(lambda out: lock_in(out, seccomp=b"\0" * 8)) == ["OSError", 22]


def test_a_filter_needs_no_new_privs():
    def install_early(out):
        if os.geteuid() == 0:
            privileges.become(65534)
        seccomp.install(seccomp.program())

    assert in_a_child(install_early) == ["PermissionError", 13]


def test_a_user_that_one_may_not_be_is_an_error():
    def switch_without_privilege(out):
        if os.geteuid() == 0:
            privileges.become(65534)
        return lock_in(out, uid=2_000_000_000)

    assert in_a_child(switch_without_privilege) == ["PermissionError", 1]


def test_a_limit_already_lower_is_kept():
    import resource

    def lowered_twice(out):
        os.closerange(3, out)  # what other tests have open would be too many
        os.closerange(out + 1, 1024)
        resource.setrlimit(resource.RLIMIT_NOFILE, (30, 30))
        resource.setrlimit(resource.RLIMIT_CPU, (50, 50))
        lock_in(out)
        return [resource.getrlimit(which) for which in (resource.RLIMIT_NOFILE, 0)]

    assert in_a_child(lowered_twice) == [[30, 30], [50, 50]]


def test_kept_standard_descriptors_stay():
    def keep_one_as_output(out):
        os.dup2(out, 1)
        lock_in(out, keep=[out, 1])
        return os.fstat(1).st_ino == os.fstat(out).st_ino

    assert in_a_child(keep_one_as_output) is True


def test_closed_standard_descriptors_are_filled():
    def close_then_lock(out):
        ruleset = landlock.ruleset([])
        high = os.dup2(out, 50)
        for fd in (0, 1, 2, out):
            with contextlib.suppress(OSError):
                os.close(fd)
        lock_in(high, keep=[high], landlock_fd=ruleset)
        os.dup2(high, out)
        return [os.fstat(fd).st_rdev == os.stat("/dev/null").st_rdev for fd in (0, 1, 2)]

    assert in_a_child(close_then_lock) == [True, True, True]


def test_other_systems_get_descriptors_and_limits_only():
    def lock_in_elsewhere(out):
        extra = os.dup2(out, 40)
        sys.platform = "darwin"
        layers = confine.lock_in(
            keep=[out],
            landlock_fd=None,
            seccomp=None,
            limits=limits.ResourceLimits(),
            uid=None,
        )
        with contextlib.suppress(OSError):
            os.fstat(extra)
            layers.append("leak")
        return layers

    assert in_a_child(lock_in_elsewhere) == ["rlimits"]


def test_the_ruleset_itself_is_closed():
    def look(out):
        ruleset = landlock.ruleset([])
        lock_in(out, landlock_fd=ruleset)
        os.fstat(ruleset)

    assert in_a_child(look) == ["OSError", 9]


def test_a_path_that_does_not_exist_is_left_out():
    fd = landlock.ruleset(["/nowhere/at/all"])
    assert fd is not None
    os.close(fd)


def test_without_landlock_there_is_no_ruleset(monkeypatch):
    monkeypatch.setattr(landlock, "abi", lambda: 0)
    assert landlock.ruleset(["/usr"]) is None


@pytest.mark.parametrize("number, expected", [(38, 0), (95, 0), (1, 0)])
def test_a_kernel_without_landlock_has_version_0(monkeypatch, number, expected):
    def refuse(*arguments):
        raise OSError(number, "refused")

    monkeypatch.setattr(landlock.libc, "syscall", refuse)
    assert landlock.abi() == expected


def test_any_other_trouble_with_landlock_is_not_hidden(monkeypatch):
    def refuse(*arguments):
        raise OSError(22, "refused")

    monkeypatch.setattr(landlock.libc, "syscall", refuse)
    with pytest.raises(OSError):
        landlock.abi()


@pytest.mark.parametrize(
    "version, handled",
    [(1, [2**13 - 1]), (2, [2**14 - 1]), (3, [2**15 - 1]), (4, [2**15 - 1, 3]),
     (5, [2**16 - 1, 3]), (6, [2**16 - 1, 3, 3]), (9, [2**16 - 1, 3, 3])],
)  # fmt: skip
def test_each_version_of_landlock_is_asked_for_all_it_knows(monkeypatch, version, handled):
    import ctypes

    asked = []

    def record(number, *arguments):
        if number == 444:
            asked.append(ctypes.string_at(*arguments[:2]))
        return 5

    monkeypatch.setattr(landlock.libc, "syscall", record)
    landlock._create(version)
    assert asked == [b"".join(word.to_bytes(8, "little") for word in handled)]


def test_root_has_spare_users_and_others_have_none(monkeypatch):
    monkeypatch.setattr(privileges.os, "geteuid", lambda: 1000)
    assert len(privileges.spare_uids()) == 0


@pytest.mark.parametrize(
    "uid_map, expected",
    [
        ("0 0 4294967295\n", range(2_000_000_000, 2_000_065_536)),
        ("0 1000 1\n1 100000 65536\n", range(64537, 65537)),
        ("0 1000 1\n", range(1, 1)),
    ],
)
def test_spare_users_are_mapped_ones(monkeypatch, tmp_path, uid_map, expected):
    path = tmp_path / "uid_map"
    path.write_text(uid_map)
    monkeypatch.setattr(privileges.os, "geteuid", lambda: 0)
    monkeypatch.setattr(privileges, "open", lambda *_, **__: path.open(), raising=False)
    assert privileges.spare_uids() == expected


def test_an_ordinary_users_other_processes_are_counted(monkeypatch):
    assert limits.tasks_of_this_user() >= 16
    monkeypatch.setattr(limits.os, "getuid", lambda: os.stat("/proc/self").st_uid or 1)
    monkeypatch.setattr(limits.os.path, "isdir", lambda path: False)
    assert limits.tasks_of_this_user() == 16


def test_importing_works_on_a_system_that_has_none_of_this():
    script = """
import sys
for absent in ("resource", "fcntl", "pwd", "grp", "_posixsubprocess"):
    sys.modules[absent] = None
sys.platform = "win32"
import ctypes
ctypes.CDLL = None
from grader.sandbox import (
    bubblewrap, confine, landlock, libc, limits, privileges, probe, seccomp, syscalls, tree)
assert landlock.abi() == 0
assert landlock.ruleset([]) is None
assert len(privileges.spare_uids()) == 0
try:
    seccomp.program()
except OSError as problem:
    print(problem)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert "no table of system calls for win32" in done.stdout, done.stderr
