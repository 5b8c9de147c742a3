"""The homes that an answer can have, so that one test serves all of them."""

from __future__ import annotations

import pytest

from grader.answer import Answer
from grader.sandbox import isolation
from grader.sandbox.calls import Limits, Source
from grader.sandbox.inprocess import InProcess


def _tiers():
    found = []
    for tier in ("strong", "good", "process"):
        try:
            found.append(isolation._start(tier, Limits()))
        except (isolation.SandboxError, OSError):
            continue
    return found


@pytest.fixture(scope="session")
def sandboxes():
    """A sandbox for every tier that holds on this machine."""
    found = _tiers()
    yield {sandbox.isolation.tier: sandbox for sandbox in found}
    for sandbox in found:
        sandbox.close()


@pytest.fixture(params=["in process", "strong", "good", "process"])
def home(request, sandboxes):
    """A function that opens a session on the text of an answer."""
    if request.param != "in process" and request.param not in sandboxes:
        pytest.skip(f"this machine has no tier {request.param}")
    opened = []

    def open_on(text: str, limits: Limits | None = None, **more):
        sources = {"task": Source((("task.py", text),), **more)}
        if request.param == "in process":
            session = InProcess(sources, limits)
        else:
            session = sandboxes[request.param].open(sources, limits or Limits())
        opened.append(session)
        return Answer(session, "task")

    yield open_on
    for session in opened:
        session.close()


@pytest.fixture
def confined(sandboxes):
    """A function that opens a session in the strongest sandbox of this machine."""
    if not sandboxes:
        pytest.skip("this machine can't run a child")
    sandbox = next(iter(sandboxes.values()))
    opened = []

    def open_on(text: str, limits: Limits | None = None, **more):
        sources = {"task": Source((("task.py", text),), **more)}
        session = sandbox.open(sources, limits or Limits())
        opened.append(session)
        return Answer(session, "task")

    yield open_on
    for session in opened:
        session.close()
