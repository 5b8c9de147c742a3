"""A session in a confined child: the grader's side of processes, deadlines and deaths."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import signal
import socket
import struct
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .caller import Answerer, Caller, Reply
from .calls import Call, CallResult, Kind, Limits, Sources
from .codec import CodecError, Tree
from .wire import ClosedError, receive, send

_TICK = 0.1  # how often a waiting grader looks at the clock, in seconds
_BUSY = 4.0  # a child that hardly got the processor may take this many times its limit
_BUFFER = 4 << 20
_BOOTSTRAP = """
import sys, importlib.util as u
s = u.spec_from_file_location("sandbox", sys.argv[1] + "/__init__.py",
                              submodule_search_locations=[sys.argv[1]])
sys.modules["sandbox"] = m = u.module_from_spec(s)
s.loader.exec_module(m)
from sandbox.worker import main
main(sys.argv[2])
"""
FOLDER = str(Path(__file__).resolve().parent)


class SandboxError(Exception):
    """The sandbox itself failed."""


class Child:
    """One forked child: a socket to talk over, and a handle to end it by."""

    def __init__(self, sock: socket.socket, pid: int, handle: int | None):
        self.sock = sock
        self.pid = pid  # as the zygote numbers it
        self._handle = handle

    def kill(self) -> None:
        """End it at once."""
        with contextlib.suppress(ProcessLookupError):
            if self._handle is not None:
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)
            else:
                os.kill(self.pid, signal.SIGKILL)

    def cpu_seconds(self) -> float | None:
        """CPU time that it used so far, None where the system does not tell."""
        if self._handle is None:
            return None
        try:
            told = Path(f"/proc/self/fdinfo/{self._handle}").read_text("ascii")
            pid = int(told.partition("Pid:")[2].split()[0])
            return time.clock_gettime((~pid << 3) | 2)  # the CPU clock of a process, by its number
        except (OSError, ValueError, IndexError):
            return None

    def close(self) -> None:
        """Give back the descriptors."""
        self.sock.close()
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


class Zygote:
    """A warm process that forks children; started once for each of the grader's processes."""

    def __init__(self, command: list[str], settings: dict[str, Any], environment: dict[str, str]):
        ours, theirs = socket.socketpair()
        theirs.set_inheritable(True)
        settings = {**settings, "control": theirs.fileno()}
        try:
            self._process = subprocess.Popen(
                [*command, "-c", _BOOTSTRAP, FOLDER, json.dumps(settings)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                pass_fds=[theirs.fileno()],
                env=environment,
                cwd="/",
            )
        except OSError as error:
            ours.close()
            raise SandboxError(f"can't start {command[0]}: {error}") from error
        finally:
            theirs.close()
        self._control = ours
        self._control.settimeout(30.0)
        self._await_ready()

    def spawn(self) -> Child:
        """A new child. Raises SandboxError if the zygote is gone."""
        ours, theirs = socket.socketpair()
        for end in (ours, theirs):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)
        tick = struct.pack("@ll", 0, int(_TICK * 1e6))
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, tick)
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, tick)
        try:
            socket.send_fds(self._control, [b"s"], [theirs.fileno()])
            told, handles, _flags, _address = socket.recv_fds(self._control, 4, 1)
        except OSError as error:
            ours.close()
            raise SandboxError(f"the sandbox does not answer: {error}") from error
        finally:
            theirs.close()
        if len(told) != 4 or told == bytes(4):
            ours.close()
            raise SandboxError("too many children at once" if told else "the sandbox ended")
        return Child(ours, int.from_bytes(told, "big"), handles[0] if handles else None)

    def end(self, child: Child) -> int:
        """Kill a child, wait until it is gone, and tell how it had ended (a wait status)."""
        child.kill()
        try:
            self._control.send(b"w" + child.pid.to_bytes(4, "big"))
            told = self._control.recv(4, socket.MSG_WAITALL)
        except OSError as error:
            raise SandboxError(f"the sandbox does not answer: {error}") from error
        finally:
            child.close()
        if len(told) != 4:
            raise SandboxError("the sandbox ended")
        return int.from_bytes(told, "big")

    def close(self) -> None:
        """End the zygote, and with it whatever it still runs."""
        self._control.close()
        self._process.kill()
        self._process.wait()
        if self._process.stderr is not None:
            self._process.stderr.close()

    def _await_ready(self) -> None:
        try:
            ready = self._control.recv(1)
        except OSError:
            ready = b""
        if ready != b"r":
            self._process.kill()
            _out, said = self._process.communicate()
            self._control.close()
            lines = said.decode("utf-8", "replace").strip().splitlines()
            raise SandboxError(lines[-1] if lines else "it ended without a word")


