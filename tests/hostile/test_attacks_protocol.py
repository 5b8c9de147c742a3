"""An answer that talks to the grader in the child's place: each reply is refused or only data."""

from __future__ import annotations

import time

import numpy as np
import pytest

from grader.sandbox import isolation, wire
from grader.sandbox.calls import Call, Limits, Source

TAKES_OVER = r'''
import json, os, socket, struct, sys, time

def frame(number, text, blob=b"", magic=b"dlqa"):
    return struct.pack("!4sIIQ", magic, number, len(text), len(blob)) + text + blob

def line():
    """The socket, and the number of the request, from the frames of the child's program."""
    found = sys._getframe()
    while not ("sock" in found.f_locals and "current" in found.f_locals):
        found = found.f_back
    return found.f_locals["sock"], found.f_locals["current"]

def say(text, blob=b""):
    """Send a reply of our own, and never the child's."""
    sock, number = line()
    sock.sendall(frame(number, text, blob))
    time.sleep(60)

def value(text):
    say(b'["value",null,' + text + b',false,""]')

def right(x):
    return x

'''
LIMITS = Limits(call=0.5, load=5.0)
WATCHED = [1.0, [2.0]]  # the mutables of the call: 0 all arguments, 1 this list, 2 the one in it


@pytest.fixture(scope="module", params=["strong", "good"])
def sandbox(request):
    try:
        found = isolation._start(request.param, LIMITS)
    except (isolation.SandboxError, OSError) as error:
        pytest.skip(f"this machine has no tier {request.param}: {error}")
    yield found
    found.close()


@pytest.fixture
def attack(sandbox):
    """A function that makes one call of `attack`, and one of an honest function afterwards."""
    sessions = []

    def run(body, *arguments, watched=()):
        text = TAKES_OVER + body
        session = sandbox.open({"task": Source((("task.py", text),))}, LIMITS)
        sessions.append(session)
        ids = frozenset(map(id, watched))
        began = time.perf_counter()
        result = session.call(Call("task", "attack", arguments, watched=ids))
        assert time.perf_counter() - began < 4 * LIMITS.call + 1
        return result, session

    yield run
    for session in sessions:
        session.close()


def still_works(session):
    return session.call(Call("task", "right", ([1, 2],))).value == [1, 2]


REFUSED = {
    "another magic": 'sock, n = line(); sock.sendall(frame(n, b"[]", magic=b"xxxx"))',
    "another number": 'sock, n = line(); sock.sendall(frame(n + 1, b"[]"))',
    "two replies at once": (
        'sock, n = line(); f = frame(n, b\'["value",null,1,false,""]\'); sock.sendall(f + f)'
    ),
    "a giant announced": (
        'sock, n = line(); sock.sendall(struct.pack("!4sIIQ", b"dlqa", n, 2**32 - 1, 2**60))'
    ),
    "a callback that nobody passed": 'say(b\'["callback",0,[],{"d":[]}]\')',
    "a callback of nonsense": 'say(b\'["callback",[],{},{"n":[[],1]}]\')',
    "an outcome of the grader's": 'say(b\'["internal","x",""]\')',
    "an outcome that has no hash": 'say(b\'[[1],"x",""]\')',
    "an explanation that is no text": 'say(b\'["unsendable",[[1]],""]\')',
    "brackets only": 'say(b"[" * 100_000 + b"]" * 100_000)',
    "deeper than a judge can go": 'value(b"[" * 240 + b"]" * 240)',
    "two million items": 'value(b"[" + b"0," * 1_900_000 + b"0]")',
    "a generator out of bounds": (
        'value(b\'{"m":["MT19937",\' + json.dumps([1] * 624).encode() + b",1000000]}")'
    ),
    "colliding keys": (
        "keys = [[k * (2**61 - 1), 0] for k in range(900)]; "
        'value(json.dumps([{"d": keys}] * 9).encode())'
    ),
    "an alias where none is due": "value(b'{\"i\":1}')",
}


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED)
def test_a_reply_that_breaks_the_rules_is_the_answers_failure(attack, body):
    result, _ = attack(f"def attack(x):\n    {body}\n    time.sleep(60)\n", WATCHED)
    assert result.kind == "unsendable"


