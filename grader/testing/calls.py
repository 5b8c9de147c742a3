"""What a call may and may not do: refuse bad input, leave arguments alone, share no memory."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from grader.testing.equality import find_difference
from grader.testing.mismatch import mismatch
from grader.testing.plain import Array, snapshot
from grader.testing.wording import labelled, show, show_named

_OVERLAP_WORK = 100_000


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
    state. An exception from the block goes through.
    """
    __tracebackhide__ = True
    before = {name: snapshot(value) for name, value in named.items()}
    yield
    for name, value in named.items():
        now = snapshot(value)
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
