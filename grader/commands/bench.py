"""`dlqa bench`: the kernels against NumPy, other libraries and the machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from grader.bench import limits as machine_limits
from grader.bench.plot import plot
from grader.bench.report import document, machine
from grader.bench.table import rate, table
from grader.bench.timing import measure
from grader.bench.work import Plan, Row, Setting
from grader.cli import Unusable
from grader.commands.screen import plain, screen

KERNELS = ("edit_distance", "conv", "ngrams", "tfidf", "similarity")
ALL_WELL, WRONG = 0, 1


@dataclass(frozen=True)
class Options:
    """What was said on the command line."""

    peers: bool = False
    quick: bool = False
    only: str | None = None
    threads: int = 2
    json_to: Path | None = None
    plot_to: Path | None = None


def run(kernel: str, options: Options) -> int:
    """Measure, show and write; 1 if a kernel of ours was wrong or failed."""
    setting = Setting(options.peers, options.quick, options.threads)
    plans = list(chosen(kernel, options.only, setting))
    if not plans:
        raise Unusable(f"no work of {kernel} has {options.only!r} in its name; leave --only out")
    if options.plot_to is not None:
        check_plot(options.plot_to)
    console = screen()
    for key, value in machine().items():
        console.print(f"[dim]{key:8}[/] {plain(value)}")
    limits = machine_limits.measure()
    for limit in limits.values():
        console.print(f"[dim]{limit.what}:[/] {rate(limit)} on one core")
    rows = list(measured(plans, setting))
    console.print()
    console.print(table(rows, limits))
    if options.json_to is not None:
        options.json_to.write_text(document(rows, limits), encoding="utf-8")
        console.print(f"written: {plain(str(options.json_to))}")
    if options.plot_to is not None:
        plot(rows, machine(), options.plot_to)
        console.print(f"drawn: {plain(str(options.plot_to))}")
    return WRONG if any(faults(rows)) else ALL_WELL


def chosen(kernel: str, only: str | None, setting: Setting) -> Iterator[Plan]:
    """The works of one kernel, or of all, whose names contain `only`."""
    for name in KERNELS if kernel == "all" else (kernel,):
        works: Iterator[Plan] = import_module(f"grader.bench.kernels.{name}").plans(setting)
        yield from (plan for plan in works if only is None or only in plan.name)


def check_plot(to: Path) -> None:
    """Say before the long part what would stop the picture."""
    if to.suffix not in {".png", ".svg", ".pdf"}:
        raise Unusable(f"--plot {to}: a name that ends in .png, .svg or .pdf is needed")
    try:
        import_module("matplotlib")
    except ImportError:
        raise Unusable("--plot needs matplotlib: pip install 'dlqa[bench]'") from None


def measured(plans: list[Plan], setting: Setting) -> Iterator[Row]:
    """Every work in turn, with a line that tells which one is running."""
    budget = 1.0 if setting.quick else 6.0
    with screen(stderr=True).status("") as status:
        for number, plan in enumerate(plans, start=1):
            status.update(f"{number} of {len(plans)}: {plan.kernel}, {plan.name}")
            yield measure(plan.kernel, plan.prepare(setting), budget)


def faults(rows: list[Row]) -> Iterator[str]:
    """The kernels of ours that were not right."""
    for row in rows:
        for timed in row.candidates:
            if not timed.is_peer and timed.status in {"wrong", "failed"}:
                yield f"{row.name}: {timed.name}"
