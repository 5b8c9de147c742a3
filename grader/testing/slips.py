"""Recognise the mistake behind a wrong array: a sign, a factor, a transpose, a broadcast.

An explanation is given only if it reproduces every entry, and only if no other one does as well:
no explanation is better than a wrong one.
"""

import itertools
from collections.abc import Mapping

import numpy as np

from grader.testing.plain import Array

AGREE = 1e-6
"""How well an explanation must reproduce an entry, relative to the entry."""

_MOST_AXES = 4
_LARGEST_PART = 50


def find_slip(
    got: Array, want: Array, *, noise: float, factors: Mapping[str, float] | None = None
) -> str | None:
    """The one slip that turns `want` into `got`, in words, or None.

    Differences up to `noise` are rounding. `factors` names the constants that may have crept in.
    """
    if got.size == 0 or want.size == 0:
        return None
    got, want = _as_computed(got), _as_computed(want)
    with np.errstate(all="ignore"):
        if not (np.isfinite(got).all() and np.isfinite(want).all()):
            return None
        if got.shape == want.shape:
            found = _same_shape(got, want, noise, factors or {})
        else:
            found = _other_shape(got, want, noise)
    return found.pop() if len(found) == 1 else None


def rounding(want: Array, atol: float) -> float:
    """The part of an absolute tolerance that is small beside the entries of `want`."""
    with np.errstate(all="ignore"):
        scale = float(np.max(np.abs(_as_computed(want)), initial=0.0))
    return min(atol, 1e-9 * scale) + 1e-14 * scale


def _as_computed(array: Array) -> Array:
    with np.errstate(all="ignore"):
        return array.astype(np.complex128 if array.dtype.kind == "c" else np.float64)


def _fits(got: Array, candidate: Array, noise: float) -> bool:
    if got.shape != candidate.shape:
        return False
    return bool(np.all(np.abs(got - candidate) <= AGREE * np.abs(candidate) + noise))


def _same_shape(got: Array, want: Array, noise: float, factors: Mapping[str, float]) -> set[str]:
    found = {_constant(got, want, noise, factors), *_permuted(got, want, noise)}
    if got.ndim == 2 and got.shape[0] != got.shape[1]:
        read_by_columns = want.T.reshape(want.shape)
        filled_by_columns = want.reshape(want.shape[::-1]).T
        if _fits(got, read_by_columns, noise) or _fits(got, filled_by_columns, noise):
            found.add("row and column order swapped: reshaped where a transpose belongs")
    return {slip for slip in found if slip}


def _other_shape(got: Array, want: Array, noise: float) -> set[str]:
    found = _permuted(got, want, noise)
    if got.size == want.size:
        return found or _rearranged(got, want, noise)
    found |= _grown(got, want, noise)
    if not found and _is_square_of(got, want):
        found.add(_broadcast(got, want))
    return found


def _permuted(got: Array, want: Array, noise: float) -> set[str]:
    if got.ndim != want.ndim or not 2 <= got.ndim <= _MOST_AXES:
        return set()
    orders = list(itertools.permutations(range(got.ndim)))[1:]  # the first one changes nothing
    right = [order for order in orders if _fits(got.transpose(order), want, noise)]
    if got.ndim == 2:
        return {"transposed" for _ in right}
    return {f"axes in another order: transpose{order} would put them right" for order in right}


def _rearranged(got: Array, want: Array, noise: float) -> set[str]:
    if not _fits(got.ravel(), want.ravel(), noise):
        return set()
    if [n for n in got.shape if n != 1] != [n for n in want.shape if n != 1]:
        return {f"the right values in shape {got.shape} instead of {want.shape}"}
    change = "too many" if got.ndim > want.ndim else "too few"
    if got.ndim == want.ndim:
        change = "in the wrong place"
    return {f"the right values, but an axis of length 1 {change}"}


def _grown(got: Array, want: Array, noise: float) -> set[str]:
    if _broadcasts_to(want, got.shape) and _fits(got, np.broadcast_to(want, got.shape), noise):
        return {_broadcast(got, want)}
    found = set()
    # (n, 1) minus (n,): every entry against every other, the wanted ones on the diagonal.
    if _is_square_of(got, want) and _fits(np.diagonal(got), want.ravel(), noise):
        found.add(_broadcast(got, want))
    for axis in range(got.ndim):
        for name, reduced in (("sum", got.sum(axis)), ("mean", got.mean(axis))):
            if reduced.size == want.size and _fits(reduced.reshape(want.shape), want, noise):
                found.add(f"the {name} over axis {axis} is missing")
    return found


