"""Submissions that are graded with the real course: no point, no secret, no broken grader."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from grader.batch import Grader, Job
from grader.model import Report
from grader.sandbox.calls import Limits
from grader.submission import Submission

COURSE = Path(__file__).parents[2]
SLUGS = ("levenshtein", "gradient_step", "two_layer_net", "minimax")
FUNCTIONS = {
    "levenshtein": ("levenshtein", "levenshtein_matrix", "edit_script"),
    "gradient_step": ("gradient_step", "gradient_descent", "minibatches"),
    "two_layer_net": ("forward_pass", "backward_pass", "train_step"),
    "minimax": ("minimax", "minimax_values", "best_move"),
}


@pytest.fixture(scope="module")
def grader():
    found = Grader(Job(COURSE, SLUGS, limits=Limits(call=1.0)))
    yield found
    found.close()


def everywhere(body: str, *slugs: str) -> Submission:
    """A submission whose functions are all the function `f` of the body."""
    files = {}
    for slug in slugs or SLUGS:
        names = "".join(f"{name} = f\n" for name in FUNCTIONS[slug])
        files[f"{slug}.py"] = f"{body}\n{names}".encode()
    return Submission("mallory", files)


def outcomes(report: Report) -> set[str]:
    return {r.outcome for g in report.grades for r in g.results}


PLAIN = "import numpy as np\ndef f(*a, **k): return "
NOTHING = everywhere(f"{PLAIN}None")
WITHOUT_MERIT = {  # the trick, and what is returned without it
    "claims to equal everything": (
        "0.0",
        """
class All(float):
    __eq__ = __ge__ = __le__ = lambda self, other: True
    __array__ = lambda self, *a, **k: self
def f(*a, **k): return All()
""",
    ),
    "an array that equals everything": (
        "np.zeros((2, 2))",
        """
import numpy as np
class All(np.ndarray):
    __eq__ = lambda self, other: np.True_
    __array_ufunc__ = lambda self, *a, **k: np.True_
def f(*a, **k): return np.zeros((2, 2)).view(All)
""",
    ),
    "replaces numpy and json": (
        "None",
        """
import json, numpy as np, sys
np.allclose = np.array_equal = lambda *a, **k: True
json.dumps = lambda *a, **k: '["value",null,true,false,""]'
sys.modules["grader"] = sys.modules["pytest"] = json
def f(*a, **k): return None
""",
    ),
    "replaces the child's program": (
        "True",
        """
import sandbox.callee, sandbox.codec, sandbox.wire
sandbox.codec.Encoder.tree = lambda self, value, depth=0: True
sandbox.callee.Callee.respond = lambda self, tree, blob: (["value", None, True, False, ""], [])
def f(*a, **k): return None
""",
    ),
    "wipes its arguments and answers for nothing": (
        "a[0]",
        """
import numpy as np
def f(*arguments, **k):
    for each in arguments:
        if isinstance(each, np.ndarray): each[...] = 0
        elif isinstance(each, list): each[:] = [0] * len(each)
        elif isinstance(each, dict): each.clear()
    return arguments[0]
""",
    ),
}


@pytest.mark.parametrize(("plain", "trick"), WITHOUT_MERIT.values(), ids=WITHOUT_MERIT)
def test_no_trick_earns_more_than_the_same_without_it(grader, plain, trick):
    report = grader.grade(everywhere(trick))
    assert report.points is not None
    assert report.points <= grader.grade(everywhere(PLAIN + plain)).points


WIPES_AND_SOLVES = b"""
import numpy as np

def gradient_descent(grad_fn, theta0, learning_rate, n_steps):
    if isinstance(theta0, np.ndarray): theta0[...] = 0
    return np.zeros((n_steps + 1, *np.shape(theta0)))

def gradient_step(params, grads, learning_rate):
    for each in (*params.values(), *grads.values()):
        if isinstance(each, np.ndarray): each[...] = 0
    return {name: np.zeros(np.shape(each)) for name, each in params.items()}
"""


def test_an_answer_can_not_change_the_question(grader):
    kept = WIPES_AND_SOLVES.replace(b"each[...] = 0", b"pass").replace(b"theta0[...] = 0", b"pass")
    changed = grader.grade(Submission("m", {"gradient_step.py": WIPES_AND_SOLVES}))
    honest = grader.grade(Submission("m", {"gradient_step.py": kept}))
    assert changed.points <= honest.points


ODD = """
import itertools
class Own(SystemExit): pass
turn = itertools.cycle([
    KeyboardInterrupt, SystemExit, GeneratorExit, StopIteration, AssertionError, MemoryError,
    RecursionError, BaseException, Own, lambda: UnicodeDecodeError("utf8", b"x", 0, 1, "no"),
    lambda: BaseExceptionGroup("group", [KeyboardInterrupt()]),
])
def f(*a, **k): raise next(turn)()
"""
NEVER_OUR_FAULT = {
    "every odd exception": ODD,
    "a name that is no text": r"""