ENDS = {
    "shuts the socket": "line()[0].shutdown(socket.SHUT_RDWR)",
    "closes every descriptor": "os.closerange(0, 64)",
    "leaves": "os._exit(0)",
    "stops itself": "os.kill(os.getpid(), 19)",
    "begins a frame": 'line()[0].sendall(b"dl")',
    "trickles": (
        'sock, n = line(); sock.sendall(struct.pack("!4sIIQ", b"dlqa", n, 1 << 20, 0))\n'
        "    while True:\n        sock.sendall(b' '); time.sleep(0.02)"
    ),
    "spins in many threads": (
        "import threading\n    def spin():\n        while True: pass\n"
        "    for _ in range(20): threading.Thread(target=spin, daemon=True).start()\n    spin()"
    ),
}


@pytest.mark.parametrize("body", ENDS.values(), ids=ENDS)
def test_a_child_that_is_lost_is_replaced(attack, body):
    result, session = attack(f"def attack(x):\n    {body}\n    time.sleep(60)\n", WATCHED)
    assert result.kind in ("timeout", "crashed")
    assert still_works(session)


def test_a_slow_reader_does_not_hold_the_grader(attack, monkeypatch):
    monkeypatch.setattr(wire, "_PATIENCE", 0.4)
    body = (
        "def attack(x):\n    sock, n = line()\n"
        '    sock.sendall(frame(n, b\'["value",null,1,false,""]\'))\n'
        "    while True:\n        sock.recv(1); time.sleep(0.02)\n"
    )
    _, session = attack(body, WATCHED)
    began = time.perf_counter()
    big = np.zeros(1 << 20)
    assert session.call(Call("task", "right", (big,))).kind == "timeout"
    assert time.perf_counter() - began < 3


def test_a_reply_sent_ahead_is_only_the_answers_own_value(attack):
    body = (
        "def attack(x):\n    sock, n = line()\n"
        '    sock.sendall(frame(n, b\'["value",null,1,false,""]\'))\n'
        "    time.sleep(0.1)\n"
        '    sock.sendall(frame(n + 1, b\'["value",null,"stale",false,""]\'))\n'
        "    time.sleep(60)\n"
    )
    _, session = attack(body, WATCHED)
    assert session.call(Call("task", "right", (1,))).value == "stale"


def test_changes_can_not_tie_arguments_into_a_knot(attack):
    own = [1.0, [2.0]]
    body = 'def attack(x):\n    say(b\'["value",[[[1.0,{"i":1}]],{"d":[]}],1,false,""]\')\n'
    result, _ = attack(body, own, watched=[own])
    assert result.kind == "unsendable"
    assert own == [1.0, [2.0]]


def test_changes_do_not_reach_what_nobody_watches(attack):
    own, array = [1.0, [2.0]], np.ones(3)
    body = "def attack(x, a):\n    x[:] = [0]; a[:] = 0; return x, a\n"
    result, _ = attack(body, own, array)
    assert result.value[0] == [0]
    assert own == [1.0, [2.0]]
    assert array.tolist() == [1, 1, 1]


def test_changes_of_another_kind_are_refused(attack):
    own = [1.0, [2.0]]
    body = 'def attack(x):\n    say(b\'["value",[[7],{"d":[]}],1,false,""]\')\n'
    assert attack(body, own, watched=[own])[0].kind == "unsendable"


ALIASES = {
    "too large by strides of 0": '{"v":[1,0,"float64",[268435456,64],[0,0]]}',
    "beyond its end": '{"v":[1,0,"float64",[3],[8]]}',
    "before its beginning": '{"v":[1,0,"float64",[2],[-8]]}',
    "another argument's number": '{"v":[9,0,"float64",[1],[8]]}',
}


