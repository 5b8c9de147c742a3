"""Checks of randomness: the exact state of a generator, means and shares."""

from __future__ import annotations

import copy
from collections.abc import Hashable
from typing import Any

import numpy as np

from grader.testing.mismatch import mismatch
from grader.testing.plain import NotNumbers, as_numbers, kind_of
from grader.testing.wording import show

_MOST_STEPS = 1000


def same_state(rng: Any, want_rng: np.random.Generator) -> None:
    """Fail unless the generator is exactly where `want_rng` is.

    Two generators made from one seed agree afterwards only if the same numbers were drawn from
    both. The message counts how many raw numbers too many or too few were drawn, if it can.
    """
    __tracebackhide__ = True
    what = "the generator"
    if type(rng) is not np.random.Generator:
        headline = f"expected a numpy.random.Generator, obtained {kind_of(rng)}"
        raise mismatch(headline, [], what=what, got=rng, want=want_rng)
    if _state(rng.bit_generator) == _state(want_rng.bit_generator):
        return
    line = "nothing else may be drawn, and nothing left out"
    for behind, ahead, word in ((rng, want_rng, "few"), (want_rng, rng, "many")):
        steps = _steps_between(behind, ahead)
        if steps:
            line = f"{steps} raw number{'s' if steps > 1 else ''} too {word} drawn from it"
    headline = "the generator is not where the prescribed draws leave it"
    raise mismatch(
        headline,
        [line],
        what=what,
        got=_state(rng.bit_generator),
        want=_state(want_rng.bit_generator),
    )


def _state(generator: Any) -> Hashable:
    """The state of a bit generator as nested tuples, which compare by value."""
    return _frozen(generator.state)


def _frozen(value: Any) -> Hashable:
    if isinstance(value, dict):
        return tuple((key, _frozen(item)) for key, item in value.items())
    if isinstance(value, np.ndarray):
        return value.tobytes()
    return value  # type: ignore[no-any-return]


def _steps_between(behind: np.random.Generator, ahead: np.random.Generator) -> int | None:
    goal = _state(ahead.bit_generator)
    walker = copy.deepcopy(behind.bit_generator)
    for step in range(1, _MOST_STEPS + 1):
        walker.random_raw()
        if _state(walker) == goal:
            return step
    return None


def mean_close(
    samples: Any,
    expected: Any,
    *,
    std: Any,
    what: str = "the mean",
    sigmas: float = 5,
) -> None:
    """Fail unless the mean of n samples is within `sigmas * std / sqrt(n)` of `expected`.

    `std` is the standard deviation of one sample, known beforehand and not estimated. If `expected`
    is an array, samples run along the first axis and each entry is judged by itself.

    False alarms: if the samples are independent and their mean is normally distributed, a right
    answer fails with probability 5.7e-7 at 5 sigmas (two-sided), 6.3e-5 at 4, 2.7e-3 at 3; with k
    entries at most k times that. The normal law is an approximation, good for many samples of a
    distribution without heavy tails; far out in its tails it can be wrong by a large factor when n
    is below some hundreds or the distribution is very skew. With a fixed seed the outcome never
    changes from one run to the next.
    """
    __tracebackhide__ = True
    centre, spread = as_numbers(expected), as_numbers(std)
    try:
        array = as_numbers(samples)
    except NotNumbers as reason:
        headline = f"{what} cannot be taken: obtained {reason}"
        raise mismatch(headline, [], what=what, got=samples, want=expected) from None
    rows = array.reshape(-1) if centre.ndim == 0 else array
    if rows.size == 0 or rows.shape[1:] != centre.shape:
        headline = f"{what} cannot be taken: samples of shape {array.shape}"
        raise mismatch(headline, [], what=what, got=samples, want=expected)
    with np.errstate(all="ignore"):
        means = rows.mean(axis=0)
        allowed = sigmas * spread / np.sqrt(len(rows)) + 1e-12 * np.maximum(1, np.abs(centre))
        off = np.abs(means - centre)
        fine = np.broadcast_to(off <= allowed, centre.shape)
    if not fine.all():
        index = np.unravel_index(np.argmin(fine), fine.shape)
        limit = np.broadcast_to(allowed, centre.shape)[index]
        place = f" at [{', '.join(str(int(i)) for i in index)}]" if index else ""
        lines = [
            f"expected: {centre[index]:.6g}, give or take {limit:.3g} ({sigmas:g} standard errors)",
            f"obtained: {means[index]:.6g} over {len(rows)} samples",
        ]
        raise mismatch(f"{what} is off{place}", lines, what=what, got=means, want=centre)


def share_close(
    count: Any, n: int, p: float, *, what: str = "the share", sigmas: float = 5
) -> None:
    """Fail unless `count` out of `n` fits a chance of `p` each, within `sigmas` standard errors.

    The bound is `|count / n - p| <= sigmas * sqrt(p * (1 - p) / n)`; with p of 0 or 1 it is exact.

    False alarms: 5.7e-7 at 5 sigmas (two-sided) in the normal approximation of the binomial law,
    which is good when n * p and n * (1 - p) are both large, say above 100; below that the true
    rate can be many times larger.
    """
    __tracebackhide__ = True
    if not (n >= 1 and 0 <= p <= 1):
        raise ValueError(f"n = {n}, p = {p}: n must be at least 1 and p a probability")
    try:
        counted = as_numbers(count)
    except NotNumbers as reason:
        headline = f"{what} cannot be taken: obtained {reason}"
        raise mismatch(headline, [], what=what, got=count, want=p) from None
    if counted.ndim != 0:
        headline = f"{what} cannot be taken: obtained an array of shape {counted.shape}"
        raise mismatch(headline, [], what=what, got=count, want=p)
    share = counted.item() / n
    allowed = sigmas * (p * (1 - p) / n) ** 0.5
    if not abs(share - p) <= allowed + 1e-12:
        lines = [
            f"expected: {p:.6g}, give or take {allowed:.3g} ({sigmas:g} standard errors)",
            f"obtained: {share:.6g}, {show(counted[()])} of {n}",
        ]
        raise mismatch(f"{what} is off", lines, what=what, got=share, want=p)
