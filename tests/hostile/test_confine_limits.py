"""Confined code has bounded memory, time, descriptors and files."""

import signal

import pytest


def test_asking_for_too_much_memory_is_a_memory_error(home):
    assert home.run("memory_bomb").value == "MemoryError"
    assert home.run("endless_list").raised == "MemoryError"


def test_the_limits_are_those_that_were_asked_for(home):
    limits = home.run("current_limits", address_space=10**9, cpu_seconds=7, open_files=40).value
    assert limits == {
        "AS": [10**9, 10**9],
        "CPU": [7, 8],
        "FSIZE": [0, 0],
        "NOFILE": [40, 40],
        "CORE": [0, 0],
        "MSGQUEUE": [0, 0],
        "MEMLOCK": [0, 0],
    }


def test_the_processor_time_is_bounded(home):
    if home.name != "ordinary user":
        pytest.skip("costs a second; the same in each home")
    assert home.run("burn", cpu_seconds=1).signal == signal.SIGXCPU


def test_only_the_kept_descriptors_are_open(home):
    found = home.run("descriptors").value
    # 0, 1, 2, and the pipe of the answer.
    assert len(found["open"]) == 4
    assert found["null"] == [0, 1, 2]


def test_descriptors_are_bounded(home):
    opened, error = home.run("open_many").value
    assert error == "EMFILE"
    assert opened < 64


def test_deep_recursion_is_an_error_and_not_a_crash(home):
    assert home.run("deep_recursion").value == "RecursionError"
