"""Deadlines, deaths and the limits of a confined session."""

from __future__ import annotations

import os
import time

import numpy as np
import pytest

from grader.answer import CheckEnded
from grader.sandbox import isolation
from grader.sandbox.calls import Limits

QUICK = Limits(call=0.3, load=0.5)
ANSWER = """
import os, time
import numpy as np

kept = []


def one():
    return 1


def spin():
    while True:
        pass


def sleep():
    time.sleep(60)


def leave():
    os._exit(0)


def crash():
    import ctypes
    ctypes.string_at(0)


def hog():
    kept.append(bytearray(3 << 30))


def shout():
    for _ in range(1000):
        print("x" * 10_000)
    return 1


def cache():
    return object()


def use(cache):
    return 1


def big():
    return np.zeros((200, 1 << 20))


def call(function):
    for _ in range(1000):
        function(1)
    return 1


def remember():
    kept.append(1)
    return len(kept)
"""


def ended(function, *arguments):
    with pytest.raises(CheckEnded) as caught:
        function(*arguments)
    return caught.value


@pytest.mark.parametrize("name", ["spin", "sleep"])
def test_a_hang_is_a_time_out_and_the_next_call_goes_on(confined, name):
    answer = confined(ANSWER, QUICK)
    assert ended(getattr(answer, name)).outcome == "timeout"
    assert answer.one() == 1


@pytest.mark.parametrize(
    "name, words", [("leave", "ended itself"), ("crash", "SIGSEGV")]
)  # fmt: skip
def test_a_death_is_a_crash_and_the_next_call_goes_on(confined, name, words):
    answer = confined(ANSWER, QUICK)
    told = ended(getattr(answer, name))
    assert told.outcome == "crashed"
    assert words in told.message
    assert answer.one() == 1


def test_a_function_that_never_returns_is_not_tried_for_ever(confined):
    answer = confined(ANSWER, Limits(call=0.05))
    for _ in range(3):
        ended(answer.spin)
    began = time.monotonic()
    assert "not called again" in ended(answer.spin).message
    assert time.monotonic() - began < 0.04
    assert answer.one() == 1


def test_the_time_of_a_submission_is_bounded(confined):
    answer = confined(ANSWER, Limits(call=0.3, submission=0.2))
    ended(answer.spin)
    told = ended(answer.one)
    assert told.outcome == "timeout"
    assert "0.2 s" in told.message


def test_a_memory_hog_gets_a_memory_error(confined):
    with pytest.raises(MemoryError):
        confined(ANSWER).hog()


def test_prints_are_kept_up_to_a_limit(confined):
    events = []
    answer = confined(ANSWER, Limits(printed=1000))
    answer._record = events.append
    assert answer.shout() == 1
    assert 0 < len(events[0].result.printed) <= 1000


@pytest.mark.parametrize("ending", ["spin", "leave", "crash"])
def test_what_was_kept_is_lost_with_the_process_and_the_message_says_so(confined, ending):
    answer = confined(ANSWER, QUICK)
    cache = answer.cache()
    ended(getattr(answer, ending))
    with pytest.raises(RuntimeError, match="is gone"):
        answer.use(cache)


def test_a_result_too_large_is_no_result(confined):
    answer = confined(ANSWER)
    assert "judged" in ended(answer.big).message
    assert answer.one() == 1


def test_a_function_that_is_passed_in_may_be_called_so_often(confined):
    answer = confined(ANSWER, Limits(callbacks=10))
    assert "too often" in ended(answer.call, lambda x: x).message
    assert answer.one() == 1


def test_the_graders_own_time_is_not_the_answers(confined):
    answer = confined("def f(g):\n    return g(1)\n", QUICK)
    assert answer.f(lambda x: time.sleep(0.5) or 7) == 7


@pytest.mark.parametrize("ending", ["while True:\n    pass\n", "import os\nos._exit(3)\n"])
def test_a_file_that_ends_its_process_is_loaded_once(confined, ending):
    answer = confined(ending + "def f():\n    return 1\n", QUICK)
    first = ended(answer.f)
    began = time.monotonic()
    assert ended(answer.f).told_before
    assert time.monotonic() - began < 0.3
    assert "Loading task.py" in first.message


def test_submissions_share_nothing(confined):
    assert [confined(ANSWER).remember() for _ in range(3)] == [1, 1, 1]


def test_the_child_sees_one_hash_seed(confined):
    text = "def f():\n    return hash('text')\n"
    assert confined(text).f() == confined(text).f()


def test_large_arrays_cross(confined):
    X = np.random.default_rng(0).random((512, 1024))
    assert np.array_equal(confined("def f(X):\n    return X\n").f(X), X)


def test_closing_ends_the_child(confined):
    answer = confined("import os\ndef f():\n    return 1\n")
    answer.f()
    child = answer._session._child
    handle = os.dup(child._handle)
    answer._session.close()
    import select

    assert select.select([handle], [], [], 5.0)[0], "the child still lives"
    os.close(handle)


def test_a_dead_zygote_is_our_fault_not_the_answers(sandboxes):
    sandbox = isolation._start(next(iter(sandboxes)), Limits())
    from grader.answer import Answer
    from grader.sandbox.calls import Source

    session = sandbox.open({"task": Source((("task.py", "def f(): return 1\n"),))}, Limits())
    sandbox._zygote._process.kill()
    sandbox._zygote._process.wait()
    assert ended(Answer(session, "task").f).outcome == "internal"
    session.close()
    sandbox.close()


def test_no_tier_but_the_one_that_was_asked_for(monkeypatch):
    monkeypatch.setattr(isolation.landlock, "abi", lambda: 0)
    with pytest.raises(isolation.ConfinementError, match="Landlock"):
        isolation.start("auto")


def test_a_probe_that_breaks_out_stops_everything(monkeypatch):
    monkeypatch.setattr(isolation, "_settings", _without_locks(isolation._settings))
    with pytest.raises(isolation.ConfinementError, match="broke out"):
        isolation.start("auto")


def _without_locks(settings):
    def unlocked(*arguments):
        return {**settings(*arguments), "readable": None, "seccomp": False, "uids": []}

    return unlocked
