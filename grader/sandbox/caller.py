"""The grader's side of the border: asks for calls, and turns replies into plain results.

Whatever a reply says is only data: every part of it is checked before it is believed, and what
breaks the rules is the answer's failure.
"""

from __future__ import annotations

import builtins
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from .calls import Call, CallResult, Frame, Limits, Source, StudentError
from .codec import CodecError, Opaque, Tree, copy_back, dumps
from .decoding import Decoder
from .encoding import Encoder

Reply = tuple[Tree, "bytes | memoryview"]
Answerer = Callable[[Tree, "bytes | memoryview"], tuple[Tree, list[Any]]]
Exchange = Callable[[Tree, list[Any], float, Answerer], Reply]
_CALLBACK_SECONDS = 10.0  # for the grader's own functions in one call, which no deadline counts
_MALFORMED = (
    AttributeError,
    LookupError,
    MemoryError,
    OverflowError,
    RecursionError,
    TypeError,
    ValueError,
)


class Caller:
    """Makes calls over an `exchange` that carries one request there and one reply back."""

    def __init__(self, exchange: Exchange, limits: Limits):
        self._exchange = exchange
        self._limits = limits
        self._generation = 0
        self._dropped: list[int] = []

    def forget(self) -> None:
        """The other side was replaced: the handles it gave out stand for nothing now."""
        self._generation += 1
        self._dropped.clear()

    def add(self, exercise: str, source: Source) -> CallResult | None:
        """Hand an answer over to be loaded; what kept it from loading, or None."""
        pieces = [list(piece) for piece in source.pieces]
        handles = {name: list(positions) for name, positions in source.handles.items()}
        request = ["add", exercise, pieces, source.keep_going, dict(source.siblings), handles]
        reply, _blob = self._exchange(request, [], self._limits.load, _refuse)
        if type(reply) is list and reply[:1] == ["loaded"]:
            return None
        return self._result(reply, Decoder(), None, 0.0)

    def call(self, call: Call) -> CallResult:
        """What comes of one call, without the faults that only an exchange can see."""
        functions: list[Callable[..., Any]] = []
        callbacks = _Callbacks(functions, self._opaque, self._limits)
        encoder = Encoder(lambda item: _function(item, functions))
        arguments = list(call.arguments)
        keywords = dict(call.keywords)
        trees = [encoder.tree(arguments), encoder.tree(keywords)]
        dropped, self._dropped = self._dropped, []
        request = ["call", call.exercise, call.function, *trees, call.mode]
        request += [bool(call.watched), dropped]
        began = time.perf_counter()
        deadline = self._limits.call if call.deadline is None else call.deadline
        reply, blob = self._exchange(request, encoder.parts, deadline, callbacks.answer)
        seconds = time.perf_counter() - began
        if callbacks.error is not None:
            raise callbacks.error
        sent = _Sent(call, encoder)
        decoder = Decoder(blob, self._opaque, callbacks.function)
        return self._result(reply, decoder, sent, seconds)

    def _result(
        self, reply: Tree, decoder: Decoder, sent: _Sent | None, seconds: float
    ) -> CallResult:
        try:
            kind, *content, printed = reply
            if type(printed) is not str:
                raise CodecError("malformed message")
            printed = _legible(printed[: self._limits.printed])
            if kind == "value" and sent is not None:
                changed, tree, used = content
                if changed is not None:
                    sent.came_back(changed, decoder)
                # Only now: arguments made to hold each other would have no end.
                decoder.knows(sent.known)
                value = decoder.value(tree)
                decoder.finish()
                return CallResult(
                    "value",
                    value,
                    printed=printed,
                    seconds=seconds,
                    randomness_used=used is True,
                )
            return _failure(kind, content, printed, seconds)
        except CodecError as error:
            return CallResult("unsendable", message=str(error), seconds=seconds)
        except _MALFORMED:
            return CallResult("unsendable", message="malformed message", seconds=seconds)

    def _opaque(self, number: int, kind: str) -> Opaque:
        generation = self._generation

        def release(number: int) -> None:
            if generation == self._generation:
                self._dropped.append(number)

        return Opaque(number, kind, release)


