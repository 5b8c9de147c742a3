"""`law`: the same small examples everywhere, cheap to repeat, and the smallest failing input."""

import inspect
import os
import subprocess
import sys
import textwrap
import threading
import traceback

import numpy as np
import pytest
from hypothesis import strategies as st

from grader.testing import Mismatch, close, equal, law
from grader.testing.laws import SHRINK_EXECUTIONS, without_shrinking


def drawn(check, answer=None):
    """What the law hands to an answer that only looks."""
    seen = []
    check(answer=seen.append if answer is None else answer)
    return seen


@law(examples=40, word=st.text("abc", max_size=6), n=st.integers(0, 1000))
def test_look(answer, word, n):
    answer((word, n))


test_look.__test__ = False


def test_draws_as_many_different_examples_as_asked_for_small_ones_first():
    seen = drawn(test_look)
    assert len(seen) == len(set(seen)) == 40
    sizes = [len(repr(word)) + len(repr(n)) for word, n in seen]
    assert sizes == sorted(sizes)
    assert test_look.law_examples == 40


def test_every_run_sees_the_same_examples():
    assert drawn(test_look) == drawn(test_look)


def test_examples_depend_on_the_name_of_the_check_only():
    def make(name, extra):
        def check(answer, n):
            answer(n + extra - extra)

        check.__qualname__ = name
        return law(n=st.integers(0, 10**6))(check)

    assert drawn(make("test_a", 0)) == drawn(make("test_a", 1))
    assert drawn(make("test_a", 0)) != drawn(make("test_b", 0))


def test_few_possible_examples_are_all_drawn():
    seen = drawn(law(flag=st.booleans())(lambda answer, flag: answer(flag)))
    assert sorted(seen) == [False, True]


def test_a_check_that_changes_its_examples_spoils_nothing():
    def scribble(answer, items, array):
        answer((tuple(items), array.sum()))
        items.append(1)
        array += 1

    arrays = st.integers(0, 9).map(lambda seed: np.random.default_rng(seed).random(3))
    check = law(items=st.lists(st.integers(0, 9)), array=arrays)(scribble)
    assert drawn(check) == drawn(check)


def test_only_handles_show_in_the_signature():
    def check(answer, a, reference, b=1):
        """A title."""

    decorated = law(a=st.integers())(check)
    assert list(inspect.signature(decorated).parameters) == ["answer", "reference", "b"]
    assert not hasattr(decorated, "__wrapped__")
    for name in ("__doc__", "__name__", "__qualname__", "__module__"):
        assert getattr(decorated, name) == getattr(check, name)


def test_handles_arrive_by_position_and_by_name():
    @law(examples=1, a=st.just(1))
    def check(answer, a, reference):
        answer.append((a, reference))

    seen = []
    check(seen, reference="r")
    check(seen, "s")
    assert seen == [(1, "r"), (1, "s")]
    with pytest.raises(TypeError):
        check(seen)


def test_marks_from_above_and_below_survive():
    @pytest.mark.usefixtures()
    @law(a=st.integers())
    @pytest.mark.xfail
    def check(answer, a): ...

    assert [mark.name for mark in check.pytestmark] == ["xfail", "usefixtures"]


@pytest.mark.parametrize(
    "options, words",
    [({}, "at least one strategy"), ({"a": st.integers(), "examples": 0}, "one example")],
)
def test_a_law_about_nothing_is_refused(options, words):
    with pytest.raises(TypeError, match=words):
        law(**options)


def test_a_strategy_without_parameter_is_refused():
    with pytest.raises(TypeError, match="has no parameter b"):
        law(a=st.integers(), b=st.integers())(lambda answer, a: None)


def failure(check, answer=None, kind=Exception):
    with pytest.raises(kind) as caught:
        check(answer=answer)
    return caught.value


@law(n=st.integers(0, 10**6))
def below_1000(answer, n):
    equal(answer(n), n)


