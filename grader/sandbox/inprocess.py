"""Answers in this very process: the student's own machine, where the debugger works."""

from __future__ import annotations

import dataclasses
from typing import Any

from .callee import Callee
from .caller import Answerer, Caller
from .calls import Call, CallResult, Limits, Sources
from .codec import CodecError, Tree, dumps, loads


class InProcess:
    """A `Session` without confinement: it teaches, and yields no grade.

    Values go through the same encoding as everywhere else, so that types, copies and messages
    are the same as in the confined child. There are no deadlines.
    """

    def __init__(
        self,
        sources: Sources,
        limits: Limits | None = None,
        namespaces: dict[str, dict[str, Any]] | None = None,
    ):
        self._callee = Callee(self._call_back, trusted=True)
        self._caller = Caller(self._exchange, limits or Limits())
        self._answer: Answerer | None = None
        self._sources = sources
        for exercise, source in sources.items():
            self._callee.add(exercise, source)
            if namespaces is not None and exercise in namespaces:
                self._callee.add_namespace(exercise, source, namespaces[exercise])

    def call(self, call: Call) -> CallResult:
        """Make one call here; an exception keeps its object and traceback."""
        try:
            result = self._caller.call(call)
        except CodecError as error:  # a result that no message can hold
            return CallResult("unsendable", message=str(error))
        if result.kind in ("unloaded", "missing"):
            result = dataclasses.replace(result, file=self._sources[call.exercise].file)
        exception = self._callee.exception
        if result.error is not None and isinstance(exception, Exception):
            raised = dataclasses.replace(result.error, exception=exception)
            return dataclasses.replace(result, error=raised)
        return result

    def close(self) -> None:
        """Nothing is kept outside of this object."""

    def _exchange(
        self, tree: Tree, parts: list[Any], deadline: float, answer: Answerer
    ) -> tuple[Tree, bytes]:
        outer, self._answer = self._answer, answer
        try:
            reply, replied = self._callee.respond(loads(dumps(tree)), b"".join(parts))
        finally:
            self._answer = outer
        return loads(dumps(reply)), b"".join(replied)

    def _call_back(self, tree: Tree, parts: list[Any]) -> tuple[Tree, bytes]:
        assert self._answer is not None
        reply, replied = self._answer(loads(dumps(tree)), b"".join(parts))
        return loads(dumps(reply)), b"".join(replied)
