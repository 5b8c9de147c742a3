"""`same_state`, `mean_close` and `share_close`."""

import math

import numpy as np
import pytest

from grader.testing import Mismatch, mean_close, same_state, share_close

KINDS = [np.random.PCG64, np.random.MT19937, np.random.Philox, np.random.SFC64]


def generator(kind=np.random.PCG64, seed=5):
    return np.random.Generator(kind(seed))


def failure(function, *args, **kwargs):
    with pytest.raises(Mismatch) as caught:
        function(*args, **kwargs)
    return str(caught.value)


@pytest.mark.parametrize("kind", KINDS)
def test_equal_draws_leave_equal_states(kind):
    rng, want = generator(kind), generator(kind)
    rng.random((3, 4))
    want.random((3, 4))
    same_state(rng, want)


@pytest.mark.parametrize("kind", KINDS)
def test_a_missing_or_surplus_draw_is_told(kind):
    rng, want = generator(kind), generator(kind)
    want.random()
    assert "too few drawn" in failure(same_state, rng, want)
    assert "too many drawn" in failure(same_state, want, rng)


def test_the_number_of_draws_too_many_is_counted():
    rng, want = generator(), generator()
    rng.random(3)
    assert "3 raw numbers too many drawn" in failure(same_state, rng, want)
    want.random(2)
    assert "1 raw number too many drawn" in failure(same_state, rng, want)
    same_state(rng, rng)


def test_checking_the_state_draws_nothing():
    rng, want = generator(), generator()
    want.random()
    failure(same_state, rng, want)
    assert rng.random() == generator().random()


def test_other_seeds_and_half_used_draws_are_only_called_different():
    assert "nothing else may be drawn" in failure(same_state, generator(), generator(seed=6))
    rng = generator()
    rng.integers(10, dtype=np.int32)  # keeps half a raw number for later
    assert "nothing else may be drawn" in failure(same_state, rng, generator())


@pytest.mark.parametrize("rng", [None, 3, np.random.RandomState(1), np.random])
def test_something_else_than_a_generator_is_named(rng):
    assert "expected a numpy.random.Generator" in failure(same_state, rng, generator())


def test_mean_within_five_standard_errors_passes():
    samples = [1.0, -1.0] * 50 + [0.0] * 0
    mean_close(samples, 0.0, std=1)
    mean_close(np.array(samples) + 0.499, 0.0, std=1)
    assert "is off" in failure(mean_close, np.array(samples) + 0.501, 0.0, std=1)


def test_mean_message_tells_bound_and_count():
    text = failure(mean_close, np.full(100, 3.0), 2.0, std=0.5, what="the mean output")
    assert text.split("\n") == [
        "the mean output is off",
        "  expected: 2, give or take 0.25 (5 standard errors)",
        "  obtained: 3 over 100 samples",
    ]


def test_mean_of_arrays_is_judged_entry_by_entry():
    samples = np.zeros((100, 2, 2))
    mean_close(samples, np.zeros((2, 2)), std=1)
    samples[:, 1, 0] = 0.6
    assert "off at [1, 0]" in failure(mean_close, samples, np.zeros((2, 2)), std=1)
    std = np.array([[1, 1], [2, 1]])
    mean_close(samples, np.zeros((2, 2)), std=std)


def test_mean_with_no_spread_is_exact_up_to_rounding():
    mean_close(np.full(1000, 0.1), 0.1, std=0)
    failure(mean_close, np.full(1000, 0.1), 0.1000001, std=0)


@pytest.mark.parametrize("samples", [None, "text", [], [[1], [2, 3]], np.zeros((0, 2))])
def test_samples_that_have_no_mean_are_a_clear_failure(samples):
    assert "cannot be taken" in failure(mean_close, samples, 0.0, std=1)


def test_samples_of_a_wrong_shape_are_a_clear_failure():
    assert "samples of shape (5,)" in failure(mean_close, np.zeros(5), np.zeros(2), std=1)
    assert "samples of shape ()" in failure(mean_close, 1.0, np.zeros(2), std=1)


def test_nan_and_infinity_are_off():
    failure(mean_close, [np.nan, 1.0], 1.0, std=1)
    failure(mean_close, [np.inf, 1.0], 1.0, std=1)


def test_share_bound_is_five_standard_errors_of_the_binomial():
    n, p = 10_000, 0.2
    bound = 5 * math.sqrt(n * p * (1 - p))
    share_close(n * p + bound - 1, n, p)
    share_close(np.int64(n * p - bound + 1), n, p)
    text = failure(share_close, int(n * p + bound) + 1, n, p, what="the kept share")
    assert "the kept share is off" in text
    assert "expected: 0.2, give or take 0.02 (5 standard errors)" in text
    assert f"obtained: 0.2201, {int(n * p + bound) + 1} of 10000" in text


def test_share_of_certain_events_is_exact():
    share_close(10, 10, 1.0)
    share_close(0, 10, 0.0)
    failure(share_close, 9, 10, 1.0)


@pytest.mark.parametrize("count", [None, "all", [1, 2], np.zeros(3), float("nan")])
def test_share_of_no_number_is_a_clear_failure(count):
    failure(share_close, count, 10, 0.5)


@pytest.mark.parametrize("n, p", [(0, 0.5), (10, 1.5), (10, -0.1), (10, float("nan"))])
def test_an_impossible_share_is_the_fault_of_the_check(n, p):
    with pytest.raises(ValueError, match="p a probability"):
        share_close(1, n, p)


def test_stated_false_alarm_rates_are_those_of_the_normal_law():
    for sigmas, rate in [(5, 5.7e-7), (4, 6.3e-5), (3, 2.7e-3)]:
        assert math.erfc(sigmas / math.sqrt(2)) == pytest.approx(rate, rel=0.02)
        assert f"{rate:.1e}".replace("e-0", "e-") in mean_close.__doc__


def test_fair_samples_pass_and_shifted_ones_fail():
    rng = np.random.default_rng(0)
    kept = rng.random(200_000) < 0.8
    share_close(int(kept.sum()), kept.size, 0.8)
    failure(share_close, int(kept.sum()), kept.size, 0.79)
    mean_close(kept / 0.8, 1.0, std=math.sqrt(0.2 / 0.8))
    failure(mean_close, kept, 1.0, std=0.4)
