"""Everything that a run found, as plain data: raw times, limits, the machine."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from dlqa_core import backends
from grader.bench.limits import Limit
from grader.bench.timing import best_peer, median
from grader.bench.work import Row


def machine() -> dict[str, str]:
    """The processor and the versions that the times belong to."""
    variants = backends.variants()
    chosen = os.environ.get("DLQA_SIMD") or (variants[-1] if variants else "none")
    return {
        "CPU": processor(),
        "cores": str(os.cpu_count()),
        "kernels": f"{backends.active()}, {chosen}",
        "dlqa": version("dlqa"),
        "Python": platform.python_version(),
        "NumPy": version("numpy"),
    }


def processor() -> str:
    """The name of the processor."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def document(rows: list[Row], limits: dict[str, Limit]) -> str:
    """The JSON document; times are seconds of one run, a run makes `calls` calls."""
    return json.dumps(
        {
            "format": 1,
            "machine": machine(),
            "limits": {name: asdict(limit) for name, limit in limits.items()},
            "works": [work(row) for row in rows],
        },
        indent=1,
    )


def work(row: Row) -> dict[str, object]:
    """A row with the ratio of each candidate to the best peer."""
    peer = best_peer(row)
    record = asdict(row)
    for timed, plain in zip(row.candidates, record["candidates"], strict=True):
        plain["median"] = median(timed) if timed.seconds else None
        ratio = median(timed) / median(peer) if peer and timed.seconds else None
        plain["ratio_to_best_peer"] = ratio
    return record
