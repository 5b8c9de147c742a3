"""Values into trees and blobs: the sender's half of the codec."""

from __future__ import annotations

import collections
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from .codec import (
    BIT_GENERATORS,
    DTYPE_NAMES,
    DTYPES,
    MAX_DEPTH,
    MAX_ITEMS,
    MAX_NUMBERS,
    SELF,
    CodecError,
    Opaque,
    Tree,
)


class Encoder:
    """Turns values into trees and one blob.

    `handle` says which number an object is kept under. `known` are arguments of the call in
    question, for telling that a result is, or shares memory with, one of them. `resolved` are
    objects that came across under a number and go back under it.
    """

    def __init__(
        self,
        handle: Callable[[object], tuple[int, str]] | None = None,
        known: Sequence[Any] = (),
        resolved: Mapping[int, Tree] | None = None,
    ):
        self.parts: list[bytes | memoryview] = []
        self.mutables: list[Any] = []
        self._handle = handle
        self._numbers = MAX_NUMBERS
        self._items = MAX_ITEMS
        self._stand_ins = {id(argument): {"i": k} for k, argument in enumerate(known)}
        self._stand_ins.update(resolved or {})
        self._arrays = [(k, each) for k, each in enumerate(known) if isinstance(each, np.ndarray)]

    def tree(self, value: object, depth: int = 0) -> Tree:
        """The tree of one value; its arrays are appended to `parts`."""
        kind = type(value)
        if kind in SELF:
            return value
        if depth > MAX_DEPTH:
            raise CodecError(f"nested more than {MAX_DEPTH} deep (does it contain itself?)")
        if self._stand_ins and id(value) in self._stand_ins:
            return self._stand_ins[id(value)]
        if kind is list:  # here, so that a deep tree takes one frame a level
            self.mutables.append(value)
            trees: list[Tree] = [*value]  # type: ignore[misc]
            self._hold(len(trees))
            if not SELF.issuperset(map(type, trees)):
                for k, item in enumerate(trees):
                    trees[k] = self.tree(item, depth + 1)
            return trees
        encode = _ENCODERS.get(kind)
        if encode is None:
            encode = _encoder_of_base(kind)
        return encode(self, value, depth + 1)

    def list(self, value: list[Any], depth: int) -> Tree:
        self.mutables.append(value)
        self._hold(list.__len__(value))
        return [self.tree(item, depth) for item in list.__iter__(value)]

    def tuple(self, value: tuple[Any, ...], depth: int) -> Tree:
        items = [*tuple.__iter__(value)]
        self._hold(len(items))
        if not SELF.issuperset(map(type, items)):
            for k, item in enumerate(items):
                items[k] = self.tree(item, depth)
        return {"t": items}

    def dict(self, value: dict[Any, Any], depth: int) -> Tree:
        self.mutables.append(value)
        self._hold(dict.__len__(value))
        pairs = dict.items(value)
        return {"d": [[self.tree(k, depth), self.tree(v, depth)] for k, v in pairs]}

    def ordered_dict(self, value: collections.OrderedDict[Any, Any], depth: int) -> Tree:
        return self.dict(value, depth)

    def set(self, value: set[Any] | frozenset[Any], depth: int) -> Tree:
        base = set.__iter__(value) if isinstance(value, set) else frozenset.__iter__(value)
        items = [*base]
        self._hold(len(items))
        return {"s": [self.tree(item, depth) for item in items]}

    def bytes(self, value: bytes | bytearray, depth: int) -> Tree:
        self._spend(len(value) // 8)
        raw = bytes(memoryview(value))
        self.parts.append(raw)
        return {"b": len(raw)}

    def complex(self, value: complex, depth: int) -> Tree:
        return {"c": [complex.real.__get__(value), complex.imag.__get__(value)]}

    def array(self, value: np.ndarray, depth: int) -> Tree:
        plain = value
        if type(value) is not np.ndarray:
            if isinstance(value, np.ma.MaskedArray):
                return self.handle(value, depth)
            plain = np.ndarray.view(value, np.ndarray)
        for k, argument in self._arrays:
            # One that repeats itself, by strides of 0, crosses by value.
            if plain.nbytes <= argument.nbytes and np.may_share_memory(plain, argument):
                return self._view(k, argument, plain, depth)
        if plain.dtype.type is np.longdouble:
            plain = plain.astype(np.float64)
        name = DTYPE_NAMES.get(plain.dtype) or DTYPE_NAMES.get(plain.dtype.newbyteorder("="))
        if name is None:
            return self.handle(value, depth)
        self._spend(plain.size)
        self.mutables.append(value)
        flat = np.ascontiguousarray(plain, dtype=DTYPES[name])
        self.parts.append(flat.reshape(-1).data.cast("B") if flat.size else b"")
        return {"a": [name, list(plain.shape)]}

    def _spend(self, numbers: int) -> None:
        self._numbers -= numbers
        if self._numbers < 0:
            raise CodecError(f"more than {MAX_NUMBERS} numbers")

    def _hold(self, items: int) -> None:
        self._items -= items
        if self._items < 0:
            raise CodecError(f"more than {MAX_ITEMS} items")

    def _view(self, k: int, argument: np.ndarray, plain: np.ndarray, depth: int) -> Tree:
        offset = plain.__array_interface__["data"][0] - argument.__array_interface__["data"][0]
        name = DTYPE_NAMES.get(plain.dtype)
        if name is None:
            return self.handle(plain, depth)
        return {"v": [k, int(offset), name, list(plain.shape), list(plain.strides)]}

    def scalar(self, value: np.generic, depth: int) -> Tree:
        name = DTYPE_NAMES.get(value.dtype)
        if name is None:
            if isinstance(value, np.floating):
                return {"n": ["float64", float(value)]}
            return self.handle(value, depth)
        item = np.ndarray.item(np.asarray(value))
        return {"n": [name, [item.real, item.imag] if isinstance(item, complex) else item]}

    def text(self, value: str, depth: int) -> Tree:
        return str.__str__(value)

    def integer(self, value: int, depth: int) -> Tree:
        return self.tree(int.__int__(value), depth)

    def real(self, value: float, depth: int) -> Tree:
        return float.__float__(value)

    def generator(self, value: np.random.Generator, depth: int) -> Tree:
        name = type(value.bit_generator).__name__
        if name not in BIT_GENERATORS:
            return self.handle(value, depth)
        self.mutables.append(value)
        return {"r": [name, _plain_state(value.bit_generator.state)]}

    def legacy_generator(self, value: np.random.RandomState, depth: int) -> Tree:
        name, keys, position, *_ = value.get_state()
        return {"m": [name, [int(key) for key in keys], int(position)]}

    def opaque(self, value: Opaque, depth: int) -> Tree:
        return {"h": [value.number, value.kind]}

    def handle(self, value: object, depth: int) -> Tree:
        if self._handle is None:
            raise CodecError(f"an object of type {type(value).__name__}")
        number, tag = self._handle(value)
        return {tag: [number, type(value).__name__[:80]]}


_ENCODERS: dict[type, Callable[[Encoder, Any, int], Tree]] = {
    tuple: Encoder.tuple,
    dict: Encoder.dict,
    collections.OrderedDict: Encoder.ordered_dict,
    set: Encoder.set,
    frozenset: Encoder.set,
    bytes: Encoder.bytes,
    bytearray: Encoder.bytes,
    complex: Encoder.complex,
    np.ndarray: Encoder.array,
    np.random.Generator: Encoder.generator,
    np.random.RandomState: Encoder.legacy_generator,
    Opaque: Encoder.opaque,
}
_BASES: tuple[tuple[type, Callable[[Encoder, Any, int], Tree]], ...] = (
    (np.ndarray, Encoder.array),
    (str, Encoder.text),  # before NumPy scalars: its text and bytes are plain ones
    (bytes, Encoder.bytes),
    (np.generic, Encoder.scalar),  # before float and complex, which some of them derive from
    (bool, lambda _encoder, value, _depth: bool(value)),
    (int, Encoder.integer),
    (float, Encoder.real),
    (complex, Encoder.complex),
    (list, Encoder.list),
    (tuple, Encoder.tuple),
    (dict, Encoder.dict),
    (set, Encoder.set),
    (frozenset, Encoder.set),
)


def _encoder_of_base(kind: type) -> Callable[[Encoder, Any, int], Tree]:
    for base, encode in _BASES:
        if issubclass(kind, base):
            return encode
    return Encoder.handle


def _plain_state(state: Any) -> Any:
    if isinstance(state, dict):
        return {key: _plain_state(value) for key, value in state.items()}
    return state if isinstance(state, str) else int(state)
