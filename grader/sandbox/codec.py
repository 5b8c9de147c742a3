"""What may cross the border between grader and answer, and how.

A value becomes a *tree* that JSON can hold, and a *blob* of raw bytes for arrays. None, bool, int,
float, str and list stand for themselves in the tree; everything else is an object with one key:

    t tuple    d dict    s set    b bytes    c complex    a array    n NumPy scalar
    h handle (an object that stays where it is)          f function of the grader's
    r generator state    m legacy RandomState
    i "is that very argument"    v view of an argument's memory

Arrays lie in the blob in the order in which the tree names them. Nothing is ever un-pickled, and a
reader allocates no more than the frame's own length (checked first) allows. Subclasses cross as
their plain base, so no overridden method of the sender's ever runs on the reader's side.
"""

from __future__ import annotations

import collections
import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

MAX_DEPTH = 210  # game trees go to depth 200; what judges a value may take four frames a level
MAX_ENTRIES = 10_000  # of a dict or set with text keys: hashes of text can't be chosen
MAX_CHOSEN_HASHES = 1_000  # of any other dict or set: 3,000 chosen ints cost 0.2 s
MAX_COLLISIONS = 4_000_000  # over all of them in a message: n * n for each
MAX_NUMBERS = 1 << 21  # entries of all arrays in a message; eight bytes of text count as one
MAX_ITEMS = 1 << 18  # of all lists, tuples, sets and dicts in a message
MAX_ALIASED = 100_000  # items of all lists and dicts in a message that are the caller's own

_SELF = frozenset({type(None), bool, int, float, str})
_DTYPES = {
    name: np.dtype(name)
    for name in (
        "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 "
        "float16 float32 float64 complex64 complex128"
    ).split()
}
_DTYPE_NAMES = {dtype: name for name, dtype in _DTYPES.items()}
_JSON = json.JSONEncoder(separators=(",", ":"), check_circular=False)
_SCAN = json.JSONDecoder().scan_once  # type: ignore[attr-defined]
_BIT_GENERATORS = {"PCG64", "PCG64DXSM"}

Tree = Any


class CodecError(Exception):
    """A value that can't cross, or a message that breaks the rules."""


class Opaque:
    """Something of the answer's that is not plain data: it can only be handed back.

    It equals nothing, has no length, no truth value and no items, so that no check can be
    satisfied by an object that claims to equal everything.
    """

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, number: int, kind: str, release: Callable[[int], None] | None = None):
        self.number = number
        self.kind = kind
        self._release = release

    def __repr__(self) -> str:
        return f"<an object of type {self.kind}>"

    def __eq__(self, other: object) -> bool:
        return False

    def __bool__(self) -> bool:
        raise TypeError(f"{self!r} is not a plain value")

    def __array__(self, *_: object, **__: object) -> np.ndarray:
        raise TypeError(f"{self!r} is not an array")

    def __del__(self) -> None:
        if self._release is not None:
            self._release(self.number)


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
        if kind in _SELF:
            return value
        if depth > MAX_DEPTH:
            raise CodecError(f"nested more than {MAX_DEPTH} deep (does it contain itself?)")
        if self._stand_ins and id(value) in self._stand_ins:
            return self._stand_ins[id(value)]
        if kind is list:  # here, so that a deep tree takes one frame a level
            self.mutables.append(value)
            trees: list[Tree] = [*value]  # type: ignore[misc]
            self._hold(len(trees))
            if not _SELF.issuperset(map(type, trees)):
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
        if not _SELF.issuperset(map(type, items)):
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
        name = _DTYPE_NAMES.get(plain.dtype) or _DTYPE_NAMES.get(plain.dtype.newbyteorder("="))
        if name is None:
            return self.handle(value, depth)
        self._spend(plain.size)
        self.mutables.append(value)
        flat = np.ascontiguousarray(plain, dtype=_DTYPES[name])
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
        name = _DTYPE_NAMES.get(plain.dtype)
        if name is None:
            return self.handle(plain, depth)
        return {"v": [k, int(offset), name, list(plain.shape), list(plain.strides)]}

    def scalar(self, value: np.generic, depth: int) -> Tree:
        name = _DTYPE_NAMES.get(value.dtype)
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
        if name not in _BIT_GENERATORS:
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
        if kind in _SELF:
            return tree
        if depth > MAX_DEPTH:
            raise CodecError("nested too deep")
        if kind is list:
            self._hold(len(tree))
            result: list[Any] = [*tree]  # here, so that a deep tree takes one frame a level
            self.mutables.append(result)
            if not _SELF.issuperset(map(type, tree)):
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
        if _SELF.issuperset(map(type, content)):
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
        if name not in _DTYPES:
            raise CodecError("malformed message")
        kind = _DTYPES[name].kind
        wanted = {"b": bool, "i": int, "u": int, "f": float, "c": list}[kind]
        if type(item) is not wanted:
            raise CodecError("malformed message")
        try:
            value: np.generic = _DTYPES[name].type(complex(*_reals(item)) if kind == "c" else item)
            return value
        except (OverflowError, ValueError):
            raise CodecError("malformed message") from None

    def generator(self, content: Tree, depth: int) -> np.random.Generator:
        if type(content) is not list or len(content) != 2 or type(content[0]) is not str:
            raise CodecError("malformed message")
        if content[0] not in _BIT_GENERATORS:
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
    if type(name) is not str or name not in _DTYPES or type(shape) is not list:
        raise CodecError("malformed message")
    if len(shape) > 32 or any(_size(length) > MAX_NUMBERS for length in shape):
        raise CodecError("malformed message")
    return _DTYPES[name], shape


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