def _is_square_of(got: Array, want: Array) -> bool:
    length = max(want.shape, default=0)
    return length > 1 and want.size == length and got.shape == (length, length)


def _broadcasts_to(array: Array, shape: tuple[int, ...]) -> bool:
    try:
        return np.broadcast_shapes(array.shape, shape) == shape
    except ValueError:
        return False


def _broadcast(got: Array, want: Array) -> str:
    return f"looks broadcast: shape {got.shape} where {want.shape} was expected"


def _constant(got: Array, want: Array, noise: float, factors: Mapping[str, float]) -> str | None:
    """The constant c with got = c * want, in words, if there is one that has a name."""
    sizes = np.abs(want)
    largest = np.unravel_index(np.argmax(sizes), sizes.shape)
    if sizes[largest] <= noise:
        return None
    ratio = complex(got[largest] / want[largest])
    if not np.isfinite(ratio) or abs(ratio.imag) > AGREE * abs(ratio):
        return None
    named = _name_constant(ratio.real, factors, telling=_is_telling(sizes[sizes > noise]))
    if named is None:
        return None
    constant, words = named
    return words if _fits(got, constant * want, noise * abs(constant)) else None


def _is_telling(sizes: Array) -> bool:
    """Whether entries of different size must agree on a constant, so that chance is ruled out."""
    return bool(sizes.max() > sizes.min() * (1 + 1e-3))


def _name_constant(
    ratio: float, factors: Mapping[str, float], telling: bool
) -> tuple[float, str] | None:
    size = abs(ratio)
    if size == 0:
        return None
    sign = "the sign is flipped" if ratio < 0 else ""
    if _same(size, 1):
        return (-1.0, sign) if sign else None
    named = _name_size(size, factors, telling)
    if named is None:
        return None
    exact, words = named
    return (-exact, f"{sign}, and it is {words}") if sign else (exact, words)


def _name_size(
    size: float, factors: Mapping[str, float], telling: bool
) -> tuple[float, str] | None:
    above_one = max(size, 1 / size)
    single = {"2": 2.0}
    for name, value in factors.items():
        if np.isfinite(value) and value != 0:
            single.setdefault(*_above_one(name, abs(float(value))))
    for table in (single, _pairs(single) if telling else {}):
        names = [name for name, value in table.items() if _same(value, above_one)]
        if names:
            exact = table[names[0]]
            return (exact if size > 1 else 1 / exact), _factor_words(names, exact, size > 1)
    simple = _small_rational(size) if telling else None
    return (simple, f"off by a constant factor {simple:.4g}") if simple else None


def _small_rational(size: float) -> float | None:
    """The fraction of small numbers that the size is, if it is one."""
    for below in range(1, _LARGEST_PART + 1):
        above = round(min(size * below, _LARGEST_PART + 1))
        if 0 < above <= _LARGEST_PART and _same(above / below, size):
            return above / below
    return None


def _factor_words(names: list[str], value: float, large: bool) -> str:
    if names == ["2"]:
        if large:
            return "twice too large: off by the constant factor 2"
        return "half of what is expected: off by the constant factor 1/2"
    first = names[0] if names[0] == "2" else f"{names[0]} = {value:.6g}"
    others = f" (or {' or '.join(names[1:])})" if names[1:] else ""
    return f"too {'large' if large else 'small'} by the factor {first}{others}"


def _above_one(name: str, value: float) -> tuple[str, float]:
    if value >= 1:
        return name, value
    if name.startswith("1/"):
        return name[2:], 1 / value
    return f"1/{_bracketed(name)}", 1 / value


def _bracketed(name: str) -> str:
    return name if name.replace("_", "a").isalnum() else f"({name})"


def _pairs(single: Mapping[str, float]) -> dict[str, float]:
    """Products and quotients of two of the factors, each with its name and turned above one."""
    pairs: dict[str, float] = {}
    for (left, a), (right, b) in itertools.combinations_with_replacement(single.items(), 2):
        pairs.setdefault(f"{_bracketed(left)} * {_bracketed(right)}", a * b)
        if a != b:
            (top, high), (low_name, low) = sorted(
                ((left, a), (right, b)), key=lambda named: -named[1]
            )
            pairs.setdefault(f"{_bracketed(top)} / {_bracketed(low_name)}", high / low)
    return pairs


def _same(value: float, other: float) -> bool:
    return abs(value - other) <= AGREE * abs(other)