def test_the_smallest_failing_input_ends_the_message_of_a_mismatch():
    error = failure(below_1000, lambda n: n if n < 1000 else -1, Mismatch)
    assert str(error).split("\n")[1:] == [
        "  expected: 1000",
        "  obtained: -1",
        "  smallest failing input: n=1000",
    ]
    assert error.smallest_input == "n=1000"


def test_the_smallest_failing_input_is_noted_on_other_exceptions():
    @law(a=st.text("abc", max_size=8), b=st.text("abc", max_size=8))
    def check(answer, a, b):
        assert answer(a, b) == answer(b, a)

    error = failure(check, lambda a, b: len(a) if "b" in a else 0, AssertionError)
    assert error.__notes__ == ["smallest failing input: a='', b='b'"]
    assert error.smallest_input == "a='', b='b'"


def test_the_exception_is_that_of_the_smallest_example_with_its_traceback():
    def answer(n):
        if n > 5:
            raise KeyError(n)
        return n

    error = failure(below_1000, answer, KeyError)
    assert error.args == (6,)
    assert traceback.extract_tb(error.__traceback__)[-1].name == "answer"
    assert error.__context__ is None


def test_shrinking_is_bounded():
    calls = []

    @law(examples=10, n=st.lists(st.integers(0, 10**9), min_size=14, max_size=14))
    def check(answer, n):
        calls.append(n)
        assert len(n) - len(set(n)) > 3

    failure(check)
    assert 100 < len(calls) <= SHRINK_EXECUTIONS + 10


def test_examples_that_passed_are_not_run_again_while_shrinking():
    seen = []

    def answer(n):
        seen.append(n)
        return n if n < 1000 else -1

    failure(below_1000, answer)
    assert len(seen) == len(set(seen))


def test_without_shrinking_the_first_failing_example_is_reported():
    seen = []

    def answer(n):
        seen.append(n)
        return n if n < 1000 else -1

    with without_shrinking():
        error = failure(below_1000, answer)
    assert error.smallest_input == f"n={seen[-1]}"
    assert len(seen) <= 60


def test_a_check_that_fails_only_sometimes_still_fails():
    calls = []

    def answer(n):
        calls.append(n)
        return -1 if len(calls) == 5 else n

    assert "smallest failing input" in str(failure(below_1000, answer, Mismatch))


class TimeOut(BaseException):
    pass


def test_a_time_out_goes_through_at_once():
    calls = []

    def answer(n):
        calls.append(n)
        raise TimeOut

    assert not hasattr(failure(below_1000, answer, TimeOut), "smallest_input")
    assert len(calls) == 1


def test_a_time_out_while_shrinking_leaves_the_known_failure():
    failed = []

    def answer(n):
        if failed:
            raise TimeOut
        if n > 1000:
            failed.append(n)
            return -1
        return n

    error = failure(below_1000, answer, Mismatch)
    assert error.smallest_input == f"n={failed[0]}"


def test_an_interruption_while_shrinking_goes_through():
    failed = []

    def answer(n):
        if failed:
            raise KeyboardInterrupt
        if n > 1000:
            failed.append(n)
            return -1
        return n

    failure(below_1000, answer, KeyboardInterrupt)


def test_recording_is_paused_while_shrinking_only():
    class Answer:
        depth = 0

        def __init__(self):
            self.log = []

        def __call__(self, n):
            self.log.append(self.depth)
            return n if n < 1000 else -1

        def _pause_recording(self):
            return self

        def __enter__(self):
            self.depth += 1

        def __exit__(self, *_):
            self.depth -= 1

    answer = Answer()
    failure(below_1000, answer)
    assert answer.depth == 0
    assert answer.log == sorted(answer.log)
    assert {0, 1} == set(answer.log)
    assert answer.log.count(0) <= 60


def test_threads_share_the_examples():
    check = law(n=st.integers(0, 10**6))(lambda answer, n: answer(n))
    seen = [[] for _ in range(4)]
    threads = [threading.Thread(target=check, args=(numbers.append,)) for numbers in seen]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen[0]) == 60
    assert all(numbers == seen[0] for numbers in seen)


