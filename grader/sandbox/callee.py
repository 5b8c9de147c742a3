"""The answer's side of the border: loads its files and makes the calls that it is asked for.

The same code serves a student's own process, a notebook and the confined child. It holds no
expected value, no check and no score.
"""

from __future__ import annotations

import contextlib
import random
import sys
import types
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from .calls import Mode, Source
from .codec import CodecError, Tree, copy_back
from .decoding import Decoder
from .encoding import Encoder
from .printed import BoundedText
from .siblings import Siblings

Message = tuple[Tree, "bytes | memoryview"]
MAX_HANDLES = 4096
MAX_FRAMES = 12
MAX_TEXT = 2000
_STIRRED = 1_618_033_989


class Callee:
    """Answers of one submission, ready to be called.

    `call_back` asks the grader to run one of its own functions. `trusted` says that this is the
    user's own process: Ctrl-C then reaches the user, and exceptions are kept for the debugger.
    """

    def __init__(
        self,
        call_back: Callable[[Tree, list[Any]], Message],
        *,
        trusted: bool = False,
        printed: int = 0,
    ):
        self.exception: BaseException | None = None
        self._call_back = call_back
        self._trusted = trusted
        self._printer = BoundedText(printed) if printed else None
        self._sources: dict[str, Source] = {}
        self._loaded: dict[str, dict[str, Any] | Tree] = {}
        self._handles: dict[int, object] = {}
        self._count = 0
        self._loading = False
        self._stopped: dict[str, str] = {}

    def add(self, exercise: str, source: Source) -> None:
        """Take an answer; its text runs at the first call."""
        self._sources[exercise] = source

    def add_namespace(self, exercise: str, source: Source, namespace: dict[str, Any]) -> None:
        """Take an answer that is loaded already, such as the globals of a notebook."""
        self._sources[exercise] = source
        self._loaded[exercise] = namespace

    def respond(self, tree: Tree, blob: bytes | memoryview) -> tuple[Tree, list[Any]]:
        """The reply to one request, as a tree and the parts of its blob."""
        self.exception = None
        if tree[0] == "add":
            return self._added(*tree[1:]), []
        _call, exercise, function, arguments, keywords, mode, watched, drop = tree
        for number in drop:
            self._handles.pop(number, None)
        with self._captured() as printer:
            reply, parts = self._reply(exercise, function, arguments, keywords, mode, watched, blob)
        return [*reply, printer.getvalue() if printer else ""], parts

    def _added(self, exercise: str, *source: Any) -> list[Any]:
        """Take an answer over the wire and load it now."""
        self.add(exercise, Source(*source))
        with self._captured() as printer:
            namespace = self._namespace(exercise)
        reply = namespace if isinstance(namespace, list) else ["loaded"]
        return [*reply, printer.getvalue() if printer else ""]

    def _reply(
        self,
        exercise: str,
        function: str,
        arguments: Tree,
        keywords: Tree,
        mode: Mode,
        watched: bool,
        blob: bytes | memoryview,
    ) -> tuple[list[Any], list[Any]]:
        namespace = self._namespace(exercise)
        if isinstance(namespace, list):
            return namespace, []
        target = namespace.get(function)
        if not callable(target):
            return ["missing", _functions(namespace), self._stopped.get(exercise, "")], []
        decoder = Decoder(blob, self._handle, self._grader_function)
        try:
            args, kwargs = decoder.value(arguments), decoder.value(keywords)
            if mode == "many":
                return self._many(exercise, function, target, args)
            before = _stirred_random_state() if mode == "watch" else None
            result = target(*args, **kwargs)
            used = mode == "watch" and _random_state() != before
        except _LostHandleError as error:
            return ["raised", ["RuntimeError"], str(error), [], None], []
        except BaseException as error:
            return self._raised(error)
        changes = _Changes(decoder, arguments, keywords, blob, args, kwargs, watched)
        reply, parts = self._outcome(exercise, function, result, changes, used)
        if mode == "overwrite":
            parts = [bytes(part) for part in parts]
            _overwrite(decoder.mutables)
        return reply, parts

    def _many(
        self, exercise: str, function: str, target: Callable[..., Any], calls: Any
    ) -> tuple[list[Any], list[Any]]:
        results: list[Any] = []
        try:
            for arguments in calls:
                results.append(target(*arguments))
        except BaseException as error:
            return self._raised(error, len(results))
        return self._outcome(exercise, function, results, each_apart=True)

    def _outcome(
        self,
        exercise: str,
        function: str,
        result: object,
        changes: _Changes | None = None,
        used: bool = False,
        each_apart: bool = False,
    ) -> tuple[list[Any], list[Any]]:
        try:
            changed, parts = changes.encoded(self._keep) if changes else (None, [])
            positions = self._sources[exercise].handles.get(function, ())
            encoder = Encoder(self._keep, changes.known if changes else ())
            if each_apart and isinstance(result, list):
                tree: Tree = [self._forced(encoder, item, positions) for item in result]
            else:
                tree = self._forced(encoder, result, positions)
            return ["value", changed, tree, used], [*parts, *encoder.parts]
        except CodecError as error:
            return ["unsendable", str(error)], []
        except RecursionError:
            return ["unsendable", "something nested too deep"], []
        except MemoryError:
            return ["unsendable", "more than there is memory for"], []

    def _forced(self, encoder: Encoder, result: object, positions: Any) -> Tree:
        """The tree of a result whose `positions` stay here, whatever their type."""
        if not positions or not isinstance(result, tuple | list):
            return encoder.tree(result)
        items = [
            encoder.handle(item, 1) if k in positions else encoder.tree(item, 1)
            for k, item in enumerate(result)
        ]
        return items if isinstance(result, list) else {"t": items}

    def _raised(
        self, error: BaseException, index: int | None = None
    ) -> tuple[list[Any], list[Any]]:
        if self._trusted and isinstance(error, KeyboardInterrupt):
            raise error
        if isinstance(error, NotImplementedError):
            return ["todo", _text(error)], []
        self.exception = error
        return ["raised", *_error(error), index], []

    # Loading

    def _namespace(self, exercise: str) -> dict[str, Any] | list[Any]:
        """The names that an answer defines, or the reply that says why there are none."""
        if exercise in self._loaded:
            loaded = self._loaded[exercise]
            return loaded if isinstance(loaded, dict) else [*loaded[:-1], False]
        self._loading = True
        try:
            loaded = self._load(exercise, self._sources[exercise])
        finally:
            self._loading = False
        self._loaded[exercise] = loaded
        return loaded

    def _load(self, exercise: str, source: Source) -> dict[str, Any] | list[Any]:
        name = f"_answer_{exercise}_{id(self):x}"
        module = types.ModuleType(name)
        module.__dict__["input"] = self._input
        module.__file__ = source.pieces[0][0] if source.pieces else exercise
        sys.modules[name] = module  # dataclasses look their module up there
        finder = Siblings(source.siblings)
        sys.meta_path.append(finder)
        try:
            return self._run(exercise, source, module.__dict__)
        finally:
            sys.meta_path.remove(finder)
            for sibling in source.siblings:  # another exercise may have one of the same name
                spec = getattr(sys.modules.get(sibling), "__spec__", None)
                if getattr(spec, "loader", None) is finder:  # not numpy, if theirs is numpy.py
                    del sys.modules[sibling]

    def _run(
        self, exercise: str, source: Source, namespace: dict[str, Any]
    ) -> dict[str, Any] | list[Any]:
        first: list[Any] | None = None
        for label, text in source.pieces:
            try:
                exec(compile(text, label, "exec", dont_inherit=True), namespace)
            except BaseException as error:
                if self._trusted and isinstance(error, KeyboardInterrupt):
                    raise
                if not source.keep_going:
                    self.exception = error
                    return ["unloaded", *_error(error), True]
                first = first or list(_error(error))
                stopped = f"{label} stopped: {_error(error)[0][0]}: {_text(error)[:200]}"
                self._stopped.setdefault(exercise, stopped)
        if first is not None and not _functions(namespace):
            return ["unloaded", *first, True]
        return namespace

    def _input(self, prompt: object = "") -> str:
        """In place of `input`: nobody is there to answer."""
        print(prompt, end="")
        if self._loading:
            return ""
        raise EOFError("input() has nobody to ask here: use the function's arguments")

    # Handles and the grader's functions

    def _keep(self, item: object) -> tuple[int, str]:
        if len(self._handles) >= MAX_HANDLES:
            raise CodecError(f"more than {MAX_HANDLES} objects are kept at once")
        self._count += 1
        self._handles[self._count] = item
        return self._count, "h"

    def _handle(self, number: int, _kind: str) -> object:
        if number not in self._handles:
            raise _LostHandleError(
                "an object from an earlier call is gone: the program ended in between"
            )
        return self._handles[number]

    def _grader_function(self, number: int) -> _GraderFunction:
        return _GraderFunction(number, self._run_grader_function)

    def _run_grader_function(self, number: int, args: Any, kwargs: Any) -> object:
        encoder = Encoder(self._keep)
        tree = ["callback", number, encoder.tree(list(args)), encoder.tree(kwargs)]
        reply, blob = self._call_back(tree, encoder.parts)
        outcome, *content = reply
        if outcome == "raised":
            raise _builtin_exception(content[0])(content[1])
        decoder = Decoder(blob, self._handle)
        changed, result = content
        if changed is not None:
            copy_back(list(args), decoder.value(changed))
        return decoder.value(result)

    @contextlib.contextmanager
    def _captured(self) -> Iterator[BoundedText | None]:
        """Keep what is printed, where it would be lost otherwise."""
        if self._printer is None:
            yield None
            return
        self._printer.clear()
        sys.stdout = sys.stderr = self._printer
        yield self._printer


