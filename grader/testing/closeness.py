"""Equality of numbers within a tolerance, with a message that looks for the mistake."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from grader.testing.equality import find_difference, key_difference, unequal
from grader.testing.mismatch import Mismatch, mismatch
from grader.testing.plain import Array, NotNumbers, as_numbers, kind_of, plain
from grader.testing.slips import find_slip, rounding
from grader.testing.wording import labelled, show, show_return


@dataclass(frozen=True)
class Tolerance:
    """How far an entry may be off, and the constants that may have crept in."""

    rtol: float = 1e-7
    atol: float = 1e-9
    factors: Mapping[str, float] = field(default_factory=dict)

    def allowed(self, want: Array) -> Array:
        """The allowed distance from each entry; negative where only equality will do."""
        size = np.abs(want)
        limit: Array = np.where(np.isfinite(size), self.atol + self.rtol * size, -1.0)
        return limit


def close(
    got: Any,
    want: Any,
    *,
    what: str = "the result",
    rtol: float = 1e-7,
    atol: float = 1e-9,
    factors: Mapping[str, float] | None = None,
) -> None:
    """Fail unless every entry of `got` is within `atol + rtol * |want|` of `want`, same shape.

    `want` is a number, an array, a rectangular list of numbers, or a dict, list or tuple of such
    things, which are compared one by one (dicts must have the same keys). Infinities must agree,
    and NaN is right only where NaN is wanted. A scalar and a 0-d array are the same; a bool counts
    as 0 or 1. `got` may be anything.

    The message says where the largest difference is, and whether the sign, a transpose, a broadcast
    or a constant factor explains all of it. `factors` names constants of the problem, for example
    `{"N": 4, "keep_prob": 0.8}`; their reciprocals, products and quotients are tried as well.
    """
    __tracebackhide__ = True
    _compare(got, want, what, Tolerance(rtol, atol, factors or {}))


def _compare(got: Any, want: Any, what: str, tolerance: Tolerance) -> None:
    __tracebackhide__ = True
    got, want = plain(got), plain(want)
    if type(want) is dict:
        _compare_dicts(got, want, what, tolerance)
        return
    try:
        wanted = as_numbers(want)
    except NotNumbers:
        if type(want) in (list, tuple):
            _compare_sequences(got, want, what, tolerance)
        else:
            _compare_exactly(got, want, what)
        return
    compare_arrays(as_array(got, wanted, what), wanted, what, tolerance)


def as_array(got: Any, want: Array, what: str) -> Array:
    """`got` as an array of numbers; a Mismatch that says what it is if it is not one."""
    __tracebackhide__ = True
    try:
        return as_numbers(got)
    except NotNumbers as reason:
        expected = f"an array of shape {want.shape}" if want.ndim else show(want[()])
        lines = [labelled("expected", expected), labelled("obtained", str(reason))]
        headline = f"{what} is not what was expected"
    raise mismatch(headline, lines, what=what, got=got, want=want)


def compare_arrays(got: Array, want: Array, what: str, tolerance: Tolerance) -> None:
    """Compare two arrays of numbers."""
    __tracebackhide__ = True
    if got.shape != want.shape:
        raise _shape_mismatch(got, want, what, tolerance)
    with np.errstate(all="ignore"):
        left, right = _common(got), _common(want)
        distance = np.abs(left - right)
        fine = distance <= tolerance.allowed(right)
        if fine.all():
            return
        fine |= (left == right) | (np.isnan(left) & np.isnan(right))
    if not fine.all():
        raise _value_mismatch(got, want, np.where(fine, -1.0, distance), what, tolerance)


def _common(array: Array) -> Array:
    if array.dtype.kind == "c":
        return array.astype(np.complex128, copy=False)
    return array.astype(np.float64, copy=False)


def _shape_mismatch(got: Array, want: Array, what: str, tolerance: Tolerance) -> Mismatch:
    slip = find_slip(got, want, noise=rounding(want, tolerance.atol))
    lines = [
        labelled(f"expected shape {want.shape}", show(want)),
        labelled(f"obtained shape {got.shape}", show(got)),
    ]
    return mismatch(f"{what} has the wrong shape", lines, what=what, got=got, want=want, slip=slip)


def _value_mismatch(
    got: Array, want: Array, distance: Array, what: str, tolerance: Tolerance
) -> Mismatch:
    """The message for arrays of one shape; `distance` is negative where an entry is right."""
    noise = rounding(want, tolerance.atol)
    slip = find_slip(got, want, noise=noise, factors=tolerance.factors)
    lines = [labelled("expected", show(want)), labelled("obtained", show(got))]
    worst = np.where(np.isnan(distance), np.inf, distance)
    index = np.unravel_index(np.argmax(worst), worst.shape)
    off = float(worst[index])
    by = f"off by {off:.3g}" if np.isfinite(off) else "not a finite distance"
    if want.ndim == 0:
        lines.append(by)
    else:
        place = ", ".join(str(int(i)) for i in index)
        entries = f"expected {show(want[index])}, obtained {show(got[index])}"
        lines.append(f"{np.sum(distance >= 0) + np.sum(np.isnan(distance))} of {want.size} differ")
        lines.append(f"largest difference: at [{place}], {entries} ({by})")
    return mismatch(
        f"{what} is not what was expected", lines, what=what, got=got, want=want, slip=slip
    )


def _compare_dicts(got: Any, want: dict[Any, Any], what: str, tolerance: Tolerance) -> None:
    __tracebackhide__ = True
    keys = key_difference(got, want)
    if keys is not None:
        wanted = ", ".join(show(key) for key in want)
        obtained = ", ".join(show(key) for key in got) if type(got) is dict else show_return(got)
        lines = [f"expected the keys: {wanted}", labelled("obtained", obtained), keys]
        headline = f"{what} is not what was expected"
        raise mismatch(headline, lines, what=what, got=got, want=want)
    for key, wanted_value in want.items():
        _compare(got[key], wanted_value, f"{what}[{show(key)}]", tolerance)


def _compare_sequences(got: Any, want: Any, what: str, tolerance: Tolerance) -> None:
    __tracebackhide__ = True
    if type(got) not in (list, tuple) or len(got) != len(want):
        found = show_return(None) if got is None else kind_of(got)
        if type(got) in (list, tuple):
            found += f" of length {len(got)}"
        lines = [f"expected: {kind_of(want)} of length {len(want)}", f"obtained: {found}"]
        headline = f"{what} is not what was expected"
        raise mismatch(headline, lines, what=what, got=got, want=want)
    for index, (left, right) in enumerate(zip(got, want, strict=True)):
        _compare(left, right, f"{what}[{index}]", tolerance)


def _compare_exactly(got: Any, want: Any, what: str) -> None:
    __tracebackhide__ = True
    difference = find_difference(got, want)
    if difference is not None:
        raise unequal(got, want, difference, what)
