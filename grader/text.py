"""Small readings of text that several front ends need, without their imports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class SubmissionError(Exception):
    """Something handed in can't be read at all; the message says why."""


def text_of(content: bytes) -> str:
    """The text of a Python file. Raises SubmissionError saying what keeps it from being one."""
    if b"\0" in content:
        at = content.index(b"\0")
        raise SubmissionError(f"holds a null byte at offset {at}: this is no text file")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SubmissionError(
            f"is not UTF-8 text (byte 0x{content[error.start]:02x} at offset {error.start}); "
            "save it again as UTF-8"
        ) from None
    if not text.strip():
        raise SubmissionError("is empty")
    return text


def title_of(function: Callable[..., Any]) -> str:
    """What a student reads of a check: the first line of its docstring."""
    lines = (function.__doc__ or "").strip().splitlines()
    return lines[0].strip() if lines else ""
