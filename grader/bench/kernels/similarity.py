"""Looking for copies among programs."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from dlqa_core.similarity import similar_pairs
from grader.bench import data
from grader.bench.ours import ours
from grader.bench.peers import peer
from grader.bench.work import Candidate, Missing, Plan, Setting, Work

KERNEL = "similarity"
THRESHOLD = 0.6


def plans(setting: Setting) -> Iterator[Plan]:
    """A class with copies; the other tools need minutes for a large one."""
    small = 50 if setting.quick else 200
    yield Plan(KERNEL, f"{small} programs", lambda setting: finding(setting, small, True))
    if not setting.quick:
        yield Plan(KERNEL, "1,000 programs", lambda setting: finding(setting, 1_000, False))


def finding(setting: Setting, count: int, compared: bool) -> Work:
    """Every fifth program is a copy of the one before it with all names changed."""
    sources = data.programs(count)
    copies = {(number - 1, number) for number in range(4, count, 5)}

    def call(**more: Any) -> Any:
        return similar_pairs(sources, threshold=THRESHOLD, **more)

    def value(pairs: Any) -> set[tuple[int, int]]:
        return {(int(pair[0]), int(pair[1])) for pair in pairs}

    own = ours(setting, call, modules=KERNEL, threads="threads", twin=count <= 200, value=value)
    others = list(copydetect(setting, sources)) if compared else []
    name, size = f"{count:,} programs", sum(map(len, sources))
    return Work(name, [*own, *others], lambda: copies, differences, size, "read")


def differences(found: set[tuple[int, int]], copies: set[tuple[int, int]]) -> str | None:
    """Which copies were missed and which pairs are none."""
    missed, false = len(copies - found), len(found - copies)
    return f"{missed} copies missed, {false} false alarms" if missed or false else None


def copydetect(setting: Setting, sources: list[str]) -> Iterator[Candidate | Missing]:
    """copydetect, which reads files."""
    folder = tempfile.TemporaryDirectory()
    paths = [Path(folder.name, f"{number:04}.py") for number in range(len(sources))]

    def make(module: Any) -> Callable[[], Any]:
        for path, source in zip(paths, sources, strict=True):
            path.write_text(source, encoding="utf-8")

        def detect() -> Any:
            assert folder  # keeps the files until the last run
            detector = module.CopyDetector(
                display_t=THRESHOLD, silent=True, autoopen=False, extensions=["py"]
            )
            for path in paths:
                detector.add_file(str(path))
            detector.run()
            return detector.get_copied_code_list()

        return detect

    def value(found: Any) -> set[tuple[int, int]]:
        pairs = {tuple(sorted((int(Path(a).stem), int(Path(b).stem)))) for _, _, a, b, *_ in found}
        return {(pair[0], pair[1]) for pair in pairs}

    yield from peer(setting, "copydetect", make, value=value)
