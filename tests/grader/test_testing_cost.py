"""`time_allowed` measures the reference on this machine."""

import time

import pytest

from grader.testing import cost, time_allowed


@pytest.fixture
def clock(monkeypatch):
    """A clock that only the measured function moves."""

    class Clock:
        now = 0.0

    monkeypatch.setattr(cost, "perf_counter", lambda: Clock.now)
    return Clock


def taking(clock, *seconds):
    left = list(seconds)

    def function(*_args):
        clock.now += left.pop(0)

    return function, left


def test_is_a_multiple_of_the_median_of_three_runs(clock):
    function, left = taking(clock, 0.4, 0.2, 0.3)
    assert time_allowed(function) == pytest.approx(6.0)
    assert left == []


def test_is_never_below_the_floor(clock):
    assert time_allowed(taking(clock, 0.001, 0.001, 0.001)[0]) == 2.0
    assert time_allowed(taking(clock, 0.001, 0.001, 0.001)[0], floor=0.5) == 0.5


def test_a_slow_reference_runs_once(clock):
    function, left = taking(clock, 0.6, 9.0, 9.0)
    assert time_allowed(function, factor=10) == pytest.approx(6.0)
    assert len(left) == 2


def test_arguments_reach_the_function_and_errors_come_back():
    seen = []
    time_allowed(lambda *args: seen.append(args), 1, "a")
    assert set(seen) == {(1, "a")}
    with pytest.raises(KeyError):
        time_allowed({}.__getitem__, "missing")


def test_real_time_is_measured():
    assert time_allowed(time.sleep, 0.01, floor=0.0) >= 0.2