def copy_back(target: Any, source: Any) -> None:
    """Make `target`, an argument of the caller's, look as the callee left its own copy."""
    if isinstance(target, np.ndarray):
        if not isinstance(source, np.ndarray) or source.shape != target.shape:
            raise CodecError("an argument came back with another shape")
        np.copyto(target, source, casting="unsafe")
    elif isinstance(target, np.random.Generator):
        target.bit_generator.state = source.bit_generator.state
    elif isinstance(target, list):
        _copy_back_items(target, source, range(min(len(target), len(source))))
        target[:] = [*target[: len(source)], *source[len(target) :]]
    elif isinstance(target, dict):
        for key in [key for key in target if key not in source]:
            del target[key]
        _copy_back_items(target, source, [key for key in source if key in target])
        target.update({key: item for key, item in source.items() if key not in target})
    elif isinstance(target, tuple):
        for mine, theirs in zip(target, source, strict=True):
            if isinstance(mine, _MUTABLE) and type(mine) is type(theirs):
                copy_back(mine, theirs)


_MUTABLE = (np.ndarray, np.random.Generator, list, dict, tuple)


def _copy_back_items(target: Any, source: Any, keys: Any) -> None:
    for key in keys:
        if type(target[key]) is type(source[key]) and isinstance(target[key], _MUTABLE):
            copy_back(target[key], source[key])
        else:
            target[key] = source[key]


def dumps(tree: Tree) -> bytes:
    """The JSON text of a tree."""
    try:
        return "".join(_ENCODE(tree, 0)).encode("ascii")
    except ValueError:
        raise CodecError("an integer of thousands of digits") from None
    except RecursionError:
        raise CodecError("something nested too deep") from None


def _encode_function() -> Callable[[Tree, int], Iterable[str]]:
    """What `JSONEncoder.encode` makes anew for each text, which costs more than a short text."""
    make = getattr(json.encoder, "c_make_encoder", None)
    if make is None:
        return lambda tree, _level: _JSON.iterencode(tree)
    quote = json.encoder.encode_basestring_ascii
    made: Callable[[Tree, int], Iterable[str]] = make(
        None, _JSON.default, quote, None, ":", ",", False, False, True
    )
    return made


_ENCODE = _encode_function()


def loads(text: bytes | memoryview) -> Tree:
    """The tree of a JSON text without white space around it; `CodecError` if it is none."""
    try:
        decoded = str(text, "ascii")
        tree, end = _SCAN(decoded, 0)
    except (ValueError, RecursionError, MemoryError, StopIteration) as error:
        raise CodecError(f"malformed message ({type(error).__name__})") from None
    if end != len(decoded):
        raise CodecError("malformed message")
    return tree
