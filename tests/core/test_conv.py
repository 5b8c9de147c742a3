"""Convolution through its public functions: SciPy as oracle, the laws of gradients, bad input."""

import doctest
import pickle
import threading
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import convolve2d, correlate2d

from dlqa_core import conv
from dlqa_core.backends import use
from dlqa_core.conv import (
    ALGORITHMS,
    conv2d_backward_input,
    conv2d_backward_weight,
    conv2d_forward,
)

DTYPES = [np.float32, np.float64]
EXACT = ("direct", "im2col")  # error relative to each sum
NAMED = ALGORITHMS[1:]


class Case(NamedTuple):
    """The sizes of one convolution."""

    n: int
    c: int
    h: int
    w: int
    k: int
    r: int
    s: int
    stride: tuple[int, int] = (1, 1)
    padding: tuple[int, int] = (0, 0)
    dilation: tuple[int, int] = (1, 1)
    groups: int = 1

    @property
    def ways(self):
        return dict(
            stride=self.stride, padding=self.padding, dilation=self.dilation, groups=self.groups
        )

    @property
    def x_shape(self):
        return self.n, self.c, self.h, self.w

    @property
    def w_shape(self):
        return self.k, self.c // self.groups, self.r, self.s

    @property
    def y_shape(self):
        sizes = zip(
            (self.h, self.w),
            (self.r, self.s),
            self.stride,
            self.padding,
            self.dilation,
            strict=True,
        )
        p, q = ((size + 2 * pad - d * (t - 1) - 1) // step + 1 for size, t, step, pad, d in sizes)
        return self.n, self.k, p, q


def arrays(case, dtype, seed=0):
    """x, w, bias and grad_y."""
    rng = np.random.default_rng(seed)
    shapes = case.x_shape, case.w_shape, (case.k,), case.y_shape
    return [rng.standard_normal(shape).astype(dtype) for shape in shapes]


def spread(a, steps):
    """`a` with zeros between its rows and columns, so that they are `steps` apart."""
    shape = [step * (size - 1) + 1 for step, size in zip(steps, a.shape[2:], strict=True)]
    wide = np.zeros((*a.shape[:2], *shape))
    wide[:, :, :: steps[0], :: steps[1]] = a
    return wide


def padded(case, x):
    (top, left), x = case.padding, x.astype(np.float64)
    return np.pad(x, ((0, 0), (0, 0), (top, top), (left, left)))


def planes(case):
    """Each image, filter and channel of the filter, with the channel of x that it sees."""
    filters, channels = case.k // case.groups, case.c // case.groups
    for n, k, c in np.ndindex(case.n, case.k, channels):
        yield n, k, c, k // filters * channels + c


def by_scipy(case, x, w):
    """The convolution in float64: SciPy's, of one plane at a time."""
    x, w, y = padded(case, x), spread(w, case.dilation), np.zeros(case.y_shape)
    down, right = case.stride
    for n, k, c, channel in planes(case):
        y[n, k] += correlate2d(x[n, channel], w[k, c], mode="valid")[::down, ::right]
    return y


def gradients(case, x, w, grad_y):
    """Both gradients in float64, also by SciPy, plane by plane."""
    x, w, grad_y = padded(case, x), spread(w, case.dilation), spread(grad_y, case.stride)
    grad_x, grad_w = np.zeros(x.shape), np.zeros(case.w_shape)
    (tall, wide), (top, left) = case.dilation, case.padding
    for n, k, c, channel in planes(case):
        share = convolve2d(grad_y[n, k], w[k, c])
        grad_x[n, channel, : share.shape[0], : share.shape[1]] += share
        seen = x[n, channel, : share.shape[0], : share.shape[1]]
        grad_w[k, c] += correlate2d(seen, grad_y[n, k], mode="valid")[::tall, ::wide]
    return grad_x[:, :, top : top + case.h, left : left + case.w], grad_w


def calls(case, x, w, bias, grad_y, **more):
    """The three operations, each as a function of the backend."""
    more = {**case.ways, **more}
    return (
        lambda backend: conv2d_forward(x, w, bias, backend=backend, **more),
        lambda backend: conv2d_backward_input(grad_y, w, case.x_shape, backend=backend, **more),
        lambda backend: conv2d_backward_weight(grad_y, x, case.w_shape, backend=backend, **more),
    )


def within(algorithm, dtype, terms, sums, sure=True):
    """An assertion that two answers differ by no more than the documented bound (twice, if both
    may be off); `sums` are the sums of the terms' absolute values."""
    u = np.finfo(dtype).eps / 2
    bound = {"winograd": 1e-5 * sums.max(), "fft": 32 * u * sums.max()}.get(
        algorithm, 1.01 * (terms + 1) * u * sums
    )

    def same(got, want):
        assert got.dtype == dtype
        assert got.shape == want.shape
        assert got.flags.c_contiguous
        assert (np.abs(got - want.astype(np.float64)) <= bound * (1 if sure else 2)).all()

    return same


def three_bounds(case, dtype, algorithm, x, w, bias, grad_y, sure=True):
    """`within` for each operation."""
    x, w, bias, grad_y = (np.abs(a).astype(np.float64) for a in (x, w, bias, grad_y))
    forward, backward_input, backward_weight = calls(case, x, w, bias, grad_y, algorithm="direct")
    filters, (p, q) = case.k // case.groups, case.y_shape[2:]
    channels = case.c // case.groups
    return (
        within(algorithm, dtype, channels * case.r * case.s + 1, forward("numpy"), sure),
        within(algorithm, dtype, filters * case.r * case.s, backward_input("numpy"), sure),
        within(algorithm, dtype, case.n * p * q, backward_weight("numpy"), sure),
    )


def can(algorithm, case, dtype):
    module = use(f"conv_{algorithm}", "numpy")
    geometry = case.x_shape, case.w_shape, *case[7:]
    return module.supports(np.dtype(dtype), *geometry)


CASES = [
    Case(1, 1, 1, 1, 1, 1, 1),
    Case(2, 3, 8, 8, 4, 3, 3, padding=(1, 1)),
    Case(2, 3, 9, 7, 5, 3, 3, stride=(2, 2), padding=(1, 1)),
    Case(1, 4, 7, 19, 6, 2, 5, stride=(3, 2), padding=(2, 0), dilation=(1, 2), groups=2),
    Case(3, 2, 5, 6, 9, 1, 1),
    Case(2, 3, 6, 6, 6, 1, 1, stride=(2, 3), groups=3),
    Case(2, 3, 7, 18, 3, 3, 3, padding=(1, 1), groups=3),
    Case(1, 2, 6, 17, 6, 3, 3, padding=(2, 0), groups=2),
    Case(1, 2, 12, 11, 3, 7, 6, padding=(3, 5)),
    Case(1, 1, 4, 5, 1, 2, 2, stride=(4, 4), dilation=(2, 3)),
    Case(1, 1, 3, 3, 2, 1, 1, padding=(4, 3)),
    Case(1, 2, 3, 4, 2, 3, 4, padding=(5, 6), dilation=(2, 3)),
    Case(1, 16, 6, 5, 17, 3, 3, padding=(1, 1)),
]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("case", CASES, ids=str)
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_agrees_with_scipy(everywhere, algorithm, case, dtype):
    if algorithm != "auto" and not can(algorithm, case, dtype):
        pytest.skip("cannot do this shape")
    given_arrays = x, w, bias, grad_y = arrays(case, dtype)
    wanted = by_scipy(case, x, w) + bias[:, None, None], *gradients(case, x, w, grad_y)
    if algorithm == "auto":  # any of the four
        algorithm, extra = "winograd" if dtype == np.float32 else "fft", {}
    else:
        extra = {"algorithm": algorithm}
    sure = three_bounds(case, dtype, algorithm, *given_arrays)
    both = three_bounds(case, dtype, algorithm, *given_arrays, sure=False)
    for call, want, same, same_as_other in zip(
        calls(case, *given_arrays, **extra), wanted, sure, both, strict=True
    ):
        same(everywhere(call, same_as_other), want)


SIZES = st.integers(1, 3)
PAIRS = st.tuples(SIZES, SIZES)


@st.composite
def cases(draw):
    """Any small convolution."""
    groups, r, s = draw(SIZES), draw(st.integers(1, 4)), draw(st.integers(1, 4))
    dilation, padding = draw(PAIRS), draw(st.tuples(st.integers(0, 3), st.integers(0, 3)))
    h = draw(st.integers(max(1, dilation[0] * (r - 1) + 1 - 2 * padding[0]), 14))
    w = draw(st.integers(max(1, dilation[1] * (s - 1) + 1 - 2 * padding[1]), 40))
    c, k = groups * draw(SIZES), groups * draw(st.integers(1, 10))
    return Case(draw(SIZES), c, h, w, k, r, s, draw(PAIRS), padding, dilation, groups)


@pytest.mark.parametrize("algorithm", NAMED)
@settings(max_examples=15, deadline=None)
@given(case=cases(), dtype=st.sampled_from(DTYPES), seed=st.integers(0, 9))
def test_every_algorithm_agrees_within_its_bound(everywhere, algorithm, case, dtype, seed):
    if algorithm == "winograd":
        case = case._replace(r=3, s=3, h=case.h + 2, w=case.w + 2, stride=(1, 1), dilation=(1, 1))
        dtype = np.float32
    given_arrays = arrays(case, dtype, seed)
    exact = calls(case, *(a.astype(np.float64) for a in given_arrays), algorithm="direct")
    bounds = three_bounds(case, dtype, algorithm, *given_arrays)
    both = three_bounds(case, dtype, algorithm, *given_arrays, sure=False)
    for call, best, same, same_as_other in zip(
        calls(case, *given_arrays, algorithm=algorithm), exact, bounds, both, strict=True
    ):
        same(everywhere(call, same_as_other), best("numpy"))


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@settings(max_examples=15, deadline=None)
@given(case=cases(), seed=st.integers(0, 9))
def test_gradients_are_adjoint(backend, algorithm, case, seed):
    """<grad_y, conv(x, w)> = <grad_x, x> = <grad_w, w>: conv is linear in x and in w."""
    dtype = np.float32 if algorithm == "winograd" else np.float64
    if algorithm == "winograd":
        case = case._replace(r=3, s=3, h=case.h + 2, w=case.w + 2, stride=(1, 1), dilation=(1, 1))
    x, w, _, grad_y = arrays(case, dtype, seed)
    y, grad_x, grad_w = (
        call(backend).astype(np.float64)
        for call in calls(case, x, w, None, grad_y, algorithm=algorithm)
    )
    size = np.linalg.norm(grad_y) * np.linalg.norm(y) + 1
    tolerance = (1e-4 if dtype == np.float32 else 1e-12) * size
    product = np.vdot(grad_y, y)
    assert np.vdot(grad_x, x) == pytest.approx(product, abs=tolerance)
    assert np.vdot(grad_w, w) == pytest.approx(product, abs=tolerance)


LENGTHS = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 1023, 1024, 1025]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("width", LENGTHS)
@pytest.mark.parametrize("depthwise", [False, True])
def test_widths_around_a_vector(everywhere, width, dtype, depthwise):
    case = Case(2, 2, 4, width, 2 if depthwise else 9, 3, 3, padding=(1, 1))
    case = case._replace(groups=2 if depthwise else 1)
    given_arrays = arrays(case, dtype)
    exact = calls(case, *(a.astype(np.float64) for a in given_arrays), algorithm="im2col")
    for algorithm in EXACT:
        bounds = three_bounds(case, dtype, algorithm, *given_arrays)
        both = three_bounds(case, dtype, algorithm, *given_arrays, sure=False)
        for call, best, same, same_as_other in zip(
            calls(case, *given_arrays, algorithm=algorithm), exact, bounds, both, strict=True
        ):
            same(everywhere(call, same_as_other), best("numpy"))


