"""The one way in which a check says that an answer is wrong."""

from collections.abc import Iterable
from typing import Any


class Mismatch(AssertionError):
    """An answer is not what it should be.

    `str()` of it is what a student reads. `what` names the thing compared, `got` and `want` are the
    two values (or arrays) and `slip` is the known mistake that explains the difference, if exactly
    one does.
    """

    def __init__(
        self,
        message: str,
        *,
        what: str = "",
        got: Any = None,
        want: Any = None,
        slip: str | None = None,
    ) -> None:
        super().__init__(message)
        self.what = what
        self.got = got
        self.want = want
        self.slip = slip

    def append(self, line: str) -> None:
        """Add a last line to the message."""
        self.args = (f"{self}\n  {line}",)


Mismatch.__module__ = "grader.testing"  # the shorter name is the one that test output shows


def mismatch(
    headline: str,
    lines: Iterable[str],
    *,
    what: str,
    got: Any = None,
    want: Any = None,
    slip: str | None = None,
) -> Mismatch:
    """A Mismatch whose message is a headline, indented lines and, last, the slip."""
    body = [*lines, *([slip] if slip else [])]
    message = "\n".join([headline, *(f"  {line}" for line in body)])
    return Mismatch(message, what=what, got=got, want=want, slip=slip)
