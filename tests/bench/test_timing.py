"""The benchmark is honest: compared first, the wrong not timed, all candidates in one run."""

import json
import os
import time

import numpy as np
import pytest

from dlqa_core import backends
from grader.bench.limits import Limit
from grader.bench.ours import close, equal, plainest
from grader.bench.report import document
from grader.bench.table import duration, lines
from grader.bench.timing import best_peer, measure, median, spread
from grader.bench.work import Candidate, Missing, Row, Timed, Work


def work(*candidates: Candidate | Missing, agree=equal, want=45) -> Work:
    return Work("sum of ten", list(candidates), lambda: want, agree, 10.0, "cells")


def right() -> int:
    return sum(range(10))


def wrong() -> int:
    return sum(range(9))


def broken() -> int:
    raise OSError("no such kernel")


def by_name(row: Row) -> dict[str, Timed]:
    return {timed.name: timed for timed in row.candidates}


def test_a_right_candidate_is_timed_in_several_rounds():
    (timed,) = measure("sums", work(Candidate("dlqa", right)), 0.01).candidates
    assert timed.status == "timed"
    assert len(timed.seconds) >= 3
    assert all(0 < seconds < 1 for seconds in timed.seconds)


def test_a_wrong_candidate_is_reported_and_not_timed():
    calls = []

    def counted() -> int:
        calls.append(None)
        return wrong()

    row = measure("sums", work(Candidate("dlqa", counted), Candidate("dlqa numpy", right)), 0.01)
    timed = by_name(row)
    assert (timed["dlqa"].status, timed["dlqa"].seconds) == ("wrong", [])
    assert timed["dlqa"].detail == "1 of 1 differ; at () 36 instead of 45"
    assert timed["dlqa numpy"].status == "timed"
    assert len(calls) == 1


def test_a_candidate_that_raises_is_reported_and_the_rest_goes_on():
    row = measure("sums", work(Candidate("a", broken, package="a"), Candidate("dlqa", right)), 0.01)
    timed = by_name(row)
    assert (timed["a"].status, timed["a"].detail) == ("failed", "OSError: no such kernel")
    assert timed["dlqa"].status == "timed"


def test_a_missing_peer_is_named_with_the_reason():
    row = measure("sums", work(Missing("edlib", "not installed"), Candidate("dlqa", right)), 0.01)
    assert by_name(row)["edlib"].status == "missing"
    shown = [line[0].strip() for line in lines(row, {})]
    assert "[dim]edlib: missing, not installed[/]" in shown


def test_what_is_compared_is_the_value_and_getting_it_is_not_timed():
    def value(result: int) -> int:
        time.sleep(0.05)
        return result

    (timed,) = measure("sums", work(Candidate("dlqa", right, value)), 0.01).candidates
    assert timed.status == "timed"
    assert median(timed) < 0.05


def test_candidates_take_turns():
    order: list[str] = []

    def noted(name: str):
        def run() -> int:
            order.append(name)
            time.sleep(0.003)  # longer than a sample, so that each turn is one run
            return 45

        return run

    measure("sums", work(*(Candidate(name, noted(name)) for name in "abc")), 0.2)
    turns = ["".join(order[place : place + 3]) for place in range(0, len(order), 3)]
    assert all(sorted(turn) == ["a", "b", "c"] for turn in turns)
    assert len(set(turns[2:])) > 1


def test_ratios_are_to_the_best_peer_and_not_to_our_own():
    def timed(name: str, seconds: float, is_peer: bool) -> Timed:
        return Timed(name, is_peer=is_peer, seconds=[seconds] * 3)

    ours, fast, slow = timed("dlqa", 1.0, False), timed("a", 2.0, True), timed("b", 4.0, True)
    row = Row("sums", "sum of ten", 10.0, "cells", 1, [slow, ours, fast])
    assert best_peer(row) is fast
    shown = {line[0].strip(): line[3] for line in lines(row, {})}
    assert shown == {"dlqa": "0.50", "a": "[dim]1.00[/]", "b": "[dim]2.00[/]"}


def test_share_of_the_limit_is_what_was_done_per_second_against_what_could_be():
    row = Row("sums", "s", 10.0, "cells", 1, [Timed("dlqa", seconds=[2.0, 2.0, 2.0])])
    (line,) = lines(row, {"cells": Limit(20.0, "cells/s", "adding")})
    assert line[4] == "25.0%"


def test_times_are_told_per_call():
    row = Row("sums", "s", 10.0, "cells", 1000, [Timed("dlqa", seconds=[2.0, 2.0, 2.0])])
    (line,) = lines(row, {})
    assert line[1] == "2 ms"


def test_spread_is_the_distance_of_the_quartiles_in_medians():
    assert spread(Timed("a", seconds=[1.0, 2.0, 3.0, 4.0, 5.0])) == pytest.approx(2 / 3)


def test_the_document_keeps_the_raw_times():
    row = Row("sums", "s", 10.0, "cells", 1, [Timed("dlqa", seconds=[2.0, 1.0, 3.0])])
    read = json.loads(document([row], {"cells": Limit(20.0, "cells/s", "adding")}))
    (candidate,) = read["works"][0]["candidates"]
    assert candidate["seconds"] == [2.0, 1.0, 3.0]
    assert candidate["median"] == 2.0
    assert candidate["ratio_to_best_peer"] is None
    assert read["limits"]["cells"]["per_second"] == 20.0
    assert {"CPU", "Python", "NumPy", "dlqa", "kernels"} <= set(read["machine"])


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(2.5, "2.5 s"), (0.0123, "12.3 ms"), (4.56e-5, "45.6 us"), (8.5e-8, "85 ns")],
)
def test_durations_have_three_digits_and_a_unit(seconds, words):
    assert duration(seconds) == words


def test_equal_tells_where_the_first_difference_is():
    want = np.zeros((2, 3), np.int32)
    got = want.astype(np.int64)
    assert equal(got, want) is None
    got[1, 2] = 7
    assert equal(got, want) == "1 of 6 differ; at (1, 2) 7 instead of 0"
    assert equal(got[:1], want) == "shape (1, 3) instead of (2, 3)"


def test_close_allows_a_share_of_the_largest_number():
    want = np.array([0.0, 100.0])
    assert close(1e-3)(want + 0.05, want) is None
    assert close(1e-4)(want + 0.05, want) == "off by 0.05, where 0.0001 of 1e+02 is allowed"
    assert close(1e-4)(want[:1], want) == "shape (1,) instead of (2,)"
    assert close(1e-4)(np.array([np.nan, 100.0]), want) is not None


def test_the_plainest_variant_is_asked_by_name_and_the_environment_put_back(monkeypatch):
    monkeypatch.setenv("DLQA_SIMD", "auto")
    asked = []
    plainest(lambda **more: asked.append((more, os.environ["DLQA_SIMD"])))
    if backends.variants():
        assert asked == [({"backend": "cython"}, "scalar")]
    else:
        assert asked == [({"backend": "numpy"}, "auto")]
    assert os.environ["DLQA_SIMD"] == "auto"


def test_a_missing_kernel_of_ours_is_no_peer():
    row = measure("sums", work(Missing("dlqa", "not compiled"), Candidate("a", right)), 0.01)
    assert not by_name(row)["dlqa"].is_peer
