"""Results as a table, and the words for times and rates."""

from __future__ import annotations

from collections.abc import Iterator

from rich.table import Table

from grader.bench.limits import Limit
from grader.bench.timing import best_peer, median, spread
from grader.bench.work import Row, Timed

COLUMNS = ("median", "spread", "to best peer", "share of limit")


def table(rows: list[Row], limits: dict[str, Limit]) -> Table:
    """One block of lines for each work, the fastest candidate first."""
    shown = Table(box=None, pad_edge=False, header_style="bold")
    shown.add_column("work")
    for name in COLUMNS:
        shown.add_column(name, justify="right")
    for row in rows:
        shown.add_row(f"[bold]{row.kernel}: {row.name}[/]")
        for line in lines(row, limits):
            shown.add_row(*line)
    return shown


def lines(row: Row, limits: dict[str, Limit]) -> Iterator[tuple[str, ...]]:
    """One line for each candidate of a work; those without a time last, with the reason."""
    peer = best_peer(row)
    for timed in sorted((timed for timed in row.candidates if timed.seconds), key=median):
        seconds = median(timed)
        ratio = multiple(seconds / median(peer)) if peer else ""
        yield (
            f"  {title(timed)}",
            duration(seconds / row.calls),
            f"{spread(timed):.0%}",
            f"[dim]{ratio}[/]" if timed.is_peer else ratio,
            share(row, seconds, limits),
        )
    for timed in row.candidates:
        if not timed.seconds:
            colour = "dim" if timed.status == "missing" else "red"
            yield (f"  [{colour}]{title(timed)}: {timed.status}, {escape(timed.detail)}[/]",)


def title(timed: Timed) -> str:
    """The name of a candidate with its version."""
    return f"{timed.name} {timed.version}" if timed.version else timed.name


def share(row: Row, seconds: float, limits: dict[str, Limit]) -> str:
    """How much of what the machine can do was done."""
    if row.limit not in limits:
        return ""
    return f"{row.amount / seconds / limits[row.limit].per_second:.1%}"


def duration(seconds: float) -> str:
    """Three digits and a unit."""
    for factor, unit in ((1, "s"), (1e3, "ms"), (1e6, "us")):
        if seconds * factor >= 1:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


def multiple(ratio: float) -> str:
    """Two digits after the point, or two that count."""
    return f"{ratio:.2f}" if ratio >= 0.1 else f"{ratio:.2g}"


def rate(limit: Limit) -> str:
    """A limit in words."""
    return f"{limit.per_second / 1e9:.3g} G{limit.unit}"


def escape(text: str) -> str:
    """Somebody else's words, on one line and without markup."""
    return " ".join(text.split()).replace("[", "\\[")[:200]