class _Changes:
    """The arguments of a call, as they came and as they were left.

    Where nobody watches them, only the states of generators are told, and results cross by value
    even if they lie in an argument.
    """

    def __init__(
        self,
        decoder: Decoder,
        arguments: Tree,
        keywords: Tree,
        blob: Any,
        args: Any,
        kwargs: Any,
        watched: bool,
    ):
        self.known = decoder.mutables if watched else []
        self._decoder = decoder
        self._before = [arguments, keywords]
        self._blob = blob
        self._after = [args, kwargs]
        self._watched = watched

    def encoded(self, keep: Callable[[object], tuple[int, str]]) -> tuple[Tree, list[Any]]:
        """What changed: all arguments as they are now if watched, else states by number."""
        if not self._watched:
            states = [
                [k, Encoder().tree(each)]
                for k, each in enumerate(self._decoder.mutables)
                if isinstance(each, np.random.Generator)
            ]
            return states or None, []
        encoder = Encoder(keep, resolved=self._decoder.resolved)
        after = [encoder.tree(each) for each in self._after]
        if after == self._before and b"".join(encoder.parts) == bytes(self._blob):
            return None, []
        return after, encoder.parts


class _GraderFunction:
    """A function of the grader's, as an answer sees it."""

    def __init__(self, number: int, run: Callable[[int, Any, Any], object]):
        self.number = number
        self._run = run

    def __call__(self, *args: Any, **kwargs: Any) -> object:
        return self._run(self.number, args, kwargs)


