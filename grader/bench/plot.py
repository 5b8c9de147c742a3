"""Results as a picture: every candidate's time against that of the best peer."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from grader.bench.table import title
from grader.bench.timing import best_peer, median
from grader.bench.work import OURS, TWIN, Row, Timed

BLUE, ORANGE, OTHERS = "#0072b2", "#e69f00", "#777777"


def plot(rows: list[Row], machine: dict[str, str], to: Path) -> None:
    """Write a PNG, SVG or PDF, by the name of the file.

    Raises ImportError without matplotlib.
    """
    matplotlib = import_module("matplotlib")
    matplotlib.use("agg")
    pyplot = import_module("matplotlib.pyplot")
    shown = [row for row in rows if any(timed.seconds for timed in row.candidates)][::-1]
    figure, axes = pyplot.subplots(figsize=(11, 1.8 + 0.32 * len(shown)), layout="constrained")
    for height, row in enumerate(shown):
        _draw(axes, row, height)
    axes.set_yticks(range(len(shown)), [_label(row) for row in shown], fontsize=8)
    axes.set_ylim(-0.7, len(shown) - 0.3)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(lambda ratio, _: f"{ratio:g}x")
    axes.axvline(1, color="black", linewidth=0.8)
    axes.grid(color="#e4e4e4", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_xlabel("time, as a multiple of the best other library's (further left is faster)")
    _legend(axes, pyplot)
    figure.suptitle(", ".join(f"{key} {value}" for key, value in machine.items()), fontsize=8)
    with pyplot.rc_context({"svg.fonttype": "none"}):  # text stays text
        figure.savefig(to, dpi=150)
    pyplot.close(figure)


def _label(row: Row) -> str:
    peer = best_peer(row)
    return f"{row.kernel}: {row.name}" + (f"  (1x: {title(peer)})" if peer else "")


def _draw(axes: Any, row: Row, height: int) -> None:
    """One mark for each candidate; without any peer the first of ours is the measure."""
    timed = [one for one in row.candidates if one.seconds]
    whole = median(best_peer(row) or timed[0])
    for one in timed:
        colour, mark, size = _look(one)
        axes.plot(median(one) / whole, height, marker=mark, color=colour, markersize=size)


def _look(timed: Timed) -> tuple[str, str, int]:
    """Colour, mark and size: never the colour alone tells two kinds apart."""
    if timed.is_peer:
        return OTHERS, "|", 10
    if timed.name == TWIN:
        return ORANGE, "s", 6
    return BLUE, "o" if timed.name == OURS else "^", 7


def _legend(axes: Any, pyplot: Any) -> None:
    kinds = [
        Timed(OURS),
        Timed(f"{OURS}, more threads"),
        Timed(TWIN),
        Timed("another library", is_peer=True),
    ]
    handles = [
        pyplot.Line2D([], [], color=colour, marker=mark, markersize=size, linestyle="")
        for colour, mark, size in map(_look, kinds)
    ]
    axes.legend(
        handles,
        [kind.name for kind in kinds],
        loc="lower right",
        bbox_to_anchor=(1.0, 1.0),
        ncols=4,
        fontsize=8,
        frameon=False,
    )
