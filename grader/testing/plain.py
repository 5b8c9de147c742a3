"""Values as plain data, without running a single method that an answer may have brought along."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

# Not numpy.typing.NDArray: that import costs as much as all the rest of this package.
Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]

NUMBER_KINDS = "biufc"
"""The NumPy dtype kinds that count as numbers: bool, integers, floats, complex."""

_NUMBERS = frozenset({bool, int, float, complex}) | {
    kind for kind in np.sctypeDict.values() if np.dtype(kind).kind in NUMBER_KINDS
}
_UNCHANGEABLE = _NUMBERS | {type(None), str, bytes, frozenset}
_EXACT = _UNCHANGEABLE | {list, tuple, dict, set, np.ndarray}
# The methods of the base class, never those of the subclass.
_BASES: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (np.ndarray, lambda value: np.ndarray.view(value, np.ndarray)),
    (tuple, lambda value: tuple(tuple.__iter__(value))),
    (list, lambda value: list(list.__iter__(value))),
    (dict, lambda value: dict(dict.items(value))),
    (set, lambda value: set(set.__iter__(value))),
    (str, str.__str__),
    (bytes, lambda value: bytes.__getitem__(value, slice(None))),
    (int, int.__int__),
    (float, float.__float__),
)
_DEEPEST = 32


class NotNumbers(Exception):
    """A value is not an array of numbers; the text says what it is instead."""


def plain(value: Any) -> Any:
    """A subclass of a plain type as its base value; anything else as it is."""
    kind = type(value)
    if kind not in _EXACT:
        for base, take in _BASES:
            if issubclass(kind, base):
                return take(value)
    return value


def is_number(value: Any) -> bool:
    """Whether the value is a bool, a number or a NumPy scalar of those kinds."""
    return type(value) in _NUMBERS


def as_numbers(value: Any) -> Array:
    """The value as an array of bools or numbers; `NotNumbers` if it is not one.

    Numbers, NumPy scalars, arrays and rectangular lists and tuples of them qualify.
    """
    value = plain(value)
    if isinstance(value, list | tuple):
        _look_for_strangers(value, depth=1)
    elif not is_number(value):
        _require_number_array(value)
    try:
        array = np.asarray(value)
        if array.dtype.kind == "O":  # integers beyond 64 bits
            array = np.asarray(value, dtype=np.float64)
    except OverflowError:
        raise NotNumbers("an integer too large to compare") from None
    except ValueError:
        raise NotNumbers("lists of unequal length, not a rectangular array") from None
    return array


def _look_for_strangers(items: list[Any] | tuple[Any, ...], depth: int) -> None:
    if depth > _DEEPEST:
        raise NotNumbers("lists nested too deeply")
    if set(map(type, items)) <= _NUMBERS:
        return
    for item in items:
        if isinstance(item, list | tuple) and type(item) in (list, tuple):
            _look_for_strangers(item, depth + 1)
        elif type(item) not in _NUMBERS:
            _require_number_array(item, inside=True)


def _require_number_array(value: Any, inside: bool = False) -> None:
    if type(value) is np.ndarray and value.dtype.kind in NUMBER_KINDS:
        return
    if type(value) is np.ndarray:
        raise NotNumbers(f"an array of dtype {value.dtype}, expected numbers")
    if value is None and not inside:
        raise NotNumbers("nothing (None): is a return missing?")
    raise NotNumbers(f"{kind_of(value)}{' inside a list' if inside else ''}, expected numbers")


def kind_of(value: Any) -> str:
    """What the value is, in a few words: "an int", "an array of shape (2, 3)"."""
    kind = type(value)
    if value is None:
        return "None"
    if kind is np.ndarray:
        return f"an array of shape {value.shape}"
    name = kind.__name__
    if (kind.__module__, name) == ("grader.sandbox.codec", "Opaque"):
        # The handle that stands for a foreign object: the name of that object's class says more.
        return f"an object of type {vars(value).get('kind', 'unknown')}"
    return f"{'an' if name[:1].lower() in 'aeio' else 'a'} {name}"


def snapshot(value: Any) -> Any:
    """A copy that later changes cannot reach; a Generator becomes its state.

    Objects that are not plain data stay the same object.
    """
    return _copied(value, lambda rng: {"generator": copy.deepcopy(rng.bit_generator.state)})


def fresh(value: Any) -> Any:
    """A copy to hand out, so that whoever gets it may change it."""
    return _copied(value, copy.deepcopy)


def _copied(value: Any, of_generator: Callable[[np.random.Generator], Any]) -> Any:
    kind = type(value)
    if kind in _UNCHANGEABLE:
        return value
    if kind is np.ndarray:
        return value.copy()
    if kind in (list, tuple):
        return kind(_copied(item, of_generator) for item in value)
    if kind is dict:
        return {key: _copied(item, of_generator) for key, item in value.items()}
    if kind is set:
        return set(value)
    if kind is np.random.Generator:
        return of_generator(value)
    return value
