"""Where commands write: plain and wide when nobody watches, coloured on a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape

_WIDE = 200


def screen(*, stderr: bool = False) -> Console:
    """A console; what is piped is not folded to the width of a terminal that isn't there."""
    console = Console(stderr=stderr, highlight=False, soft_wrap=True)
    if not console.is_terminal:
        console.width = _WIDE
    return console


def plain(text: str) -> str:
    """Somebody else's text, without what a terminal or the markup would obey."""
    return escape("".join(char if char.isprintable() else "?" for char in text))
