"""Property-based checks that are cheap to repeat for many submissions."""

from __future__ import annotations

import inspect
import sys
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from grader.testing.drawing import Enough, Example, draw, shrink
from grader.testing.mismatch import Mismatch
from grader.testing.plain import fresh
from grader.testing.wording import show_named

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

Check = Callable[..., None]

SHRINK_EXECUTIONS = 100
"""The most calls of a check that looking for a small failing input may take."""

_shrinking: ContextVar[bool] = ContextVar("shrinking", default=True)


@contextmanager
def without_shrinking() -> Iterator[None]:
    """Let laws in the block report the first failing example, for callers that only count failures.

    Looking for the smallest one costs 50 to 300 ms, a law that holds a few.
    """
    token = _shrinking.set(False)
    try:
        yield
    finally:
        _shrinking.reset(token)


def law(*, examples: int = 60, **strategies: SearchStrategy[Any]) -> Callable[[Check], Check]:
    """Make a check that must hold for all values of some of its arguments.

        @law(a=st.text("abc", max_size=8), b=st.text("abc", max_size=8))
        def test_levenshtein_is_symmetric(answer, a, b): ...

    The keywords are hypothesis strategies; the other parameters of the check stay (`answer`,
    `reference`, arguments of parametrize), and marks may be above or below. Up to `examples`
    examples are drawn at the first run and kept: they depend on the strategies and on the check's
    name only. Every run goes through copies of them, small ones first. What is drawn must be plain
    data (no `st.data()`, no functions); to leave values out, filter the strategy and not by
    `assume` in the check. Give text an alphabet: for all of Unicode hypothesis first
    makes a table, which takes more than a second in every process.

    When one fails, hypothesis looks for a smaller one, with at most `SHRINK_EXECUTIONS` calls of
    the check; the smallest that failed is reported, in the message and as the attribute
    `smallest_input` of the exception. During that search `answer._pause_recording()`, if there is
    such a method, is entered as a context. Exceptions that are no `Exception` (a time-out, a todo)
    go through at once.
    """
    if not strategies or examples < 1:
        raise TypeError("a law needs at least one strategy and one example")

    def decorate(check: Check) -> Check:
        return _decorated(_Law(check, strategies, examples))

    return decorate


def _decorated(one_law: _Law) -> Check:
    check = one_law.check

    def run(*args: Any, **kwargs: Any) -> None:
        __tracebackhide__ = True
        one_law.run(dict(one_law.signature.bind(*args, **kwargs).arguments))

    # Not functools.wraps: its `__wrapped__` would show pytest the drawn parameters.
    for name in ("__module__", "__name__", "__qualname__", "__doc__"):
        setattr(run, name, getattr(check, name))
    run.__dict__.update(
        __signature__=one_law.signature,
        law_examples=one_law.examples,
        place_as=check,  # where pytest says that the check is written
        pytestmark=list(getattr(check, "pytestmark", [])),
    )
    return run


class _Law:
    """A check, its strategies and, from the first run on, its examples."""

    def __init__(
        self, check: Check, strategies: Mapping[str, SearchStrategy[Any]], examples: int
    ) -> None:
        parameters = inspect.signature(check).parameters
        unknown = [name for name in strategies if name not in parameters]
        if unknown:
            raise TypeError(f"{check.__qualname__} has no parameter {', '.join(unknown)}")
        self.check = check
        self.strategies = strategies
        self.examples = examples
        self.signature = inspect.Signature(
            [parameter for name, parameter in parameters.items() if name not in strategies]
        )
        self._seed = zlib.crc32(check.__qualname__.encode())
        self._lock = threading.Lock()
        self._drawn: list[tuple[str, Example]] | None = None

    def run(self, handles: dict[str, Any]) -> None:
        """Run the check on every example; raise for the smallest that fails."""
        __tracebackhide__ = True
        search = _Search(self.check, handles)
        for text, example in self._drawn_examples():
            if search.fails(text, example):
                break
        else:
            return
        if _shrinking.get():
            with _pause_recording(handles.get("answer")):
                self._shrink(search)
        raise search.explained()

    def _drawn_examples(self) -> list[tuple[str, Example]]:
        with self._lock:
            if self._drawn is None:
                self._drawn = draw(self.strategies, self.examples, self._seed)
            return self._drawn

    def _shrink(self, search: _Search) -> None:
        try:
            search.left = SHRINK_EXECUTIONS
            calls = self.examples + 4 * SHRINK_EXECUTIONS  # most of them repeat known examples
            shrink(search.fails, self.strategies, self.examples, self._seed, calls)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException:
            # A time-out or a crash on the way: the failure that is already known is worth more.
            return


class _Search:
    """Runs a check on examples and remembers the smallest one that failed."""

    def __init__(self, check: Check, handles: dict[str, Any]) -> None:
        self._check = check
        self._handles = handles
        self._results: dict[str, bool] = {}
        self._smallest: tuple[tuple[int, str], Example, Exception] | None = None
        self.left = sys.maxsize

    def fails(self, text: str, example: Example) -> bool:
        """Whether the check fails on the example; each runs once, and only `left` new ones do."""
        __tracebackhide__ = True
        if text not in self._results:
            if self.left == 0:
                raise Enough
            self.left -= 1
            self._results[text] = self._run(example, text)
        return self._results[text]

    def _run(self, example: Example, text: str) -> bool:
        __tracebackhide__ = True
        try:
            self._check(**self._handles, **fresh(example))
        except Exception as error:
            size = len(text), text
            if self._smallest is None or size < self._smallest[0]:
                self._smallest = size, example, error
            return True
        return False

    def explained(self) -> Exception:
        """The exception of the smallest failing example, with that example in its message."""
        assert self._smallest is not None
        _, example, error = self._smallest
        inputs = show_named(example)
        error.smallest_input = inputs  # type: ignore[attr-defined]
        line = f"smallest failing input: {inputs}"
        if isinstance(error, Mismatch):
            error.append(line)
        else:
            error.add_note(line)
        return error


def _pause_recording(answer: Any) -> AbstractContextManager[Any]:
    pause = getattr(answer, "_pause_recording", None)
    return nullcontext() if pause is None else pause()
