"""The tables of docs/benchmarks.md, from what `dlqa bench --json` wrote.

    dlqa bench --peers --json v4.json; DLQA_SIMD=v3 dlqa bench --peers --json v3.json
    python benchmarks/kernels_table.py v4.json v3.json

One column for each file: the time of the kernel on one thread, as a multiple of the best peer's.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from grader.bench.table import duration, multiple

Work = dict[str, Any]


def main() -> None:
    """Read and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("files", nargs="+", type=Path)
    runs = [json.loads(path.read_text("utf-8")) for path in parser.parse_args().files]
    columns = [run["machine"]["kernels"].rpartition(", ")[2] for run in runs]
    print(", ".join(f"{key} {value}" for key, value in runs[0]["machine"].items()) + "\n")
    heads = [*(f"{name} to best peer" for name in columns), "peer", "time", "NumPy twin", "threads"]
    print("| work | " + " | ".join(heads) + " |")
    print("| --- | " + " | ".join("--:" for _ in heads) + " |")
    tables = [{(work["kernel"], work["name"]): work for work in run["works"]} for run in runs]
    for name, work in tables[0].items():
        print("| " + " | ".join(cells(work, [table.get(name) for table in tables])) + " |")


def cells(work: Work, runs: list[Work | None]) -> Iterator[str]:
    """One work: the ratio of each run, and more of the first one."""
    first = candidates(work)
    yield f"{work['kernel']}: {work['name']}"
    yield from (ratio(candidates(run)["dlqa"]) if run else "" for run in runs)
    peers = [each for each in first.values() if each["is_peer"] and each["median"]]
    yield min(peers, key=lambda each: each["median"])["name"] if peers else ""
    own = first["dlqa"]["median"]
    yield duration(own / work["calls"])
    twin = first.get("dlqa numpy")
    yield f"{twin['median'] / own:,.1f}x" if twin else ""
    more = [each["median"] for name, each in first.items() if name.endswith(" threads")]
    yield f"{own / more[0]:.2f}x" if more else ""


def candidates(work: Work) -> Work:
    """Who did the work, by name."""
    return {each["name"]: each for each in work["candidates"]}


def ratio(timed: Work) -> str:
    """Time over the best peer's."""
    found = timed["ratio_to_best_peer"]
    return multiple(found) if found else ""


if __name__ == "__main__":
    main()
