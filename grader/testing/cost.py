"""How long an answer may take, measured against the reference here and now."""

from collections.abc import Callable
from time import perf_counter
from typing import Any

_SLOW = 0.5


def time_allowed(
    function: Callable[..., Any], *args: Any, factor: float = 20, floor: float = 2.0
) -> float:
    """Seconds that an answer may take: `factor` times what `function(*args)` takes on this machine.

    `function` is the reference, so the bound moves with the machine and its load; it is the median
    of three runs, or of one if that takes over half a second, and never below `floor`. Use it as
    `answer.f.within(time_allowed(reference.f, x))(x)`.
    """
    seconds = [_seconds(function, args)]
    if seconds[0] <= _SLOW:
        seconds += [_seconds(function, args) for _ in range(2)]
    median = sorted(seconds)[len(seconds) // 2]
    return max(floor, factor * median)


def _seconds(function: Callable[..., Any], args: tuple[Any, ...]) -> float:
    start = perf_counter()
    function(*args)
    return perf_counter() - start
