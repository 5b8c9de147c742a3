"""What a call may and may not do: refuse bad input, leave arguments alone, share no memory."""

import functools
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import numpy as np

from grader.testing.equality import find_difference
from grader.testing.mismatch import mismatch
from grader.testing.plain import Array, snapshot
from grader.testing.wording import labelled, show, show_named

_OVERLAP_WORK = 100_000

WATCHED: ContextVar[frozenset[int]] = ContextVar("watched", default=frozenset())
"""Ids of the arguments that a check watches for changes: only in those do an answer's show."""


def refuses(
    error: type[BaseException] | tuple[type[BaseException], ...],
    function: Callable[..., Any],
    *args: Any,
    **kwargs: Any,
) -> BaseException:
    """Call the function and fail unless it raises `error`, a class or a tuple of classes.

    Returns the exception. NotImplementedError always goes through: it means that nothing has been
    written yet.
    """
    __tracebackhide__ = True
    try:
        returned = function(*args, **kwargs)
    except NotImplementedError:
        raise
    except error as refused:
        return refused
    except Exception as other:
        outcome, got = f"raised {type(other).__name__}: {_text(other)}", other
    else:
        outcome, got = f"returned {show(returned)}", returned
    names = " or ".join(one.__name__ for one in (error if isinstance(error, tuple) else (error,)))
    call = ", ".join([*map(_one_line, args), *([show_named(kwargs)] if kwargs else [])])
    lines = [
        labelled("called with", call or "no arguments"),
        f"expected: raises {names}",
        labelled("obtained", outcome),
    ]
    headline = "the call should have been refused"
    raise mismatch(headline, lines, what="the call", got=got, want=error)


def _one_line(value: Any) -> str:
    return " ".join(show(value).split())


def _text(error: BaseException) -> str:
    text = " ".join(str(error).split())
    return text if len(text) <= 200 else f"{text[:200]}..."


@contextmanager
def unchanged(**named: Any) -> Iterator[None]:
    """Fail, naming the argument, if the calls in the block change one of these arguments.

    Arrays, lists, dicts and sets are compared with copies made at the start, Generators by their
    state. An exception from the block goes through. Elsewhere an answer's changes to its arguments
    do not show, so that a check may compute what it expects from its own inputs; what was changed
    here is mended at the end, so that nothing of it reaches another check.
    """
    __tracebackhide__ = True
    before = {name: snapshot(value) for name, value in named.items()}
    restorers = _restorers(named.values())
    token = WATCHED.set(WATCHED.get() | {id(value) for value in named.values()})
    try:
        yield
    finally:
        WATCHED.reset(token)
        after = {name: snapshot(value) for name, value in named.items()}
        _run_all(restorers)
    for name, value in named.items():
        now = after[name]
        difference = find_difference(now, before[name], strict=True)
        if difference is not None:
            if isinstance(value, np.random.Generator):
                lines = ["its state is another one: random numbers were drawn from it"]
            else:
                lines = [labelled("before", show(before[name])), labelled("after", show(now))]
                if difference.path:
                    lines.append(f"first change at {difference.path}")
            what = f"the argument {name}"
            headline = f"the call changed its argument {name}"
            raise mismatch(headline, lines, what=what, got=now, want=before[name])


def _restorer(value: Any) -> Callable[[], None]:
    """A function that makes a value what it is now. The state of a Generator is left alone."""
    if isinstance(value, np.ndarray) and value.flags.writeable:
        return functools.partial(np.copyto, value, value.copy())
    if isinstance(value, list):
        return functools.partial(_put_back, value, [*value], _restorers(value))
    if isinstance(value, dict):
        return functools.partial(_refill, value, {**value}, _restorers(value.values()))
    if isinstance(value, set):
        return functools.partial(_refill, value, {*value}, [])
    if isinstance(value, tuple):
        return functools.partial(_run_all, _restorers(value))
    return functools.partial(_run_all, [])


def _restorers(items: Iterable[Any]) -> list[Callable[[], None]]:
    return [_restorer(item) for item in items]


def _put_back(value: Any, items: Any, inner: list[Callable[[], None]]) -> None:
    value[:] = items
    _run_all(inner)


def _refill(value: Any, items: Any, inner: list[Callable[[], None]]) -> None:
    value.clear()
    value.update(items)
    _run_all(inner)


def _run_all(functions: list[Callable[[], None]]) -> None:
    for function in functions:
        function()


def unshared(result: Any, **named: Any) -> None:
    """Fail if an array in the result shares memory with a named argument, or a container is one.

    Arrays and containers are looked for at any depth on both sides. Tuples cannot be changed, so
    only their contents count.
    """
    __tracebackhide__ = True
    parts = list(_changeable(result, "the result"))
    for name, value in named.items():
        for argument_path, own in _changeable(value, name):
            for path, part in parts:
                if _overlap(part, own):
                    same = "is the very object" if part is own else "shares memory with"
                    line = "write into one of them and the other changes too: return a copy"
                    headline = f"{path} {same} {argument_path}"
                    raise mismatch(headline, [line], what=path, got=part, want=own)


def _changeable(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, np.ndarray | list | dict | set):
        yield path, value
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _changeable(item, f"{path}[{show(key)}]")
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _changeable(item, f"{path}[{index}]")


def _overlap(part: Any, own: Any) -> bool:
    if part is own:
        return True
    if isinstance(part, np.ndarray) and isinstance(own, np.ndarray):
        return _arrays_overlap(part, own)
    return False


def _arrays_overlap(part: Array, own: Array) -> bool:
    try:
        return bool(np.shares_memory(part, own, _OVERLAP_WORK))  # type: ignore[arg-type]
    except RuntimeError:
        # TooHardError, which lives in another module before NumPy 2: strides too odd to decide
        # exactly, so go by the bounds.
        return bool(np.may_share_memory(part, own))