@pytest.mark.parametrize("filters", [*range(1, 10), 15, 16, 17, 24, 31])
def test_numbers_of_filters(everywhere, filters):
    case = Case(2, 5, 5, 6, filters, 2, 3, padding=(1, 1))
    given_arrays = arrays(case, np.float64)
    wanted = by_scipy(case, *given_arrays[:2]) + given_arrays[2][:, None, None]
    forward, backward_input, backward_weight = calls(case, *given_arrays, algorithm="direct")
    np.testing.assert_allclose(everywhere(forward, close), wanted, atol=1e-12)
    grad_x, grad_w = gradients(case, *given_arrays[:2], given_arrays[3])
    np.testing.assert_allclose(everywhere(backward_input, close), grad_x, atol=1e-12)
    np.testing.assert_allclose(everywhere(backward_weight, close), grad_w, atol=1e-12)


def close(got, want):
    """The same up to rounding."""
    assert got.shape == want.shape
    assert got.dtype == want.dtype
    np.testing.assert_allclose(got, want, rtol=0, atol=1e-11 if got.dtype == np.float64 else 1e-3)


@pytest.mark.parametrize(
    "case",
    [
        Case(3, 20, 30, 30, 20, 3, 3, padding=(1, 1)),
        Case(1, 3, 80, 61, 24, 5, 5, (2, 2), (2, 2)),
        Case(4, 48, 30, 29, 48, 3, 3, padding=(1, 1), groups=48),
        Case(1, 1, 300, 300, 1, 3, 3, (1, 1), (0, 0), (2, 2)),
        Case(1, 60, 56, 56, 12, 3, 3, padding=(1, 1)),  # more than one tile of an image
        Case(150, 2, 9, 9, 10, 3, 3, padding=(1, 1)),  # many images to a tile
    ],
    ids=str,
)
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_threads_do_not_change_the_answer(everywhere, case, algorithm):
    if algorithm != "auto" and not can(algorithm, case, np.float32):
        pytest.skip("cannot do this shape")
    given_arrays = arrays(case, np.float32)
    exact = calls(case, *given_arrays, algorithm="im2col")
    several = (
        calls(case, *given_arrays, algorithm=algorithm, threads=threads) for threads in (1, 2, 3)
    )
    for best, *ways in zip(exact, *several, strict=True):
        size = np.abs(best("numpy")).max()

        def near(got, want, size=size):
            assert np.abs(got - want).max() <= 2e-5 * size

        def each(backend, ways=ways):
            one, two, three = (way(backend) for way in ways)
            np.testing.assert_array_equal(one, two)
            np.testing.assert_array_equal(one, three)
            return one

        near(everywhere(each, near), best("numpy"))