class Confined:
    """A `Session` in a confined child, made anew whenever it dies."""

    def __init__(self, zygote: Zygote, sources: Sources, limits: Limits):
        self._zygote = zygote
        self._sources = sources
        self._limits = limits
        self._caller = Caller(self._exchange, limits)
        self._child: Child | None = None
        self._number = 0
        self._loaded: set[str] = set()
        self._hopeless: dict[str, CallResult] = {}
        self._strikes: dict[tuple[str, str], list[Kind]] = {}
        self._spent = 0.0

    def call(self, call: Call) -> CallResult:
        """Make one call. A death or a time-out is a result like others; the next call goes on."""
        key = (call.exercise, call.function)
        if call.exercise in self._hopeless:
            return self._hopeless[call.exercise]
        if self._spent > self._limits.submission:
            seconds = f"{self._limits.submission:g}"
            return CallResult("timeout", message=f"All {seconds} s for this submission are used.")
        strikes = self._strikes.setdefault(key, [])
        if len(strikes) >= self._limits.strikes:
            what = "took too long" if strikes[-1] == "timeout" else "ended the program"
            message = f"{call.function} is not called again: it {what} {len(strikes)} times."
            return CallResult(strikes[-1], message=message)
        began = time.perf_counter()
        try:
            result = self._load(call.exercise) or self._guarded(lambda: self._caller.call(call))
        except SandboxError as error:
            result = CallResult("internal", message=str(error))
        self._spent += time.perf_counter() - began
        if result.kind in ("unloaded", "missing"):
            result = dataclasses.replace(result, file=self._sources[call.exercise].file)
        if result.kind in ("timeout", "crashed"):
            strikes.append(result.kind)
        return result

    def close(self) -> None:
        """End the child, if there is one."""
        with contextlib.suppress(SandboxError):
            self._end()

    def _load(self, exercise: str) -> CallResult | None:
        """Load an answer into the child if it is not there yet; what went wrong, or None."""
        if self._child is not None and exercise in self._loaded:
            return None
        source = self._sources[exercise]
        failure = self._guarded(lambda: self._caller.add(exercise, source) or CallResult("value"))
        if failure.kind == "value":
            self._loaded.add(exercise)
            return None
        if failure.kind == "unsendable":
            failure = dataclasses.replace(failure, kind="crashed", message="")
        if failure.kind in ("timeout", "crashed"):
            what = "took too long" if failure.kind == "timeout" else "ended the program"
            failure = dataclasses.replace(failure, message=f"Loading {source.file} {what}.")
        self._hopeless[exercise] = dataclasses.replace(failure, told_before=True)
        return failure

    def _guarded(self, call: Any) -> CallResult:
        """A call's result, where deaths and time-outs of the child are results too."""
        try:
            result: CallResult = call()
            return result
        except _TimeOutError:
            self._end()
            return CallResult("timeout")
        except ClosedError:
            return CallResult("crashed", message=_obituary(self._end()))
        except CodecError as error:
            self._end()
            return CallResult("unsendable", message=str(error))

    def _exchange(self, tree: Tree, parts: list[Any], deadline: float, answer: Answerer) -> Reply:
        if self._child is None:
            self._child = self._zygote.spawn()
        child = self._child
        self._number += 1
        left = max(self._limits.submission - self._spent, _TICK)
        watch = _Watch(child, min(deadline, left), left)
        sock = child.sock
        _send_patiently(sock, self._number, tree, parts, watch)
        while True:
            _number, reply, blob = receive(
                sock, self._number, self._limits.tree, self._limits.message, watch.look
            )
            if type(reply) is not list or reply[:1] != ["callback"]:
                return reply, blob
            with watch.paused():
                answered, answer_parts = answer(reply, blob)
            _send_patiently(sock, self._number, answered, answer_parts, watch)

    def _end(self) -> int:
        child, self._child = self._child, None
        self._loaded.clear()
        self._caller.forget()
        return self._zygote.end(child) if child is not None else 0


class _TimeOutError(Exception):
    """A call took too long."""


class _Watch:
    """Says when a call's time is up, by the clock and by what the child got of the processor."""

    def __init__(self, child: Child, seconds: float, left: float):
        self._child = child
        self._seconds = seconds
        self._most = min(_BUSY * seconds, left)
        self._began = time.monotonic()
        self._cpu: float | None = None
        self._cpu_known = False

    def look(self) -> None:
        """Raise `_TimeOutError` if the time is up.

        On a busy machine the wall clock blames the answer for others' work: a child that ran,
        but for less than half of its time, may go on for a while.
        """
        if not self._cpu_known:
            self._cpu, self._cpu_known = self._child.cpu_seconds(), True
        elapsed = time.monotonic() - self._began
        if elapsed < self._seconds:
            return
        now = self._child.cpu_seconds()
        if self._cpu is None or now is None or elapsed >= self._most:
            raise _TimeOutError
        used = now - self._cpu
        if used > self._seconds / 2 or used < 0.05 * elapsed:
            raise _TimeOutError

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """Time that the grader's own functions take is not the answer's."""
        began = time.monotonic()
        try:
            yield
        finally:
            self._began += time.monotonic() - began


def _send_patiently(
    sock: socket.socket, number: int, tree: Tree, parts: list[Any], watch: _Watch
) -> None:
    try:
        send(sock, number, tree, parts)
    except (BlockingIOError, TimeoutError):  # nobody reads: the child hangs with a full buffer
        raise _TimeOutError from None


def _obituary(status: int) -> str:
    """How a process ended, in words."""
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        if number == signal.SIGXCPU:
            return "The program used up its CPU time."
        if number == signal.SIGKILL:
            return "The program ended without an answer."
        name = signal.Signals(number).name
        return f"The program crashed ({name})."
    return "The program ended itself in the middle of a call (os._exit?)."