@pytest.mark.parametrize("alias", ALIASES.values(), ids=ALIASES)
def test_a_view_lies_within_its_argument(attack, alias):
    own = np.array([1.0, 2.0])
    result, _ = attack(f"def attack(x):\n    value(b'{alias}')\n", own, watched=[own])
    assert result.kind == "unsendable"


def test_a_view_of_a_list_is_refused(attack):
    own = [None, 1]  # NumPy would make an array of addresses of it
    body = 'def attack(x):\n    value(b\'{"v":[1,0,"int64",[1],[8]]}\')\n'
    assert attack(body, own, watched=[own])[0].kind == "unsendable"


def test_an_argument_can_not_be_multiplied_without_end(attack):
    own = [[0] * 100] * 10
    body = "def attack(x):\n    value(b'[' + b','.join([b'{\"i\":1}'] * 10_000) + b']')\n"
    assert attack(body, own, watched=[own])[0].kind == "unsendable"


def test_a_broadcast_view_of_an_argument_still_crosses(attack):
    own = np.array([1.0, 2.0])
    body = "import numpy as np\ndef attack(x):\n    return np.broadcast_to(x, (3, 2))\n"
    result, _ = attack(body, own, watched=[own])
    assert result.value.tolist() == [[1, 2]] * 3


@pytest.mark.parametrize("kind", ["float64", "uint8", "bool"])
def test_an_array_too_large_to_judge_is_the_answers_failure(attack, kind):
    body = f"import numpy as np\ndef attack():\n    return np.zeros(2_100_000, '{kind}')\n"
    result, session = attack(body)
    assert result.kind == "unsendable"
    assert "2097152 numbers" in result.message
    assert still_works(session)


def test_a_storm_of_callbacks_ends(sandbox):
    text = "def attack(f):\n    while True: f(1)\n"
    limits = Limits(call=0.5, callbacks=1000)
    session = sandbox.open({"task": Source((("task.py", text),))}, limits)
    result = session.call(Call("task", "attack", (lambda x: x,)))
    session.close()
    assert result.kind == "unsendable"
    assert "too often" in result.message


NAMES = r"""
class Named(type):
    __name__ = property(lambda cls: "\ud800\x1b[31m\n[red]")

class Odd(Exception, metaclass=Named):
    pass

def attack():
    raise Odd("\x1b[2J\ud800\u202e\x00[red]fine")
"""


def test_what_is_raised_can_neither_steer_a_terminal_nor_break_an_encoding(attack):
    error = attack(NAMES)[0].error
    assert "[red]" in error.names[0]  # only what is shown decides what markup means
    assert error.message.endswith("[red]fine")
    for text in (*error.names, error.message):
        text.encode()
        assert text.isprintable()


@pytest.mark.parametrize(
    "name", ["StopIteration", "ExceptionGroup", "UnicodeDecodeError", "GeneratorExit", "SystemExit"]
)
def test_an_exception_that_means_something_to_a_check_arrives_as_another(attack, name):
    from grader.sandbox.caller import builtin_exception

    names = f'["{name}","{name}"]'
    result, _ = attack(f'def attack():\n    say(b\'["raised",{names},"x",[],null,""]\')\n')
    assert builtin_exception(result.error.names)("one text") is not None
    assert builtin_exception(result.error.names) is RuntimeError


def test_a_file_beside_the_answer_does_not_replace_a_library(sandbox):
    siblings = {"numpy": "zeros = None", "helper": "two = 2"}
    first = Source(
        (("one.py", "import helper\ndef f():\n    return helper.two\n"),), False, siblings
    )
    text = "import numpy\ndef f():\n    return numpy.zeros(2)\n"
    session = sandbox.open({"one": first, "other": Source((("other.py", text),))}, LIMITS)
    assert session.call(Call("one", "f", ())).value == 2
    assert session.call(Call("other", "f", ())).value.tolist() == [0, 0]
    session.close()