def test_several_python_threads(backend):
    case = Case(4, 8, 20, 20, 16, 3, 3, padding=(1, 1))
    given_arrays = arrays(case, np.float32)
    wanted = [call(backend) for call in calls(case, *given_arrays)]
    failures = []

    def work():
        for _ in range(10):
            for call, want in zip(calls(case, *given_arrays, threads=2), wanted, strict=True):
                if not np.array_equal(call(backend), want):
                    failures.append(want.shape)

    crowd = [threading.Thread(target=work) for _ in range(4)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert not failures


def test_known_values(backend):
    x = np.arange(16.0).reshape(1, 1, 4, 4)
    w = np.array([[[[1.0, 2.0], [3.0, 4.0]]]])
    y = conv2d_forward(x, w, np.array([0.5]), stride=2, backend=backend)
    assert y.tolist() == [[[[34.5, 54.5], [114.5, 134.5]]]]
    assert conv2d_backward_weight(y, x, w.shape, stride=2, backend=backend).tolist() == [
        [[[2370.0, 2708.0], [3722.0, 4060.0]]]
    ]
    grad_x = conv2d_backward_input(np.ones_like(y), w, x.shape, stride=2, backend=backend)
    assert grad_x.tolist() == [[[[1, 2, 1, 2], [3, 4, 3, 4], [1, 2, 1, 2], [3, 4, 3, 4]]]]


def test_inputs_that_no_filter_reaches_have_no_gradient(everywhere):
    case = Case(2, 2, 9, 10, 3, 2, 1, stride=(4, 3))
    given_arrays = arrays(case, np.float64)
    grad_x = everywhere(calls(case, *given_arrays, algorithm="direct")[1], close)
    assert not grad_x[:, :, 2:4].any()
    assert not grad_x[:, :, :, 1:3].any()
    assert grad_x[:, :, :2, ::3].all()


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_any_layout(backend, algorithm):
    case = Case(2, 4, 6, 7, 5, 3, 3, padding=(1, 1))
    given_arrays = arrays(case, np.float32)
    wanted = [call(backend) for call in calls(case, *given_arrays, algorithm=algorithm)]
    for change in (strided, reversed_axes, misaligned, swapped, frozen):
        changed = [change(a) for a in given_arrays]
        for call, want in zip(calls(case, *changed, algorithm=algorithm), wanted, strict=True):
            got = call(backend)
            assert got.dtype == np.dtype(np.float32)
            np.testing.assert_array_equal(got, want)
        for before, after in zip(given_arrays, changed, strict=True):
            np.testing.assert_array_equal(before, after)


def strided(a):
    wide = np.full((*a.shape[:-1], 2 * a.shape[-1]), np.nan, a.dtype)
    wide[..., ::2] = a
    return wide[..., ::2]


def reversed_axes(a):
    return np.asfortranarray(a)


def misaligned(a):
    raw = np.empty(a.nbytes + 1, np.uint8)[1:]
    raw[:] = np.frombuffer(a.tobytes(), np.uint8)
    return raw.view(a.dtype).reshape(a.shape)


def swapped(a):
    return a.astype(a.dtype.newbyteorder("S"))


def frozen(a):
    a = a.copy()
    a.flags.writeable = False
    return a


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("algorithm", ["auto", *EXACT])
def test_empty_batch(everywhere, algorithm, dtype):
    case = Case(0, 2, 5, 5, 4, 3, 3)
    x, w, bias, grad_y = arrays(case, dtype)
    shapes = case.y_shape, case.x_shape, case.w_shape
    for call, shape in zip(
        calls(case, x, w, bias, grad_y, algorithm=algorithm), shapes, strict=True
    ):
        got = everywhere(call)
        assert got.shape == shape
        assert got.dtype == dtype
        assert not got.any()


def test_out_is_filled_and_returned(everywhere):
    case = Case(2, 3, 6, 7, 4, 3, 2, (2, 1), (1, 0))
    x, w, bias, grad_y = arrays(case, np.float64)
    shapes = case.y_shape, case.x_shape, case.w_shape
    for number, shape in enumerate(shapes):

        def into(backend, number=number, shape=shape):
            out = np.full(shape, np.nan)
            assert calls(case, x, w, bias, grad_y, out=out)[number](backend) is out
            return out

        everywhere(into, close)
        wanted = calls(case, x, w, bias, grad_y)[number]("numpy")
        np.testing.assert_allclose(into("numpy"), wanted)


def test_out_that_cannot_be_used(everywhere):
    x, w = np.ones((1, 1, 4, 4)), np.ones((1, 1, 1, 1))
    room = np.ones((2, 1, 4, 4))
    bad = [
        ([], TypeError, "out must be a NumPy array, not list"),
        (np.ones((1, 1, 4, 4), np.float32), TypeError, "out must be float64"),
        (np.ones((1, 1, 4, 4), ">f8"), TypeError, "native byte order"),
        (np.ones((1, 1, 4, 5)), ValueError, r"out must have shape \(1, 1, 4, 4\), not"),
        (strided(x), ValueError, "C-contiguous"),
        (misaligned(x), ValueError, "aligned"),
        (frozen(x), ValueError, "writeable"),
        (x, ValueError, "share memory"),
        (room[:1], ValueError, "share memory"),
    ]
    for out, error, message in bad:
        given_x = room[:1] if out is not x and np.may_share_memory(out, room) else x
        with pytest.raises(error, match=message):
            everywhere(
                lambda backend, x=given_x, out=out: conv2d_forward(x, w, out=out, backend=backend)
            )


ONES = np.ones((2, 4, 5, 6))
FILTERS = np.ones((6, 4, 3, 3))

BAD = [
    (dict(x=[[1.0]]), TypeError, "x must be a NumPy array, not list"),
    (dict(x=ONES.astype(int)), TypeError, "x must be float32 or float64, not int64"),
    (dict(w=FILTERS.astype(np.float16)), TypeError, "w must be float32 or float64, not float16"),
    (dict(w=FILTERS.astype(complex)), TypeError, "w must be float32 or float64, not complex128"),
    (dict(w=FILTERS.astype(np.float32)), TypeError, "x and w must have one dtype"),
    (dict(x=ONES[0]), ValueError, r"x must have 4 dimensions, not shape \(4, 5, 6\)"),
    (dict(w=FILTERS[:, :3]), ValueError, r"x has 4 channels but w is for 3 .*\(6, 3, 3, 3\)"),
    (dict(groups=2), ValueError, "4 channels but w is for 4 in each of 2"),
    (dict(w=FILTERS[:5, :2], groups=2), ValueError, "groups=2 must divide the 5 filters"),
    (dict(w=FILTERS[:0]), ValueError, "only the batch may be empty"),
    (dict(x=ONES[:, :, :0]), ValueError, "only the batch may be empty"),
    (dict(w=np.ones((6, 4, 6, 3))), ValueError, "the filters reach over the padded images"),
    (dict(dilation=(1, 3)), ValueError, "the filters reach over the padded images"),
    (dict(stride=0), ValueError, "stride must be from 1 to"),
    (dict(stride=(1, 2, 3)), ValueError, "stride must be one number or two, not 3"),
    (dict(stride=1.0), TypeError, "stride must be an integer, not float"),
    (dict(stride=True), TypeError, "stride must be an integer, not bool"),
    (dict(padding=-1), ValueError, "padding must be from 0 to"),
    (dict(padding="same"), TypeError, "padding must be an integer, not str"),
    (dict(padding=2**40), ValueError, "padding must be from 0 to"),
    (dict(dilation=(1, 0)), ValueError, "dilation must be from 1 to"),
    (dict(groups=0), ValueError, "groups must be from 1 to"),
    (dict(groups=1.0), TypeError, "groups must be an integer"),
    (dict(threads=0), ValueError, "threads must be from 1 to 256, not 0"),
    (dict(threads=257, stride=(1, 1)), ValueError, "threads must be from 1 to 256, not 257"),
    (dict(threads=True), TypeError, "threads must be an integer, not bool"),
    (dict(threads=2.0), TypeError, "threads must be an integer, not float"),
    (dict(bias=[0.0] * 6), TypeError, "bias must be a NumPy array"),
    (dict(bias=np.zeros(6, np.float32)), TypeError, "bias and w must have one dtype"),
    (dict(bias=np.zeros(5)), ValueError, r"one number per filter: shape \(5,\)"),
    (dict(bias=np.zeros((6, 1))), ValueError, "bias must have 1 dimensions"),
    (dict(algorithm="gemm"), ValueError, "algorithm='gemm': expected one of auto, direct"),
    (dict(algorithm=["fft"]), ValueError, r"algorithm=\['fft'\]: expected one of auto, direct"),
    (dict(algorithm=None), ValueError, "algorithm=None: expected one of auto"),
    (dict(algorithm="winograd"), ValueError, "'winograd' needs float32.* here are float64"),
]


@pytest.mark.parametrize(("change", "error", "message"), BAD, ids=lambda v: str(v)[:40])
def test_bad_input(everywhere, change, error, message):
    settings = {"x": ONES, "w": FILTERS, **change}
    x, w = settings.pop("x"), settings.pop("w")
    with pytest.raises(error, match=message):
        everywhere(lambda backend: conv2d_forward(x, w, backend=backend, **settings))


def test_bad_gradients_and_shapes(everywhere):
    grad_y = np.ones((2, 6, 3, 4))
    bad = [
        (conv2d_backward_input, grad_y[:, :5], FILTERS, ONES.shape, ValueError, "grad_y must have"),
        (
            conv2d_backward_input,
            grad_y,
            FILTERS,
            ONES.shape[:3],
            ValueError,
            "x_shape must be fo",
        ),
        (conv2d_backward_input, grad_y, FILTERS, 7, TypeError, "x_shape must be a tuple"),
        (conv2d_backward_input, grad_y, FILTERS, (2, 4, 5, 6.0), TypeError, "x_shape must be an i"),
        (conv2d_backward_input, grad_y, FILTERS, (2, 4, -5, 6), ValueError, "only the batch"),
        (conv2d_backward_input, grad_y, FILTERS, (-2, 4, 5, 6), ValueError, "only the batch"),
        (conv2d_backward_weight, grad_y, ONES, (6, 4, 3, 2), ValueError, r"\(2, 6, 3, 5\)"),
        (conv2d_backward_weight, grad_y, ONES, (6, 4, 0, 3), ValueError, "only the batch"),
        (conv2d_backward_weight, grad_y[0], ONES, FILTERS.shape, ValueError, "4 dimensions"),
        (
            conv2d_backward_weight,
            grad_y.astype(np.float32),
            ONES,
            FILTERS.shape,
            TypeError,
            "grad_y and x must have one dtype",
        ),
    ]
    for function, first, second, shape, error, message in bad:
        with pytest.raises(error, match=message):
            everywhere(
                lambda backend, call=function, a=first, b=second, shape=shape: call(
                    a, b, shape, backend=backend
                )
            )


def test_whole_numbers_of_any_type(backend):
    x, w, _, grad_y = arrays(Case(1, 2, 6, 6, 4, 3, 3, (2, 1), (1, 1)), np.float32)
    plain = dict(stride=(2, 1), padding=1, backend=backend)
    other = dict(stride=[np.int64(2), np.uint8(1)], padding=np.int32(1), backend=backend)
    np.testing.assert_array_equal(conv2d_forward(x, w, **plain), conv2d_forward(x, w, **other))
    np.testing.assert_array_equal(
        conv2d_backward_input(grad_y, w, x.shape, **plain),
        conv2d_backward_input(grad_y, w, [np.int64(size) for size in x.shape], **other),
    )


def test_unknown_backend_and_variant(monkeypatch):
    with pytest.raises(ValueError, match="backend='fortran'"):
        conv2d_forward(ONES, FILTERS, backend="fortran")
    with pytest.raises(ValueError, match=r"backend=\[\]: expected one of"):
        conv2d_forward(ONES, FILTERS, backend=[])
    if use("conv_direct").__name__.startswith("dlqa_core._cython"):
        monkeypatch.setenv("DLQA_SIMD", "v9")
        with pytest.raises(ValueError, match="DLQA_SIMD='v9'"):
            conv2d_forward(ONES, FILTERS, algorithm="direct")


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("value", [np.inf, np.nan])
@pytest.mark.parametrize(
    "case",
    [
        Case(2, 2, 7, 20, 3, 3, 2, padding=(1, 1)),
        Case(2, 2, 7, 20, 3, 3, 2, (2, 2), (1, 1)),
        Case(2, 3, 7, 20, 3, 3, 3, padding=(1, 1), groups=3),
        Case(1, 1, 5, 9, 2, 2, 3, (1, 1), (0, 2), (2, 1)),
    ],
    ids=str,
)
def test_what_is_not_finite_stays_where_it_belongs(everywhere, case, value, dtype):
    """Only results that have it as a term change; the padding is zeros, so that 0 * inf counts."""
    for which in (0, 1, 3):
        given_arrays = arrays(case, dtype)
        given_arrays[which][0, 0, -1, -1] = value
        for call in calls(case, *given_arrays, algorithm="direct"):
            with np.errstate(invalid="ignore"):
                everywhere(call, same_where_finite)


def same_where_finite(got, want):
    np.testing.assert_allclose(got, want, rtol=1e-3, atol=1e-4, equal_nan=True)


def test_taps_far_beyond_the_image(everywhere):
    """Nearly all that is read is padding: no scratch of that size is made."""
    case = Case(1, 2, 3, 4, 2, 3, 2, (1, 2), (900, 2000), (900, 4000))
    given_arrays = arrays(case, np.float64)
    for call in calls(case, *given_arrays, algorithm="direct"):
        assert everywhere(call, close).size


def test_large_strides(everywhere):
    case = Case(1, 2, 5, 5, 3, 2, 2, (2**31 - 1, 7), (1, 0), (2, 1))
    given_arrays = arrays(case, np.float64)
    wanted = by_scipy(case, *given_arrays[:2]), *gradients(case, *given_arrays[:2], given_arrays[3])
    given_arrays[2][:] = 0
    for call, want in zip(calls(case, *given_arrays, algorithm="direct"), wanted, strict=True):
        np.testing.assert_allclose(everywhere(call, close), want, atol=1e-12)


def test_algorithms_say_what_they_cannot_do():
    x, w = np.ones((1, 1, 20, 20), np.float32), np.ones((1, 1, 3, 3), np.float32)
    for change in (dict(stride=2), dict(dilation=2)):
        with pytest.raises(ValueError, match=r"'winograd' needs float32, 3x3 filters, stride 1"):
            conv2d_forward(x, w, algorithm="winograd", **change)
    with pytest.raises(ValueError, match=r"'fft' needs a stride of at most 8"):
        conv2d_forward(x, w, stride=9, algorithm="fft")


SHAPES = [
    Case(8, 64, 14, 14, 64, 3, 3, padding=(1, 1)),
    Case(2, 16, 30, 30, 16, 9, 9, padding=(4, 4)),
    Case(2, 24, 12, 12, 24, 1, 1),
    Case(4, 3, 24, 24, 32, 7, 7, stride=(2, 2), padding=(3, 3)),
    Case(4, 32, 14, 14, 32, 3, 3, padding=(1, 1), groups=32),
]


@pytest.mark.parametrize("case", SHAPES, ids=str)
@pytest.mark.parametrize("dtype", DTYPES)
def test_auto_is_one_of_the_algorithms(backend, case, dtype):
    given_arrays = arrays(case, dtype)
    named = [a for a in NAMED if can(a, case, dtype)]
    for auto, *ways in zip(
        calls(case, *given_arrays),
        *(calls(case, *given_arrays, algorithm=a) for a in named),
        strict=True,
    ):
        got = auto(backend)
        assert any(np.array_equal(got, way(backend)) for way in ways)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("case", SHAPES, ids=str)
def test_agrees_with_torch(backend, case, dtype):
    torch = pytest.importorskip("torch")
    x, w, bias, grad_y = arrays(case, dtype)
    tensors = [torch.from_numpy(a).requires_grad_() for a in (x, w, bias)]
    y = torch.nn.functional.conv2d(*tensors, **case.ways)
    y.backward(torch.from_numpy(grad_y))
    wanted = y.detach(), tensors[0].grad, tensors[1].grad
    tolerance = 3e-5 if dtype == np.float32 else 1e-13
    for call, want in zip(calls(case, x, w, bias, grad_y), wanted, strict=True):
        np.testing.assert_allclose(
            call(backend), want, rtol=0, atol=tolerance * float(want.abs().max())
        )


def test_the_examples_in_the_docstrings():
    found = doctest.testmod(conv)
    assert found.attempted > 0
    assert found.failed == 0


def test_arrays_that_were_pickled_are_taken(everywhere):
    x, w = np.ones((1, 1, 4, 4), np.float32), np.ones((1, 1, 3, 3), np.float32)
    sent = pickle.loads(pickle.dumps(x))
    got = everywhere(lambda backend: conv2d_forward(sent, w, backend=backend))
    np.testing.assert_array_equal(got, np.full((1, 1, 2, 2), 9, np.float32))
