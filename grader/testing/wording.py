"""Values in words and figures, short enough for a student to read."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from grader.testing.plain import Array, is_number, kind_of, plain

_LINES = 8
_LONGEST_STR = 120
_MOST_PARTS = 150
_LARGEST_INT = 10**40


def show(value: Any) -> str:
    """The value as a student would write it, abbreviated; only arrays take several lines."""
    value = plain(value)
    if type(value) is np.ndarray:
        return _show_array(value) if value.ndim else show(value[()])
    return _show(value, iter(range(_MOST_PARTS)))


def show_named(values: dict[str, Any]) -> str:
    """Keyword arguments on one line: `a='ab', b=[1, 2]`."""
    return ", ".join(f"{name}={' '.join(show(value).split())}" for name, value in values.items())


def show_return(value: Any) -> str:
    """What a function returned; None gets the question that it usually deserves."""
    return "nothing (None): is a return missing?" if value is None else show(value)


def labelled(label: str, text: str) -> str:
    """A line `label: text` whose continuation lines are aligned with the text."""
    return f"{label}: " + text.replace("\n", "\n" + " " * (len(label) + 4))


def _show_array(array: Array) -> str:
    text = _array_text(array, threshold=60, edgeitems=3)
    if text.count("\n") >= _LINES:
        text = _array_text(array, threshold=0, edgeitems=2)
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) > _LINES:
        lines = [*lines[: _LINES - 1], "..."]
    return "\n".join(lines)


def _array_text(array: Array, threshold: int, edgeitems: int) -> str:
    return np.array2string(
        array,
        threshold=threshold,
        edgeitems=edgeitems,
        precision=8,
        suppress_small=False,
        floatmode="maxprec",
        max_line_width=76,
        sign="-",
    )


def _show(value: Any, budget: Iterator[int]) -> str:
    value = plain(value)
    kind = type(value)
    if next(budget, None) is None:
        return "..."
    if kind in (list, tuple, set, frozenset, dict):
        return _show_container(value, budget)
    if kind is np.ndarray:
        return "array(" + " ".join(_array_text(value, threshold=12, edgeitems=2).split()) + ")"
    if is_number(value):
        return _show_number(value)
    if kind in (str, bytes):
        return _show_text(value)
    return "None" if value is None else f"<{kind_of(value)}>"


def _show_container(value: Any, budget: Iterator[int]) -> str:
    kind = type(value)
    if kind is dict:
        parts = [f"{_show(key, budget)}: {_show(item, budget)}" for key, item in _some(value)]
    else:
        parts = [_show(item, budget) for item in _some(value)]
    if len(value) > len(parts):
        parts.append(f"... ({len(value)} in all)")
    if kind in (set, frozenset):
        parts.sort()  # so that two runs say the same
    text = ", ".join(parts)
    if kind is list:
        return f"[{text}]"
    if kind is tuple:
        return f"({text},)" if len(value) == 1 else f"({text})"
    return f"{{{text}}}" if value or kind is dict else "set()"


def _some(container: Any) -> list[Any]:
    items = container.items() if type(container) is dict else container
    return [item for _, item in zip(range(30), items, strict=False)]


def _show_number(value: Any) -> str:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, int) and abs(value) > _LARGEST_INT:
        return f"an integer of {value.bit_length()} bits"  # Python refuses to print long ones
    return repr(value)


def _show_text(value: str | bytes) -> str:
    if len(value) <= _LONGEST_STR:
        return repr(value)
    half = _LONGEST_STR // 2 - 10
    return f"{value[:half]!r} ... {value[-half:]!r} (length {len(value)})"
