"""Trees and blobs into values: the reader's half of the codec, which believes nothing."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from .codec import (
    BIT_GENERATORS,
    DTYPES,
    MAX_ALIASED,
    MAX_CHOSEN_HASHES,
    MAX_COLLISIONS,
    MAX_DEPTH,
    MAX_ENTRIES,
    MAX_ITEMS,
    MAX_NUMBERS,
    SELF,
    CodecError,
    Tree,
)


class Decoder:
    """Turns a tree and its blob back into values.

    `handle` and `function` say what a number stands for on this side; `known` gives the mutable
    arguments of the call by number, in the order in which an `Encoder` met them. Raises
    `CodecError` on whatever is not exactly as an `Encoder` writes it.
    """

    def __init__(
        self,
        blob: memoryview | bytes = b"",
        handle: Callable[[int, str], object] | None = None,
        function: Callable[[int], object] | None = None,
        known: Callable[[int], Any] | None = None,
    ):
        self.mutables: list[Any] = []
        self.resolved: dict[int, Tree] = {}
        self._blob = memoryview(blob)
        self._at = 0
        self._handle = handle
        self._function = function
        self._known = known
        self._numbers = MAX_NUMBERS
        self._parts = MAX_ITEMS
        self._collisions = MAX_COLLISIONS
        self._aliased = MAX_ALIASED

    def knows(self, known: Callable[[int], Any]) -> None:
        """From here on values may be, or lie in, these arguments."""
        self._known = known

    def value(self, tree: Tree, depth: int = 0) -> Any:
        """The value of one tree."""
        kind = type(tree)
        if kind in SELF:
            return tree
        if depth > MAX_DEPTH:
            raise CodecError("nested too deep")
        if kind is list:
            self._hold(len(tree))
            result: list[Any] = [*tree]  # here, so that a deep tree takes one frame a level
            self.mutables.append(result)
            if not SELF.issuperset(map(type, tree)):
                for k, item in enumerate(tree):
                    result[k] = self.value(item, depth + 1)
            return result
        if kind is not dict or len(tree) != 1:
            raise CodecError("malformed message")
        ((tag, content),) = tree.items()
        decode = _DECODERS.get(tag)
        if decode is None:
            raise CodecError("malformed message")
        return decode(self, content, depth + 1)

    def finish(self) -> None:
        """Raise `CodecError` unless the whole blob was used."""
        if self._at != len(self._blob):
            raise CodecError("surplus bytes in a message")

    def _take(self, length: int) -> memoryview:
        end = self._at + length
        if length < 0 or end > len(self._blob):
            raise CodecError("a message is shorter than it says")
        piece = self._blob[self._at : end]
        self._at = end
        return piece

    def _items(self, content: Tree, depth: int) -> list[Any]:
        if type(content) is not list:
            raise CodecError("malformed message")
        self._hold(len(content))
        if SELF.issuperset(map(type, content)):
            return content
        return [self.value(item, depth) for item in content]

    def tuple(self, content: Tree, depth: int) -> tuple[Any, ...]:
        return tuple(self._items(content, depth))

    def dict(self, content: Tree, depth: int) -> dict[Any, Any]:
        if type(content) is not list:
            raise CodecError("malformed message")
        self._hold(len(content))
        result: dict[Any, Any] = {}
        self.mutables.append(result)
        pairs = []
        for pair in content:
            if type(pair) is not list or len(pair) != 2:
                raise CodecError("malformed message")
            pairs.append((self.value(pair[0], depth), self.value(pair[1], depth)))
        self._check_keys([key for key, _ in pairs])
        result.update(pairs)
        return result

    def set(self, content: Tree, depth: int) -> set[Any]:
        items = self._items(content, depth)
        self._check_keys(items)
        return set(items)

    def bytes(self, content: Tree, depth: int) -> bytes:
        self._spend(_size(content) // 8)
        return bytes(self._take(content))

    def complex(self, content: Tree, depth: int) -> complex:
        return complex(*_reals(content))

    def array(self, content: Tree, depth: int) -> np.ndarray:
        dtype, shape = _array_type(content)
        count = 1
        for length in shape:
            count *= length
        self._spend(count)
        raw = self._take(count * dtype.itemsize)
        result = np.frombuffer(raw, dtype=dtype).reshape(shape).copy()
        if dtype.kind == "b" and count and result.view(np.uint8).max() > 1:
            raise CodecError("malformed message")
        self.mutables.append(result)
        return result

    def scalar(self, content: Tree, depth: int) -> np.generic:
        if type(content) is not list or len(content) != 2 or type(content[0]) is not str:
            raise CodecError("malformed message")
        name, item = content
        if name not in DTYPES:
            raise CodecError("malformed message")
        kind = DTYPES[name].kind
        wanted = {"b": bool, "i": int, "u": int, "f": float, "c": list}[kind]
        if type(item) is not wanted:
            raise CodecError("malformed message")
        try:
            value: np.generic = DTYPES[name].type(complex(*_reals(item)) if kind == "c" else item)
            return value
        except (OverflowError, ValueError):
            raise CodecError("malformed message") from None

    def generator(self, content: Tree, depth: int) -> np.random.Generator:
        if type(content) is not list or len(content) != 2 or type(content[0]) is not str:
            raise CodecError("malformed message")
        if content[0] not in BIT_GENERATORS:
            raise CodecError("malformed message")
        bits = getattr(np.random, content[0])(0)
        set_state(bits, content[1])
        result = np.random.Generator(bits)
        self.mutables.append(result)
        return result

    def legacy_generator(self, content: Tree, depth: int) -> np.random.RandomState:
        result = np.random.RandomState(0)
        try:
            name, keys, position = content
            if type(position) is not int or not 0 <= position <= 624:  # NumPy does not look
                raise CodecError("malformed message")
            result.set_state((name, np.array(keys, dtype=np.uint32), position, 0, 0.0))
        except (TypeError, ValueError, OverflowError, IndexError):
            raise CodecError("malformed message") from None
        return result

    def handle(self, content: Tree, depth: int) -> object:
        if self._handle is None or type(content) is not list or len(content) != 2:
            raise CodecError("malformed message")
        number, kind = content
        if type(number) is not int or type(kind) is not str or len(kind) > 80:
            raise CodecError("malformed message")
        result = self._handle(number, kind if kind.isprintable() else ascii(kind)[1:-1])
        self.resolved[id(result)] = {"h": content}
        return result

    def function(self, content: Tree, depth: int) -> object:
        if self._function is None or type(content) is not list or not content:
            raise CodecError("malformed message")
        result = self._function(_size(content[0]))
        self.resolved[id(result)] = {"f": content}
        return result

    def argument(self, content: Tree, depth: int) -> object:
        if self._known is None:
            raise CodecError("malformed message")
        argument = self._known(_size(content))
        self._aliased -= 1 if isinstance(argument, np.ndarray) else _count(argument)
        if self._aliased < 0:
            raise CodecError("its arguments too many times")
        return argument

    def view(self, content: Tree, depth: int) -> np.ndarray:
        if type(content) is not list or len(content) != 5:
            raise CodecError("malformed message")
        k, offset, *kind, strides = content
        argument = self.argument(k, depth)
        dtype, shape = _array_type(kind)
        size = math.prod(shape)
        if not isinstance(argument, np.ndarray) or size * dtype.itemsize > argument.nbytes:
            raise CodecError("malformed message")
        self._spend(size)
        if type(strides) is not list or any(type(step) is not int for step in strides):
            raise CodecError("malformed message")
        try:  # ndarray itself refuses what reaches outside of the buffer
            return np.ndarray(shape, dtype, np.ascontiguousarray(argument), offset, strides)
        except (TypeError, ValueError, OverflowError, BufferError):
            raise CodecError("malformed message") from None

    def _spend(self, numbers: int) -> None:
        self._numbers -= numbers
        if self._numbers < 0:
            raise CodecError(f"more than {MAX_NUMBERS} numbers")

    def _hold(self, items: int) -> None:
        self._parts -= items
        if self._parts < 0:
            raise CodecError(f"more than {MAX_ITEMS} items")

    def _check_keys(self, keys: list[Any]) -> None:
        of_text = all(type(key) is str for key in keys)
        limit = MAX_ENTRIES if of_text else MAX_CHOSEN_HASHES
        if len(keys) > limit:
            raise CodecError(f"a dict or set of more than {limit} entries")
        self._collisions -= 0 if of_text else len(keys) ** 2
        if self._collisions < 0:
            raise CodecError("too many large dicts or sets")
        try:
            for key in keys:
                hash(key)
        except TypeError:
            raise CodecError("malformed message") from None


_DECODERS: dict[str, Callable[[Decoder, Tree, int], Any]] = {
    "t": Decoder.tuple,
    "d": Decoder.dict,
    "s": Decoder.set,
    "b": Decoder.bytes,
    "c": Decoder.complex,
    "a": Decoder.array,
    "n": Decoder.scalar,
    "h": Decoder.handle,
    "f": Decoder.function,
    "r": Decoder.generator,
    "m": Decoder.legacy_generator,
    "i": Decoder.argument,
    "v": Decoder.view,
}


def _size(value: Tree) -> int:
    if type(value) is not int or value < 0:
        raise CodecError("malformed message")
    return value


def _reals(content: Tree) -> tuple[float, float]:
    if type(content) is not list or [type(part) for part in content] != [float, float]:
        raise CodecError("malformed message")
    return content[0], content[1]


def _array_type(content: Tree) -> tuple[np.dtype[Any], list[int]]:
    if type(content) is not list or len(content) != 2:
        raise CodecError("malformed message")
    name, shape = content
    if type(name) is not str or name not in DTYPES or type(shape) is not list:
        raise CodecError("malformed message")
    if len(shape) > 32 or any(_size(length) > MAX_NUMBERS for length in shape):
        raise CodecError("malformed message")
    return DTYPES[name], shape


def _count(value: Any) -> int:
    """How many items a list or dict of the caller's holds, at any depth."""
    if isinstance(value, list | tuple):
        return 1 + sum(map(_count, value))
    if isinstance(value, dict):
        return 1 + sum(map(_count, value.values()))
    return 1


def set_state(bits: np.random.BitGenerator, state: Any) -> None:
    """Put a bit generator into a state that came across; `CodecError` if it is none."""
    try:
        inner = state["state"]
        whole = [inner["state"], inner["inc"], state["has_uint32"], state["uinteger"]]
        if any(type(part) is not int for part in whole) or min(whole) < 0:
            raise CodecError("malformed message")
        if max(whole[:2]) >> 128 or whole[2] > 1 or whole[3] >> 32:
            raise CodecError("malformed message")
        bits.state = state
    except (TypeError, ValueError, KeyError, OverflowError):
        raise CodecError("malformed message") from None
