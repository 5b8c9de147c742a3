"""`dlqa bench` as a user runs it."""

import json
from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from grader.bench.kernels import edit_distance
from grader.bench.ours import equal
from grader.bench.work import Candidate, Plan, Work
from grader.cli import main


def bench(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["bench", *arguments], catch_exceptions=False)


@pytest.fixture
def tiny(monkeypatch):
    """One work in place of all: `tiny(candidates)` chooses who does it."""

    def put(*candidates: Candidate) -> None:
        def prepare(setting):
            return Work("ten", list(candidates), lambda: 45, equal, 10.0, "cells")

        plans = [Plan("edit_distance", "ten", prepare)]
        monkeypatch.setattr(edit_distance, "plans", lambda setting: iter(plans))

    return put


def test_a_real_work_ends_well_and_is_shown():
    done = bench("edit_distance", "--quick", "--only", "pair of words of 6-12")
    assert done.exit_code == 0, done.output
    assert "edit_distance: pair of words of 6-12 letters" in done.stdout
    assert "dlqa numpy" in done.stdout


def test_a_wrong_kernel_ends_with_status_1_and_is_named(tiny):
    tiny(Candidate("dlqa", lambda: 44), Candidate("dlqa numpy", lambda: 45))
    done = bench("edit_distance")
    assert done.exit_code == 1
    assert "dlqa: wrong, 1 of 1 differ; at () 44 instead of 45" in done.stdout


def test_a_wrong_peer_is_named_but_not_our_fault(tiny):
    tiny(Candidate("dlqa", lambda: 45), Candidate("other", lambda: 44, package="other"))
    done = bench("edit_distance")
    assert done.exit_code == 0
    assert "other: wrong" in done.stdout


def test_json_holds_the_raw_times(tiny, tmp_path):
    tiny(Candidate("dlqa", lambda: 45))
    to = tmp_path / "times.json"
    assert bench("edit_distance", "--json", str(to)).exit_code == 0
    (work,) = json.loads(to.read_text("utf-8"))["works"]
    assert len(work["candidates"][0]["seconds"]) >= 3


def test_no_work_of_that_name_is_said(tiny):
    tiny(Candidate("dlqa", lambda: 45))
    done = bench("edit_distance", "--only", "gemm")
    assert done.exit_code == 2
    assert "no work of edit_distance has 'gemm' in its name" in done.stderr


def test_a_picture_of_an_unknown_kind_is_refused_before_anything_is_timed(tiny, tmp_path):
    tiny(Candidate("dlqa", lambda: pytest.fail("it was run")))
    done = bench("edit_distance", "--plot", str(tmp_path / "times.doc"))
    assert done.exit_code == 2
    assert ".png, .svg or .pdf" in done.stderr


@pytest.mark.skipif(find_spec("matplotlib") is not None, reason="matplotlib is installed")
def test_a_picture_without_matplotlib_names_the_extra(tiny, tmp_path):
    tiny(Candidate("dlqa", lambda: 45))
    done = bench("edit_distance", "--plot", str(tmp_path / "times.svg"))
    assert done.exit_code == 2
    assert "pip install 'dlqa[bench]'" in done.stderr


def test_a_picture_is_drawn(tiny, tmp_path):
    pytest.importorskip("matplotlib")
    tiny(Candidate("dlqa", lambda: 45), Candidate("other", lambda: 45, package="other"))
    to = tmp_path / "times.svg"
    assert bench("edit_distance", "--plot", str(to)).exit_code == 0
    assert "(1x: other)" in Path(to).read_text("utf-8")
