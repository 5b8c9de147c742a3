"""Examples from hypothesis as a pure function of strategies and a seed.

Hypothesis is imported only when a law runs for the first time.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

Example = dict[str, Any]

_ONE_AT_A_TIME = threading.RLock()


class Enough(BaseException):
    """Leaves hypothesis when the budget is spent; no `except Exception` stops it."""


class _Failed(Exception):
    """Tells hypothesis that an example fails: one origin, whatever the check raised."""


def draw(
    strategies: Mapping[str, SearchStrategy[Any]], examples: int, seed: int
) -> list[tuple[str, Example]]:
    """Draw up to that many different examples, each with its text, small ones first."""
    from hypothesis import Phase

    found: list[Example] = []
    with _hermetic():
        _run(found.append, strategies, examples, seed, [Phase.generate])
    different = {text_of(example): example for example in found}
    return [(text, different[text]) for text in sorted(different, key=len)]


def text_of(value: Any) -> str:
    """An example in full, the same in every process: its identity and the measure of its size."""
    if isinstance(value, dict):
        parts = [f"{text_of(key)}: {text_of(item)}" for key, item in value.items()]
    elif isinstance(value, list | tuple):
        parts = [text_of(item) for item in value]
    elif isinstance(value, set | frozenset):
        parts = sorted(text_of(item) for item in value)  # their own order differs by process
    elif isinstance(value, np.ndarray):
        with np.printoptions(threshold=sys.maxsize, floatmode="unique"):
            return repr(value)
    else:
        return repr(value)
    left, right = "()" if isinstance(value, tuple) else "[]" if isinstance(value, list) else "{}"
    return f"{left}{', '.join(parts)}{right}"


def shrink(
    fails: Callable[[str, Example], bool],
    strategies: Mapping[str, SearchStrategy[Any]],
    examples: int,
    seed: int,
    calls: int,
) -> None:
    """Let hypothesis look for small failing examples, calling `fails` at most that often.

    It draws the examples that `draw` draws, in the order in which hypothesis makes them, until one
    fails, and then shrinks that one. What was found is for `fails` to remember; it may raise
    `Enough`.
    """
    from hypothesis import Phase

    left = iter(range(calls))

    def judge(example: Example) -> None:
        if next(left, None) is None:
            raise Enough
        if fails(text_of(example), example):
            raise _Failed

    try:
        with _hermetic():
            _run(judge, strategies, examples, seed, [Phase.generate, Phase.shrink])
    except (Enough, Exception):
        # The failing example as hypothesis reports it, or its complaint that the check fails only
        # sometimes. Neither says more than what `fails` has seen.
        return


def _run(
    visit: Callable[[Example], None],
    strategies: Mapping[str, SearchStrategy[Any]],
    examples: int,
    seed: int,
    phases: list[Any],
) -> None:
    import hypothesis
    from hypothesis import strategies as st

    settings = hypothesis.settings(
        backend="hypothesis",
        database=None,
        deadline=None,
        derandomize=True,
        max_examples=examples,
        phases=phases,
        print_blob=False,
        report_multiple_bugs=False,
        suppress_health_check=list(hypothesis.HealthCheck),
        verbosity=hypothesis.Verbosity.quiet,
    )

    def on_example(drawn: Example) -> None:
        visit(drawn)

    given = hypothesis.given(st.fixed_dictionaries(dict(strategies)))
    hypothesis.seed(seed)(settings(given(on_example)))()


@contextmanager
def _hermetic() -> Iterator[None]:
    """Keep hypothesis from reading the course's files and from writing any.

    It mixes literals from every local module that happens to be loaded into what it draws, so that
    examples would depend on the process; and it caches those, and its table of Unicode categories,
    in a folder `.hypothesis` in the working directory.
    """
    with _ONE_AT_A_TIME, _nothing_stored(), _no_local_literals():
        yield


@contextmanager
def _nothing_stored() -> Iterator[None]:
    from hypothesis import configuration

    before = getattr(configuration, "__hypothesis_home_directory", None)
    # A folder below a file can be neither read nor made, and hypothesis then does without.
    configuration.set_hypothesis_home_dir(Path(__file__) / "nowhere")
    try:
        yield
    finally:
        configuration.set_hypothesis_home_dir(before)


@contextmanager
def _no_local_literals() -> Iterator[None]:
    try:
        from hypothesis.internal.conjecture.providers import HypothesisProvider
    except ImportError:  # older versions keep it elsewhere and collect no literals
        yield
        return
    name = "_maybe_draw_constant"
    before = getattr(HypothesisProvider, name, None)
    if before is None:
        yield
        return
    setattr(HypothesisProvider, name, lambda *args, **kwargs: None)
    try:
        yield
    finally:
        setattr(HypothesisProvider, name, before)