class _Sent:
    """The arguments of one call, and what the callee made of its copies.

    Changes are written into the check's own objects only where the check watches for them, and
    into the state of generators: a check that computes what it expects from its inputs must not
    find them rewritten by the answer.
    """

    def __init__(self, call: Call, encoder: Encoder):
        self._call = call
        self._mutables = encoder.mutables

    def came_back(self, changed: Tree, decoder: Decoder) -> None:
        """Take the callee's copies as it left them; CodecError if they are no arguments."""
        if self._call.watched:
            self._write_back(decoder.value(changed))
            return
        if type(changed) is not list:
            raise CodecError("malformed message")
        for each in changed:
            if type(each) is not list or len(each) != 2:
                raise CodecError("malformed message")
            own, theirs = self._mutable(each[0]), decoder.value(each[1])
            if not isinstance(own, np.random.Generator) or type(theirs) is not type(own):
                raise CodecError("malformed message")
            copy_back(own, theirs)

    def _write_back(self, changed: Any) -> None:
        call = self._call
        if type(changed) is not list or len(changed) != 2:
            raise CodecError("malformed message")
        positional, keywords = changed
        if type(positional) is not list or type(keywords) is not dict:
            raise CodecError("malformed message")
        if len(positional) != len(call.arguments) or set(keywords) != set(call.keywords):
            raise CodecError("malformed message")
        pairs = list(zip(call.arguments, positional, strict=True))
        pairs += [(call.keywords[name], keywords[name]) for name in call.keywords]
        for own, theirs in pairs:
            if id(own) in call.watched or isinstance(own, np.random.Generator):
                if type(own) is not type(theirs):
                    raise CodecError("malformed message")
                copy_back(own, theirs)

    def known(self, k: int) -> Any:
        """The argument that a result claims to be, or to lie in."""
        if not self._call.watched:
            raise CodecError("malformed message")
        return self._mutable(k)

    def _mutable(self, k: Any) -> Any:
        if type(k) is not int or not 0 <= k < len(self._mutables):
            raise CodecError("malformed message")
        return self._mutables[k]


class _Callbacks:
    """Runs the grader's own functions when an answer calls them."""

    def __init__(
        self,
        functions: list[Callable[..., Any]],
        opaque: Callable[[int, str], Opaque],
        limits: Limits,
    ):
        self.error: BaseException | None = None
        self._functions = functions
        self._opaque = opaque
        self._left = limits.callbacks
        self._seconds = _CALLBACK_SECONDS

    def function(self, number: int) -> Callable[..., Any]:
        """The function that was passed in under this number."""
        if not 0 <= number < len(self._functions):
            raise CodecError("malformed message")
        return self._functions[number]

    def answer(self, tree: Tree, blob: bytes | memoryview) -> tuple[Tree, list[Any]]:
        """The reply to one request to call a function; `CodecError` if it is malformed."""
        if type(tree) is not list or len(tree) != 4 or type(tree[1]) is not int:
            raise CodecError("malformed message")
        _callback, number, arguments, keywords = tree
        function = self.function(number)
        self._left -= 1
        if self._left < 0 or self._seconds < 0:
            raise CodecError("the function that was passed in is called too often")
        began = time.perf_counter()
        try:
            args, kwargs = self._decoded(arguments, keywords, blob)
            result = function(*args, **kwargs)
            return self._reply(result, args, arguments)
        except CodecError:
            raise
        except Exception as error:
            self.error = error
            return ["raised", type(error).__name__, str(error)[:2000]], []
        finally:
            self._seconds -= time.perf_counter() - began

    def _decoded(self, arguments: Tree, keywords: Tree, blob: Any) -> tuple[list[Any], Any]:
        decoder = Decoder(blob, self._opaque)
        try:
            args, kwargs = decoder.value(arguments), decoder.value(keywords)
        except _MALFORMED:
            raise CodecError("malformed message") from None
        decoder.finish()
        if type(args) is not list or type(kwargs) is not dict:
            raise CodecError("malformed message")
        return args, kwargs

    def _reply(self, result: Any, args: list[Any], before: Tree) -> tuple[Tree, list[Any]]:
        after = Encoder(_no_function)
        changed: Tree = after.tree(args)
        encoder = Encoder(_no_function)
        tree = encoder.tree(result)
        unchanged = not after.parts and dumps(changed) == dumps(before)
        if unchanged:
            return ["value", None, tree], encoder.parts
        return ["value", changed, tree], [*after.parts, *encoder.parts]


