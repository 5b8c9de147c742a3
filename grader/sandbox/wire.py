"""Frames on a socket: a header of fixed size, a tree as JSON text, a blob of raw bytes.

The header is checked before anything is read or allocated. The number in it ties a reply to its
request: a stale or invented frame is noticed.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import time
from collections.abc import Callable
from typing import Any

from .codec import CodecError, Tree, dumps, loads

_HEADER = struct.Struct("!4sIIQ")
_MAGIC = b"dlqa"
_FIRST_READ = 1 << 16
_PATIENCE = 4.0  # seconds that writing one frame may take, however slowly somebody reads it


class ClosedError(Exception):
    """The other side is gone."""


def send(sock: socket.socket, number: int, tree: Tree, parts: list[Any]) -> None:
    """Write one frame.

    Raises ClosedError if nobody is there to read it, and TimeoutError if it is read too slowly.
    """
    text = dumps(tree)
    length = sum(len(part) for part in parts)
    header = _HEADER.pack(_MAGIC, number & 0xFFFFFFFF, len(text), length)
    pieces: tuple[Any, ...] = (header + text, *parts)
    if length < _FIRST_READ:
        pieces = (b"".join(pieces),)
    until = time.monotonic() + _PATIENCE
    try:
        for piece in pieces:
            _send_all(sock, memoryview(piece), until)
    except (BrokenPipeError, ConnectionResetError):
        raise ClosedError from None


def _send_all(sock: socket.socket, view: memoryview, until: float) -> None:
    """`sock.sendall`, but reading a byte now and then does not keep the writer for ever."""
    while view:
        # The error is the socket's own time-out: nothing was read meanwhile.
        with contextlib.suppress(BlockingIOError, TimeoutError):
            view = view[sock.send(view) :]
        if view and time.monotonic() > until:
            raise TimeoutError


def receive(
    sock: socket.socket,
    number: int | None,
    max_tree: int,
    max_blob: int,
    waited: Callable[[], None] = lambda: None,
) -> tuple[int, Tree, memoryview]:
    """Read one frame: its number, tree and blob.

    `waited` is called whenever the socket's own time-out passes and whenever a part of the frame
    has come, so that a trickle is no way around a deadline; it may raise to give up.
    Raises ClosedError at the end of the stream and CodecError on a frame that breaks the rules:
    another number, more than the limits allow, or bytes beyond its end.
    """
    buffer = bytearray()
    while len(buffer) < _HEADER.size:
        if buffer:
            waited()
        buffer += _read(sock, _FIRST_READ, waited)
    magic, its_number, tree_length, blob_length = _HEADER.unpack_from(buffer)
    if magic != _MAGIC or number not in (None, its_number):
        raise CodecError("a message that was not asked for")
    if tree_length > max_tree or blob_length > max_blob:
        raise CodecError(f"more than {max_blob >> 20} MiB")
    total = _HEADER.size + tree_length + blob_length
    if len(buffer) > total:
        raise CodecError("a message that was not asked for")
    missing = total - len(buffer)
    if missing:
        have = len(buffer)
        buffer += bytes(missing)
        view = memoryview(buffer)
        while have < total:
            waited()
            have += _read_into(sock, view[have:], waited)
    view = memoryview(buffer)
    tree = loads(view[_HEADER.size : _HEADER.size + tree_length])
    return its_number, tree, view[_HEADER.size + tree_length :]


def _read(sock: socket.socket, size: int, waited: Callable[[], None]) -> bytes:
    while True:
        try:
            piece = sock.recv(size)
        except (BlockingIOError, TimeoutError):
            waited()
            continue
        except ConnectionResetError:
            raise ClosedError from None
        if not piece:
            raise ClosedError
        return piece


def _read_into(sock: socket.socket, view: memoryview, waited: Callable[[], None]) -> int:
    while True:
        try:
            count = sock.recv_into(view)
        except (BlockingIOError, TimeoutError):
            waited()
            continue
        except ConnectionResetError:
            raise ClosedError from None
        if not count:
            raise ClosedError
        return count
