"""Confined code is one process that touches no other and cannot undo its confinement."""

import os
import platform
import signal
import time

import pytest

ON_X86 = platform.machine() == "x86_64"


def test_dangerous_system_calls_are_refused(home):
    outcomes = home.run("refused_calls").value
    assert len(outcomes) > 100
    assert {name: error for name, error in outcomes.items() if error != "EPERM"} == {}


def test_clone3_seems_not_to_exist(home):
    assert home.run("clone3").value == "ENOSYS"


@pytest.mark.skipif(not ON_X86, reason="calls of x86")
@pytest.mark.parametrize("attack", ["x32_getpid", "i386_getpid"])
def test_calls_of_another_architecture_end_the_process(home, attack):
    assert home.run(attack).signal == signal.SIGSYS


def test_the_parent_cannot_be_signalled(home):
    assert home.run("signal_parent").raised == "PermissionError"


def test_signals_to_oneself_work(home):
    assert home.run("signal_oneself").value == 1
    assert home.run("abort").signal == signal.SIGABRT


def test_threads_work_and_are_bounded(home):
    assert home.run("threads", 12).value == 12
    assert 12 <= home.run("threads", 500).value <= 16 + 16


def test_threads_that_ended_do_not_count(home):
    assert home.run("threads_one_after_another", 200).value == 200


def test_the_process_is_closed_to_debuggers_of_the_same_user(home):
    if home.in_bubblewrap:
        pytest.skip("there is no /proc to see it in")
    # The kernel gives the files of a process that is not dumpable to root.
    assert home.run("seen_from_proc").value == 0


def test_the_user_is_a_throwaway_one_and_stays_it(home):
    identity = home.run("identity").value
    assert 0 not in identity["uid"] + identity["gid"]
    assert len({*identity["uid"]}) == 1
    assert home.run("regain_root").raised == "PermissionError"
    if home.switches_users:
        assert identity["uid"][0] == identity["gid"][0] >= 2_000_000_000
        assert identity["groups"] == []
        assert home.run("identity").value["uid"] != identity["uid"]


def test_no_capability_is_held_or_to_be_had(home):
    assert home.run("capabilities", seccomp=False).value == 0
    if home.switches_users:
        assert home.run("bounding_set", seccomp=False).value == []


def test_raising_a_limit_is_refused(home):
    assert home.run("raise_limit").raised in ("PermissionError", "ValueError")
    assert home.run("raise_limit", seccomp=False).raised in ("PermissionError", "ValueError")


def test_the_child_dies_with_its_parent(open_home_with):
    reading, writing = os.pipe()
    home = open_home_with("ordinary user", writing)
    os.close(writing)
    home.ask("sleep", 60, keep=(writing,))
    time.sleep(0.5)
    home.parent.kill()
    # The pipe ends when the last process that holds its other end has gone.
    started = time.monotonic()
    assert os.read(reading, 1) == b""
    assert time.monotonic() - started < 5
    os.close(reading)