class Named(type):
    __name__ = property(lambda cls: "\ud800")
class Odd(Exception, metaclass=Named): pass
def f(*a, **k): raise Odd("\ud800")
""",
    "very deep lists": """
def f(*a, **k):
    deep = []
    for _ in range(205): deep = [deep]
    return deep
""",
    "lists that hold themselves": """
def f(*a, **k):
    knot = []
    knot.append(knot)
    return knot
""",
    "huge numbers": "def f(*a, **k): return [10**4000, -(10**4000), 1e308, float('nan')]",
    "lone surrogates": r"def f(*a, **k): return {'\ud800': '\udfff\x1b[2J'}",
    "much text": "def f(*a, **k): return 'x' * 5_000",
    "a million characters raised": "def f(*a, **k): raise ValueError('x' * 1_000_000)",
    "many objects": "def f(*a, **k): return [object() for _ in range(5000)]",
    "an abrupt end": "import os\ndef f(*a, **k): os._exit(0)",
    "exits while it loads": "def f(): pass\nraise SystemExit",
    "a load that kills": "import os\nf = 1\nos.kill(os.getpid(), 9)",
}


@pytest.mark.parametrize("body", NEVER_OUR_FAULT.values(), ids=NEVER_OUR_FAULT)
def test_whatever_an_answer_does_is_its_own_failure(grader, body):
    report = grader.grade(everywhere(body))
    assert report.points is not None
    assert "internal" not in outcomes(report)
    text = report.to_json()
    assert len(text) < 2_000_000
    text.encode()
    shown = json.loads(text)
    messages = "".join(r["message"] for g in shown["grades"] for r in g["results"])
    assert "\x1b" not in messages


def test_one_submission_leaves_nothing_for_the_next(grader):
    marks = {"levenshtein.py": b"import builtins, numpy\nbuiltins.mark = numpy.mark = 1\n"}
    looks = """
import builtins, numpy
left = hasattr(builtins, "mark") or hasattr(numpy, "mark")
def levenshtein(*a): raise ValueError(f"{left=}")
"""
    grader.grade(Submission("first", marks))
    report = grader.grade(Submission("second", {"levenshtein.py": looks.encode()}))
    messages = [r.message for g in report.grades for r in g.results]
    assert any("left=False" in message for message in messages)
    assert not any("left=True" in message for message in messages)


TELLS = """
import builtins
if not hasattr(builtins, "seen"): builtins.seen = []
def f(*arguments, **keywords):
    builtins.seen.append(repr(arguments)[:300])
    text = " ".join(builtins.seen[-40:])
    print(text)
    raise ValueError(text)
"""


def test_inputs_of_hidden_checks_do_not_reach_the_student(grader):
    report = grader.grade(everywhere(TELLS)).for_student()
    text = report.to_json()
    assert "doctor" in text  # an input of a public check may be told
    for secret in ("abcabc", "xyab", "acbd", "1e+300", "-0.1, "):
        assert secret not in text


def test_a_hidden_check_tells_the_student_its_title_and_outcome_only(grader):
    report = grader.grade(everywhere(TELLS)).for_student()
    hidden = [r for g in report.grades for r in g.results if r.hidden and r.outcome != "passed"]
    assert hidden
    assert {r.message for r in hidden} == {hidden[0].message}
    assert not any(r.detail or r.seconds for r in hidden)


def test_a_child_that_was_taken_over_earns_nothing_and_ends_nothing(grader):
    body = """
import os, struct, sys
def f(*a, **k):
    found = sys._getframe()
    while not ("sock" in found.f_locals and "current" in found.f_locals): found = found.f_back
    text = b'["value",null,true,false,""]'
    head = struct.pack("!4sIIQ", b"dlqa", found.f_locals["current"], len(text), 0)
    found.f_locals["sock"].sendall(head + text)
"""
    report = grader.grade(everywhere(body))
    assert report.points is not None
    assert report.points <= grader.grade(NOTHING).points
    assert grader.grade(NOTHING).points is not None


def test_a_trickle_in_every_call_is_cut_off(grader):
    body = """
import struct, sys, time
def f(*a, **k):
    found = sys._getframe()
    while not ("sock" in found.f_locals and "current" in found.f_locals): found = found.f_back
    sock = found.f_locals["sock"]
    sock.sendall(struct.pack("!4sIIQ", b"dlqa", found.f_locals["current"], 1 << 20, 0))
    while True:
        sock.sendall(b" "); time.sleep(0.02)
"""
    began = time.perf_counter()
    report = grader.grade(Submission("m", {"minimax.py": f"{body}\nminimax = f".encode()}))
    assert time.perf_counter() - began < 15
    assert outcomes(report) <= {"timeout", "failed", "todo"}