class _LostHandleError(Exception):
    """A handle of a process that ended."""


def _overwrite(arguments: list[Any]) -> None:
    """What a caller may do with its arrays once a call has returned."""
    for argument in arguments:
        if isinstance(argument, np.ndarray) and argument.flags.writeable:
            argument[...] = ~argument if argument.dtype == bool else 7 - 3 * argument


def _functions(namespace: dict[str, Any]) -> list[str]:
    """Names of the functions that an answer defines itself."""
    return [
        str(name)
        for name, item in namespace.items()
        if isinstance(item, types.FunctionType) and item.__globals__ is namespace
    ][:100]


def _stirred_random_state() -> object:
    """A state that no answer leaves behind, so that one that seeds anew each time shows too."""
    np.random.seed(_STIRRED)
    random.seed(_STIRRED)
    return _random_state()


def _random_state() -> object:
    numpy: Any = np.random.get_state(legacy=False)
    inner = numpy.pop("state")
    return inner["key"].tobytes(), inner["pos"], repr(numpy), random.getstate()


def _text(error: BaseException) -> str:
    try:
        return str(error)[:MAX_TEXT]
    except Exception:
        return ""


def _error(error: BaseException) -> tuple[list[str], str, list[list[Any]]]:
    """Names along the built-in bases (its own name first), message, and frames."""
    kind = type(error)
    bases = [base.__name__ for base in kind.__mro__ if base.__module__ == "builtins"]
    names = [kind.__name__[:80], *[name for name in bases if name != kind.__name__]]
    frames = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if not code.co_filename.startswith("<frozen") and code.co_filename != __file__:
            frames.append([code.co_filename[-400:], trace.tb_lineno, code.co_name[:80]])
        trace = trace.tb_next
    if isinstance(error, SyntaxError):
        frames.append([str(error.filename)[-400:], int(error.lineno or 0), "<module>"])
        return names, str(error.msg)[:MAX_TEXT], frames[-MAX_FRAMES:]
    return names, _text(error), frames[-MAX_FRAMES:]


def _builtin_exception(name: str) -> type[Exception]:
    import builtins

    kind = getattr(builtins, name, None)
    if isinstance(kind, type) and issubclass(kind, Exception):
        return kind
    return RuntimeError
