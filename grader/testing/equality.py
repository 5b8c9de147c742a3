"""Exact equality of plain data, with the place of the first difference."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.testing.mismatch import Mismatch, mismatch
from grader.testing.plain import Array, NotNumbers, as_numbers, is_number, kind_of, plain
from grader.testing.slips import find_slip, rounding
from grader.testing.wording import labelled, show, show_return

_COMMON = (str, int, bool)


@dataclass(frozen=True)
class Difference:
    """Where two values first differ and how; `path` reads like indexing: `[2][0]`."""

    path: str
    reason: str
    slip: str | None = None

    def inside(self, step: str) -> "Difference":
        """The same difference, seen from the container that holds it."""
        return Difference(f"{step}{self.path}", self.reason, self.slip)


def equal(got: Any, want: Any, *, what: str = "the result", strict: bool = False) -> None:
    """Fail unless `got` is exactly `want`; the message names the first difference.

    Numbers compare by value (1, 1.0 and np.int64(1) are equal; so are NaN and NaN, and a 0-d array
    and its number), but a bool is no number. A list may stand where a tuple is wanted and a tuple
    where a list is, and a list of numbers where an array is wanted, unless `strict`. An array never
    stands for a list. An array of bools must have dtype bool. Dicts compare without order.
    """
    __tracebackhide__ = True
    difference = find_difference(got, want, strict=strict)
    if difference is not None:
        raise unequal(got, want, difference, what)


def unequal(got: Any, want: Any, difference: Difference, what: str) -> Mismatch:
    """The Mismatch that tells a difference."""
    got, want = plain(got), plain(want)
    lines = [labelled("expected", show(want)), labelled("obtained", show_return(got))]
    place = f"at {difference.path}: " if difference.path else ""
    if place or difference.reason != _expected(got, want):
        lines.append(place + difference.reason)
    return mismatch(
        f"{what} is not what was expected",
        lines,
        what=what,
        got=got,
        want=want,
        slip=difference.slip,
    )


def find_difference(got: Any, want: Any, *, strict: bool = False) -> Difference | None:
    """The first difference between two plain values, or None; see `equal` for the rules."""
    if type(got) is type(want) and type(want) in _COMMON and got == want:
        return None
    got, want = _scalar(plain(got)), _scalar(plain(want))
    if type(want) is np.ndarray:
        return _array_difference(got, want, strict)
    if type(want) in (list, tuple):
        return _sequence_difference(got, want, strict)
    if type(want) is dict:
        return _dict_difference(got, want, strict)
    if type(want) in (set, frozenset):
        return _set_difference(got, want)
    if is_number(want):
        return None if _same_number(got, want) else Difference("", _expected(got, want))
    if want is None or type(want) in (str, bytes):
        same = type(got) is type(want) and got == want
        return None if same else Difference("", _expected(got, want))
    if got is want:
        return None
    raise TypeError(f"{kind_of(want)} cannot be compared; only plain data can")


def key_difference(got: Any, want: dict[Any, Any]) -> str | None:
    """What is wrong with the keys of `got`, in words, or None."""
    if type(got) is not dict:
        return f"expected a dict, obtained {kind_of(got)}"
    missing = [key for key in want if key not in got]
    surplus = [key for key in got if key not in want]
    parts = [
        f"{words}: {', '.join(show(key) for key in keys[:8])}{', ...' if len(keys) > 8 else ''}"
        for words, keys in (("missing", missing), ("not expected", surplus))
        if keys
    ]
    return "; ".join(parts) or None


def _scalar(value: Any) -> Any:
    if type(value) is np.ndarray and value.ndim == 0:
        return plain(value[()])
    return value


def _expected(got: Any, want: Any) -> str:
    same_kind = type(got) is type(want) or (_is_plain_number(got) and _is_plain_number(want))
    if same_kind:
        return f"expected {show(want)}, obtained {show(got)}"
    kind = "" if got is None else f" ({kind_of(got)})"
    return f"expected {show(want)}, obtained {' '.join(show(got).split())}{kind}"


def _is_bool(value: Any) -> bool:
    return type(value) in (bool, np.bool_)


def _is_plain_number(value: Any) -> bool:
    return is_number(value) and not _is_bool(value)


def _same_number(got: Any, want: Any) -> bool:
    if not is_number(got) or _is_bool(got) != _is_bool(want):
        return False
    # As Python numbers: their comparison is exact, also between large integers and floats.
    got, want = (value.item() if isinstance(value, np.generic) else value for value in (got, want))
    return bool(got == want or (got != got and want != want))


def _sequence_difference(got: Any, want: Any, strict: bool) -> Difference | None:
    if type(got) not in (list, tuple) or (strict and type(got) is not type(want)):
        return Difference("", f"expected {kind_of(want)}, obtained {kind_of(got)}")
    for index, (left, right) in enumerate(zip(got, want, strict=False)):
        difference = find_difference(left, right, strict=strict)
        if difference is not None:
            return difference.inside(f"[{index}]")
    if len(got) != len(want):
        return Difference("", f"expected length {len(want)}, obtained length {len(got)}")
    return None


def _dict_difference(got: Any, want: dict[Any, Any], strict: bool) -> Difference | None:
    keys = key_difference(got, want)
    if keys is not None:
        return Difference("", keys)
    for key, right in want.items():
        difference = find_difference(got[key], right, strict=strict)
        if difference is not None:
            return difference.inside(f"[{show(key)}]")
    return None


def _set_difference(got: Any, want: set[Any] | frozenset[Any]) -> Difference | None:
    if type(got) not in (set, frozenset):
        return Difference("", f"expected a set, obtained {kind_of(got)}")
    if got == want:
        return None
    missing, surplus = set(want - got), set(got - want)
    parts = [f"missing: {show(missing)}"] if missing else []
    parts += [f"not expected: {show(surplus)}"] if surplus else []
    return Difference("", "; ".join(parts))


def _array_difference(got: Any, want: Array, strict: bool) -> Difference | None:
    if strict and type(got) is not np.ndarray:
        return Difference("", f"expected an array, obtained {kind_of(got)}")
    try:
        want = as_numbers(want)
    except NotNumbers as reason:
        raise TypeError(f"the expected array is {reason}") from None
    try:
        array = as_numbers(got)
    except NotNumbers as reason:
        return Difference("", f"obtained {reason}")
    if array.shape != want.shape:
        slip = find_slip(array, want, noise=rounding(want, 0.0))
        return Difference("", f"expected shape {want.shape}, obtained {array.shape}", slip)
    if (array.dtype == bool) != (want.dtype == bool):
        return Difference("", f"expected dtype {want.dtype}, obtained dtype {array.dtype}")
    return _entry_difference(array, want)


def _entry_difference(got: Array, want: Array) -> Difference | None:
    wrong = got != want
    if got.dtype.kind in "fc" and want.dtype.kind in "fc":
        wrong &= ~(np.isnan(got) & np.isnan(want))
    if not wrong.any():
        return None
    index = np.unravel_index(np.argmax(wrong), wrong.shape)
    place = f"[{', '.join(str(int(i)) for i in index)}]"
    reason = f"expected {show(want[index])}, obtained {show(got[index])}"
    return Difference(place, reason, find_slip(got, want, noise=rounding(want, 0.0)))
