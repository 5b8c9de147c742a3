"""What an answer prints: kept up to a limit, so that printing does no harm."""

from __future__ import annotations

from typing import Any


class BoundedText:
    """A text file that forgets what goes beyond its limit, so that printing does no harm."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, limit: int):
        self._limit = limit
        self._parts: list[str] = []
        self._left = limit

    def clear(self) -> None:
        """Start again with nothing."""
        self._parts, self._left = [], self._limit

    def write(self, text: str) -> int:
        """Keep as much of the text as fits."""
        if self._left > 0:
            self._parts.append(str(text[: self._left]))
            self._left -= len(text)
        return len(text)

    def writelines(self, lines: Any) -> None:
        """Write each line."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Nothing waits to be written."""

    def isatty(self) -> bool:
        """No terminal is there."""
        return False

    def getvalue(self) -> str:
        """What was written since the last `clear`."""
        return "".join(self._parts)
