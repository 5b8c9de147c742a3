"""dlqa's own candidates, and what every candidate is compared with."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import numpy as np

from dlqa_core import backends
from grader.bench.work import OURS, TWIN, Candidate, Missing, Setting

Call = Callable[..., Any]
"""Does the work once; takes `backend` and, if it scales, the number of threads."""


def same(result: Any) -> Any:
    """Compare the result as it is."""
    return result


def ours(
    setting: Setting,
    call: Call,
    *,
    modules: str,
    twin: bool = True,
    threads: str | None = None,
    value: Callable[[Any], Any] = same,
) -> list[Candidate | Missing]:
    """The compiled kernel, its NumPy twin, and the kernel on more threads.

    `modules` is how the names of the kernel's modules begin; `twin` is off where NumPy would take
    minutes; `threads` names the argument for their number.
    """
    made: list[Candidate | Missing] = []
    if compiled(modules):
        made.append(Candidate(OURS, call, value))
        if threads and setting.threads > 1:
            more = {threads: setting.threads}
            title = f"{OURS}, {setting.threads} threads"
            made.append(Candidate(title, lambda: call(**more), value))
    else:
        made.append(Missing(OURS, "the compiled backend is not in use: see dlqa doctor"))
    if twin:
        made.append(Candidate(TWIN, lambda: call(backend="numpy"), value))
    return made


def compiled(modules: str) -> bool:
    """Whether all modules whose names begin so run compiled."""
    choices = [choice for choice in backends.describe() if choice.module.startswith(modules)]
    return all(choice.backend == "cython" for choice in choices)


def plainest(call: Call) -> Any:
    """The result of the variant without any vector, or of NumPy where nothing is compiled.

    The backend is named because a call without it may have chosen its variant at import.
    """
    if not backends.variants():
        return call(backend="numpy")
    before = os.environ.get("DLQA_SIMD")
    os.environ["DLQA_SIMD"] = "scalar"
    try:
        return call(backend="cython")
    finally:
        os.environ.pop("DLQA_SIMD")
        if before is not None:
            os.environ["DLQA_SIMD"] = before


def equal(got: Any, want: Any) -> str | None:
    """The same numbers, in whatever container and integer type."""
    got, want = np.asarray(got), np.asarray(want)
    if got.shape != want.shape:
        return f"shape {got.shape} instead of {want.shape}"
    wrong = np.flatnonzero(got.ravel() != want.ravel())
    if wrong.size == 0:
        return None
    first = np.unravel_index(wrong[0], got.shape)
    at = ", ".join(map(str, first))
    return f"{wrong.size} of {got.size} differ; at ({at}) {got[first]} instead of {want[first]}"


def close(tolerance: float) -> Callable[[Any, Any], str | None]:
    """Within this share of the largest number."""

    def check(got: Any, want: Any) -> str | None:
        got, want = np.asarray(got, np.float64), np.asarray(want, np.float64)
        if got.shape != want.shape:
            return f"shape {got.shape} instead of {want.shape}"
        largest = np.abs(want).max(initial=0.0)
        error = np.abs(got - want).max(initial=0.0)
        if error <= tolerance * largest:
            return None
        return f"off by {error:.2g}, where {tolerance:g} of {largest:.2g} is allowed"

    return check