def test_laws_leave_the_global_random_state_alone():
    before = np.random.get_state()[1].tolist()
    failure(below_1000, lambda n: -1)
    assert np.random.get_state()[1].tolist() == before


def test_nothing_is_printed(capsys):
    failure(below_1000, lambda n: -1)
    assert capsys.readouterr() == ("", "")


SCRIPT = """
    import words  # a local module with literals that hypothesis would pick up
    from hypothesis import strategies as st
    from grader.testing import law

    @law(
        examples=200,
        a=st.text("abcdefgh"),
        n=st.integers(),
        x=st.floats(),
        s=st.sets(st.sampled_from("abcde")),
    )
    def test_it(answer, a, n, x, s):
        print(a, n, x, sorted(s))
        assert not (answer and n > 100)

    test_it(None)
    try:
        test_it(True)
    except AssertionError as error:
        print(error.smallest_input)
"""


def test_examples_are_the_same_in_every_process_and_nothing_is_stored(tmp_path):
    outputs = []
    for number, seed in enumerate(["1", "77"]):
        folder = tmp_path / f"place{number}"
        folder.mkdir()
        (folder / "words.py").write_text(f"WORDS = {[1000 * n + number for n in range(100)]}")
        (folder / "script.py").write_text(textwrap.dedent(SCRIPT))
        done = subprocess.run(
            [sys.executable, "script.py"],
            cwd=folder,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=True,
        )
        outputs.append(done.stdout)
        assert sorted(path.name for path in folder.iterdir()) == ["script.py", "words.py"]
    assert outputs[0] == outputs[1]
    assert outputs[0].count("\n") > 220


SUITE = '''
    import pytest
    from hypothesis import strategies as st
    from grader.testing import close, law

    @pytest.fixture
    def answer():
        return lambda n: n if n < 12 else n + 1

    @law(n=st.integers(0, 10_000))
    def test_identity(answer, n):
        """The answer is the number itself."""
        close(answer(n), n)

    @pytest.mark.parametrize("k", [0, 1])
    @law(n=st.integers(0, 10))
    @pytest.mark.xfail(strict=True, reason="mark from below")
    def test_marked(answer, n, k):
        assert answer(n) == n + 1
'''


def test_in_a_pytest_run_only_the_check_itself_is_shown(tmp_path):
    (tmp_path / "test_suite.py").write_text(textwrap.dedent(SUITE))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", "--rootdir=."],
        cwd=tmp_path,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "1 failed, 2 xfailed" in done.stdout
    assert "test_suite.py::test_identity FAILED" in done.stdout
    assert "smallest failing input: n=12" in done.stdout
    assert "grader.testing.Mismatch: the result is not what was expected" in done.stdout
    for foreign in ("laws.py", "drawing.py", "closeness.py", "hypothesis.", "alsifying"):
        assert foreign not in done.stdout.replace("hypothesis-", "").replace("hypothesis pro", "")
    assert [path.name for path in tmp_path.iterdir()] == ["test_suite.py"]


def test_importing_the_package_imports_nothing_that_is_slow():
    code = (
        "import sys, numpy\n"
        "before = set(sys.modules)\n"
        "import grader.testing as t\n"
        "from grader.testing import law\n"
        "assert not {'hypothesis', 'pytest', 'numpy.random'} & (set(sys.modules) - before)\n"
        "ours = {n for n in sys.modules if n.startswith(('grader.', 'dlqa_core'))}\n"
        "assert all(n.startswith('grader.testing') for n in ours), ours\n"
        "assert all(hasattr(t, n) for n in t.__all__)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_law_may_use_close():
    @law(seed=st.integers(0, 100))
    def check(answer, seed):
        want = np.random.default_rng(seed).random(3)
        close(answer(want), want)

    error = failure(check, lambda want: 2 * want, Mismatch)
    assert error.slip.startswith("twice too large")
    assert error.smallest_input == "seed=0"
