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

import json
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

MAX_DEPTH = 210  # game trees go to depth 200; what judges a value may take four frames a level
MAX_ENTRIES = 10_000  # of a dict or set with text keys: hashes of text can't be chosen
MAX_CHOSEN_HASHES = 1_000  # of any other dict or set: 3,000 chosen ints cost 0.2 s
MAX_COLLISIONS = 4_000_000  # over all of them in a message: n * n for each
MAX_NUMBERS = 1 << 21  # entries of all arrays in a message; eight bytes of text count as one
MAX_ITEMS = 1 << 18  # of all lists, tuples, sets and dicts in a message
MAX_ALIASED = 100_000  # items of all lists and dicts in a message that are the caller's own

SELF = frozenset({type(None), bool, int, float, str})
DTYPES = {
    name: np.dtype(name)
    for name in (
        "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 "
        "float16 float32 float64 complex64 complex128"
    ).split()
}
DTYPE_NAMES = {dtype: name for name, dtype in DTYPES.items()}
_JSON = json.JSONEncoder(separators=(",", ":"), check_circular=False)
_SCAN = json.JSONDecoder().scan_once  # type: ignore[attr-defined]
BIT_GENERATORS = {"PCG64", "PCG64DXSM"}

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