def _refuse(tree: Tree, blob: bytes | memoryview) -> tuple[Tree, list[Any]]:
    raise CodecError("a message that was not asked for")


def _function(item: object, functions: list[Callable[..., Any]]) -> tuple[int, str]:
    if not callable(item):
        raise TypeError(f"a check passes {item!r}: that can't cross to an answer")
    functions.append(item)
    return len(functions) - 1, "f"


def _no_function(item: object) -> tuple[int, str]:
    raise TypeError(f"a check's function returns {item!r}: that can't cross to an answer")


_PLACES = {"todo": 1, "missing": 2, "unsendable": 1, "raised": 4, "unloaded": 4}


def _failure(kind: Any, content: list[Any], printed: str, seconds: float) -> CallResult:
    if _PLACES.get(kind) != len(content):
        raise CodecError("malformed message")
    if kind in ("raised", "unloaded"):
        error = _student_error(*content[:3])
        last = content[3]
        told = kind == "unloaded" and last is not True
        index = last if kind == "raised" and type(last) is int and last >= 0 else None
        return CallResult(
            kind, error=error, printed=printed, seconds=seconds, index=index, told_before=told
        )
    if kind == "missing":
        names = ", ".join(_name(name) for name in content[0][:20])
        message = " ".join(
            [f"It has: {names}."] * bool(names) + [_text(content[1], 400)] * bool(content[1])
        )
        return CallResult(kind, message=message, printed=printed, seconds=seconds)
    return CallResult(kind, message=_text(content[0], 2000), printed=printed, seconds=seconds)


def _student_error(names: Any, message: Any, frames: Any) -> StudentError:
    texts = [_name(name) for name in names[:20]]
    lines = [
        Frame(file[-400:], line, _name(name))
        for file, line, name in frames[:12]
        if type(file) is str and type(line) is int
    ]
    if not texts:
        raise CodecError("malformed message")
    return StudentError(tuple(texts), _text(message, 2000), tuple(lines))


def _name(value: Any) -> str:
    return " ".join(_text(value, 80).split())


def _text(value: Any, limit: int) -> str:
    if type(value) is not str:
        raise CodecError("malformed message")
    return _legible(value[:limit])


def _legible(text: str) -> str:
    """The text with what steers a terminal, or is no character at all, written out."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() or char in "\n\t\r" else ascii(char)[1:-1] for char in text
    )


# A built-in exception of an answer's that would do something else in a check than to fail it, or
# that can't be made from a text alone.
_NOT_RAISED = {
    "StopIteration",  # ends a loop over map() as if nothing had happened
    "StopAsyncIteration",
    "UnicodeDecodeError",
    "UnicodeEncodeError",
    "UnicodeTranslateError",
    "ExceptionGroup",
}


def builtin_exception(names: tuple[str, ...]) -> type[Exception]:
    """The first of the names that is a built-in exception, `RuntimeError` if none is."""
    for name in names:
        kind = getattr(builtins, name, None)
        if isinstance(kind, type) and issubclass(kind, Exception) and name not in _NOT_RAISED:
            return kind
    return RuntimeError
