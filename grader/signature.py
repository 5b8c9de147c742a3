"""What a check saw of an answer, boiled down to a short text that can be compared.

Two answers have one signature if they gave the same to every call: values alike but for rounding,
the same built-in exceptions, the same changes to their arguments.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from grader.answer import Event
from grader.sandbox.codec import Opaque

_STRETCH = 1.0123456789123  # keeps round numbers off the edges of rounding
_DUST = 1e-9


def signature(events: Iterable[Event]) -> str:
    """A digest of what a check saw, alike for values that differ by rounding only."""
    digest = hashlib.sha256()
    for event in events:
        digest.update(_event(event).encode())
    return digest.hexdigest()[:20]


def _event(event: Event) -> str:
    result = event.result
    raised = result.error.names[0] if result.kind == "raised" and result.error else ""
    arguments = [*event.call.arguments, *event.call.keywords.values()]
    parts = [
        event.call.function,
        result.kind,
        raised,
        _canonical(result.value),
        "|".join(_canonical(argument) for argument in arguments),
        str(_shares(result.value, arguments)),
        str(result.randomness_used),
    ]
    return ";".join(parts) + "\n"


def _canonical(value: Any) -> str:
    canonical = _CANONICAL.get(type(value))
    if canonical is not None:
        return canonical(value)
    if isinstance(value, np.generic):
        return _canonical(value.item())
    if isinstance(value, Opaque):
        return "opaque"
    if isinstance(value, np.random.Generator):
        return str(value.bit_generator.state)
    return type(value).__name__


def _number(value: float) -> str:
    return "0" if abs(value) < _DUST else f"{value * _STRETCH:.6g}"


def _integer(value: int) -> str:
    return _number(value) if abs(value) < 1 << 53 else hex(value)  # str refuses very large ones


def _array(value: np.ndarray) -> str:
    """Shape and rounded entries, as a digest."""
    if value.dtype.kind == "c":
        return "c" + _array(np.stack([value.real, value.imag]))
    entries = value.astype(np.float64).ravel() * _STRETCH
    entries[np.abs(entries) < _DUST] = 0.0
    mantissa, exponent = np.frexp(entries)
    rounded = np.where(
        np.isfinite(mantissa), np.round(np.nan_to_num(mantissa, posinf=0, neginf=0) * 1e6), 0
    )
    special = np.where(np.isfinite(entries), 0, np.where(np.isnan(entries), 3, np.sign(entries)))
    digest = hashlib.sha256()
    for part in (rounded, exponent, special):
        digest.update((part + 0.0).tobytes())
    kind = "bool" if value.dtype.kind == "b" else "array"
    return f"{kind}{value.shape}{digest.hexdigest()}"


def _items(value: Iterable[Any]) -> str:
    return "(" + ",".join(_canonical(item) for item in value) + ")"


_CANONICAL: dict[type, Callable[[Any], str]] = {
    type(None): repr,
    bool: repr,
    str: repr,
    bytes: repr,
    int: _integer,
    float: _number,
    complex: lambda value: _number(value.real) + "+" + _number(value.imag) + "j",
    list: _items,
    tuple: _items,
    set: lambda value: "{" + ",".join(sorted(_canonical(item) for item in value)) + "}",
    dict: lambda value: (
        "{" + ",".join(sorted(f"{_canonical(k)}:{_canonical(v)}" for k, v in value.items())) + "}"
    ),
    np.ndarray: _array,
}


def _shares(value: Any, arguments: Sequence[Any]) -> bool:
    """True if an array in a result lies in the memory of one in the arguments."""
    mine, theirs = list(_arrays(value)), list(_arrays(arguments))
    return any(np.may_share_memory(one, other) for one in mine for other in theirs)


def _arrays(value: Any, depth: int = 3) -> Iterable[np.ndarray]:
    if isinstance(value, np.ndarray):
        yield value
    elif depth and isinstance(value, list | tuple):
        for item in value:
            yield from _arrays(item, depth - 1)
    elif depth and isinstance(value, dict):
        for item in value.values():
            yield from _arrays(item, depth - 1)
