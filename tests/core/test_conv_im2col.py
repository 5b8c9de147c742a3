"""algorithm="im2col" against another way to convolve, in every variant of both backends."""

import threading
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.lib.stride_tricks import sliding_window_view

from dlqa_core.conv import conv2d_backward_input, conv2d_backward_weight, conv2d_forward

FORWARD = partial(conv2d_forward, algorithm="im2col")
BACKWARD_INPUT = partial(conv2d_backward_input, algorithm="im2col")
BACKWARD_WEIGHT = partial(conv2d_backward_weight, algorithm="im2col")

# x, w, options. Sizes lie around vectors, tiles (24, 48 pixels; 4, 8 rows) and blocks (126 terms,
# 144 rows, 240 or more pixels, 256 filters).
SHAPES = {
    "one number": ((1, 1, 1, 1), (1, 1, 1, 1), {}),
    "one output": ((2, 3, 5, 7), (2, 3, 5, 7), {}),
    "exercise": ((2, 3, 8, 8), (4, 3, 3, 3), {"padding": 1}),
    "pointwise": ((2, 9, 7, 7), (17, 9, 1, 1), {}),
    "pointwise, deep": ((1, 300, 5, 10), (65, 300, 1, 1), {}),
    "pointwise, wide": ((1, 3, 33, 65), (9, 3, 1, 1), {}),
    "pointwise, padded": ((1, 2, 3, 4), (3, 2, 1, 1), {"padding": 2}),
    "pointwise, stride": ((2, 8, 9, 9), (8, 8, 1, 1), {"stride": 2}),
    "same": ((2, 8, 14, 15), (9, 8, 3, 3), {"padding": 1}),
    "many channels": ((1, 33, 9, 8), (16, 33, 3, 3), {"padding": 1}),
    "many filters": ((1, 8, 6, 5), (270, 8, 1, 3), {}),
    "wide image": ((1, 1, 2, 1100), (3, 1, 1, 3), {}),
    "high image": ((1, 2, 600, 1), (3, 2, 5, 1), {"padding": (2, 0)}),
    "stem": ((1, 3, 37, 41), (10, 3, 7, 7), {"stride": 2, "padding": 3}),
    "stride": ((2, 5, 13, 17), (4, 5, 3, 2), {"stride": (3, 2), "padding": (1, 0)}),
    "stride over the taps": ((1, 9, 20, 23), (5, 9, 2, 2), {"stride": 5}),
    "stride over the image": ((1, 2, 5, 6), (3, 2, 2, 2), {"stride": 1000}),
    "dilation": ((2, 3, 17, 19), (5, 3, 3, 3), {"dilation": (2, 3), "padding": 4}),
    "dilation and stride": ((1, 9, 21, 30), (9, 9, 3, 4), {"dilation": (2, 4), "stride": (3, 2)}),
    "dilation over the image": ((1, 2, 3, 4), (2, 2, 2, 2), {"dilation": 50, "padding": 60}),
    "padding over the filter": ((1, 8, 5, 6), (8, 8, 3, 3), {"padding": 7}),
    "groups": ((2, 12, 9, 8), (8, 3, 3, 3), {"groups": 4, "padding": 1}),
    "groups, strided": ((1, 18, 9, 8), (6, 9, 3, 3), {"groups": 2, "stride": 2}),
    "depthwise": ((1, 20, 7, 9), (20, 1, 3, 3), {"groups": 20, "padding": 1}),
    "depthwise, doubled": ((1, 5, 7, 9), (10, 1, 3, 3), {"groups": 5, "stride": 2}),
    "large filter": ((1, 2, 24, 25), (3, 2, 17, 15), {"padding": (8, 7)}),
}
DTYPES = [np.float32, np.float64]


def numbers(shape, dtype, seed=0):
    return np.random.default_rng([seed, *shape]).standard_normal(shape).astype(dtype)


def pair(value):
    return value if isinstance(value, tuple) else (value, value)


def seen(x, w_shape, *, stride=1, padding=0, dilation=1, groups=1):
    """What each tap sees, by slicing: (N, groups, C / groups, P, Q, R, S) in float64."""
    (top, left), (down, across) = pair(padding), pair(stride)
    (tall, wide), (r, s) = pair(dilation), w_shape[2:]
    padded = np.pad(x.astype(np.float64), ((0, 0), (0, 0), (top, top), (left, left)))
    windows = sliding_window_view(padded, (tall * (r - 1) + 1, wide * (s - 1) + 1), (2, 3))
    windows = windows[:, :, ::down, ::across, ::tall, ::wide]
    return windows.reshape(len(x), groups, -1, *windows.shape[2:])


def in_groups(w, groups):
    return w.astype(np.float64).reshape(groups, -1, *w.shape[1:])


def expected(x, w, **options):
    """Forward, the size of its terms, and how many they are, all by einsum."""
    parts, weights = seen(x, w.shape, **options), in_groups(w, options.get("groups", 1))
    y = np.einsum("ngcpqrs,gkcrs->ngkpq", parts, weights)
    size = np.einsum("ngcpqrs,gkcrs->ngkpq", abs(parts), abs(weights))
    shape = (len(x), len(w), *y.shape[3:])
    return y.reshape(shape), size.reshape(shape), w[0].size


def expected_grad_x(grad_y, w, x_shape, **options):
    """By the definition of a gradient: what is linear in x has a matrix, and this is its transpose.

    The matrix is that of one-hot images: only for small ones.
    """
    one_hot = np.eye(int(np.prod(x_shape[1:]))).reshape(-1, *x_shape[1:])
    matrix = expected(one_hot, w, **options)[0].reshape(len(one_hot), -1)
    flat = grad_y.reshape(len(grad_y), -1).astype(np.float64)
    return (flat @ matrix.T).reshape(x_shape), (abs(flat) @ abs(matrix.T)).reshape(x_shape)


def expected_grad_w(grad_y, x, w_shape, **options):
    groups = options.get("groups", 1)
    parts = seen(x, w_shape, **options)
    grad = grad_y.astype(np.float64).reshape(len(x), groups, -1, *grad_y.shape[2:])
    total = np.einsum("ngcpqrs,ngkpq->gkcrs", parts, grad)
    size = np.einsum("ngcpqrs,ngkpq->gkcrs", abs(parts), abs(grad))
    return total.reshape(w_shape), size.reshape(w_shape)


def within(got, want, size, terms):
    """The error bound that dlqa_core.conv promises."""
    unit = np.finfo(got.dtype).eps / 2
    assert got.shape == want.shape
    assert (abs(got - want) <= 1.01 * (terms + 1) * unit * size + np.finfo(got.dtype).tiny).all()


def close(got, want):
    """Two answers of one dtype that differ by rounding."""
    assert got.dtype == want.dtype and got.shape == want.shape
    scale = max(1.0, float(abs(want).max())) if want.size else 1.0
    assert abs(got - want).max(initial=0) <= (2e-4 if want.dtype == np.float32 else 1e-12) * scale


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", SHAPES)
def test_forward(everywhere, name, dtype):
    x_shape, w_shape, options = SHAPES[name]
    x, w = numbers(x_shape, dtype), numbers(w_shape, dtype)
    bias = numbers(w_shape[:1], dtype)
    want, size, terms = expected(x, w, **options)
    got = everywhere(lambda backend: FORWARD(x, w, backend=backend, **options), close)
    within(got, want, size, terms)
    got = everywhere(lambda backend: FORWARD(x, w, bias, backend=backend, **options), close)
    bias = bias.astype(np.float64)[:, None, None]
    within(got, want + bias, size + abs(bias), terms + 1)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", SHAPES)
def test_backward_weight(everywhere, name, dtype):
    x_shape, w_shape, options = SHAPES[name]
    x, w = numbers(x_shape, dtype), numbers(w_shape, dtype)
    grad_y = numbers(expected(x, w, **options)[0].shape, dtype, 1)
    want, size = expected_grad_w(grad_y, x, w_shape, **options)
    got = everywhere(
        lambda backend: BACKWARD_WEIGHT(grad_y, x, w_shape, backend=backend, **options), close
    )
    within(got, want, size, grad_y[:, 0].size)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    "name",
    [n for n, (x, w, _) in SHAPES.items() if np.prod(x[1:]) ** 2 * np.prod(w) < 5e8],
)
def test_backward_input(everywhere, name, dtype):
    x_shape, w_shape, options = SHAPES[name]
    w = numbers(w_shape, dtype)
    y_shape = expected(np.zeros(x_shape), w, **options)[0].shape
    grad_y = numbers(y_shape, dtype, 1)
    want, size = expected_grad_x(grad_y, w, x_shape, **options)
    got = everywhere(
        lambda backend: BACKWARD_INPUT(grad_y, w, x_shape, backend=backend, **options), close
    )
    within(got, want, size, w[:, 0].size)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", SHAPES)
def test_the_gradients_are_adjoint_to_forward(everywhere, name, dtype):
    """<grad_y, conv(x, w)> is linear in x and in w, and each gradient gives it back."""
    x_shape, w_shape, options = SHAPES[name]
    x, w = numbers(x_shape, dtype), numbers(w_shape, dtype)
    y, size, terms = expected(x, w, **options)
    grad_y = numbers(y.shape, dtype, 1)
    grad_x = everywhere(
        lambda backend: BACKWARD_INPUT(grad_y, w, x_shape, backend=backend, **options), close
    )
    inner, bound = np.vdot(y, grad_y), float((size * abs(grad_y)).sum())
    grad_w = BACKWARD_WEIGHT(grad_y, x, w_shape, **options)
    for x_or_w, gradient in (x, grad_x), (w, grad_w):
        product = np.vdot(gradient.astype(np.float64), x_or_w)
        assert abs(product - inner) <= 4 * (terms + y.size) * np.finfo(dtype).eps * bound


@st.composite
def problems(draw):
    """Any small convolution."""
    small = st.integers(1, 4)
    groups, n, c, k = draw(small), draw(st.integers(1, 3)), draw(small), draw(small)
    kernel = draw(st.tuples(small, small))
    stride, dilation = draw(st.tuples(small, small)), draw(st.tuples(small, small))
    padding = draw(st.tuples(st.integers(0, 5), st.integers(0, 5)))
    image = [
        draw(st.integers(max(1, d * (r - 1) + 1 - 2 * p), 26))
        for r, d, p in zip(kernel, dilation, padding, strict=True)
    ]
    options = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    return (n, c * groups, *image), (k * groups, c, *kernel), options


@settings(deadline=None, max_examples=60)
@given(problem=problems(), dtype=st.sampled_from(DTYPES))
def test_any_convolution(everywhere, problem, dtype):
    x_shape, w_shape, options = problem
    x, w = numbers(x_shape, dtype), numbers(w_shape, dtype)
    want, size, terms = expected(x, w, **options)
    got = everywhere(lambda backend: FORWARD(x, w, backend=backend, **options), close)
    within(got, want, size, terms)
    grad_y = numbers(want.shape, dtype, 1)
    got = everywhere(
        lambda backend: BACKWARD_WEIGHT(grad_y, x, w_shape, backend=backend, **options), close
    )
    within(got, *expected_grad_w(grad_y, x, w_shape, **options), grad_y[:, 0].size)
    grad_x = everywhere(
        lambda backend: BACKWARD_INPUT(grad_y, w, x_shape, backend=backend, **options), close
    )
    inner, bound = np.vdot(want, grad_y), float((size * abs(grad_y)).sum())
    eps = np.finfo(dtype).eps
    assert abs(np.vdot(grad_x.astype(float), x) - inner) <= 4 * (terms + want.size) * eps * bound


@pytest.mark.parametrize("dtype", DTYPES)
def test_another_library(everywhere, dtype):
    signal = pytest.importorskip("scipy.signal")
    x, w = numbers((1, 2, 20, 21), dtype), numbers((3, 2, 5, 4), dtype)
    want = np.array(
        [[sum(signal.correlate(x[0, c], f[c], "valid", "direct") for c in range(2)) for f in w]]
    )
    close(everywhere(lambda backend: FORWARD(x, w, backend=backend), close), want)


@pytest.mark.parametrize("name", ["stem", "same", "groups", "pointwise", "dilation and stride"])
def test_torch_agrees(everywhere, name):
    torch = pytest.importorskip("torch")
    x_shape, w_shape, options = SHAPES[name]
    x, w = (torch.tensor(numbers(s, np.float64), requires_grad=True) for s in (x_shape, w_shape))
    y = torch.nn.functional.conv2d(x, w, **options)
    grad_y = numbers(tuple(y.shape), np.float64, 1)
    y.backward(torch.tensor(grad_y))
    a, b = x.detach().numpy(), w.detach().numpy()
    for call, want in [
        (lambda backend: FORWARD(a, b, backend=backend, **options), y.detach()),
        (lambda backend: BACKWARD_INPUT(grad_y, b, x_shape, backend=backend, **options), x.grad),
        (lambda backend: BACKWARD_WEIGHT(grad_y, a, w_shape, backend=backend, **options), w.grad),
    ]:
        close(everywhere(call, close), want.numpy())


def passes(name, dtype, **more):
    """All three results of one of the shapes."""
    x_shape, w_shape, options = SHAPES[name]
    x, w = numbers(x_shape, dtype), numbers(w_shape, dtype)
    y = FORWARD(x, w, **options, **more)
    grad_y = numbers(y.shape, dtype, 1)
    return (
        y,
        BACKWARD_INPUT(grad_y, w, x_shape, **options, **more),
        BACKWARD_WEIGHT(grad_y, x, w_shape, **options, **more),
    )


@pytest.mark.parametrize("name", SHAPES)
def test_threads_change_no_bit(backend, name):
    want = passes(name, np.float32, backend=backend)
    for threads in 2, 3, 8, 256:
        got = passes(name, np.float32, backend=backend, threads=threads)
        for a, b in zip(got, want, strict=True):
            np.testing.assert_array_equal(a, b)


def test_many_calls_at_once(backend):
    names = ["stem", "same", "pointwise", "groups"]
    want = [passes(name, np.float32, backend=backend) for name in names]
    got = [None] * 16

    def call(i):
        got[i] = passes(names[i % 4], np.float32, backend=backend, threads=1 + i % 3)

    workers = [threading.Thread(target=call, args=(i,)) for i in range(16)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    for i in range(16):
        for a, b in zip(got[i], want[i % 4], strict=True):
            np.testing.assert_array_equal(a, b)


def test_arrays_as_they_come(everywhere):
    """Not contiguous, not aligned, of the other byte order, read-only."""
    x, w = numbers((2, 3, 12, 20), np.float32), numbers((5, 3, 3, 3), np.float32)
    want = FORWARD(x, w, backend="numpy")
    bytes_of = np.zeros(x.nbytes + 1, np.uint8)
    askew = bytes_of[1:].view(np.float32).reshape(x.shape)
    askew[...] = x
    frozen = x.copy()
    frozen.flags.writeable = False
    spread = np.zeros((2, 3, 12, 40), np.float32)[..., ::2]
    spread[...] = x
    for other in askew, frozen, spread, x.astype(">f4"), x[:, ::-1][:, ::-1]:
        close(everywhere(lambda b, other=other: FORWARD(other, w, backend=b), close), want)


def test_only_out_is_written(everywhere):
    """The numbers around `out` stay as they are, and so do the arguments."""
    x, w = numbers((1, 3, 9, 11), np.float32), numbers((5, 3, 3, 3), np.float32)
    before = x.copy(), w.copy()

    def call(backend):
        room = np.full(5 * 7 * 9 + 64, 7, np.float32)
        out = room[32:-32].reshape(1, 5, 7, 9)
        assert FORWARD(x, w, out=out, backend=backend) is out
        assert (room[:32] == 7).all() and (room[-32:] == 7).all()
        return out.copy()

    everywhere(call, close)
    np.testing.assert_array_equal(x, before[0])
    np.testing.assert_array_equal(w, before[1])


@pytest.mark.parametrize("stride", [1, 2])
def test_nan_and_infinity_stay_where_they_are_seen(everywhere, stride):
    x, w = np.zeros((1, 1, 30, 70), np.float32), np.ones((8, 1, 3, 3), np.float32)
    x[0, 0, 10, 40], x[0, 0, 20, 5] = np.nan, np.inf
    options = {"stride": stride, "padding": 1}
    got = everywhere(
        lambda b: FORWARD(x, w, backend=b, **options), partial(np.testing.assert_array_equal)
    )
    touched = [expected((a(x)).astype(float), w, **options)[0] > 0 for a in (np.isnan, np.isinf)]
    np.testing.assert_array_equal(np.isnan(got), touched[0])
    np.testing.assert_array_equal(np.isinf(got), touched[1])


def test_no_images(everywhere):
    x, w = np.zeros((0, 3, 5, 5)), numbers((4, 3, 3, 3), np.float64)
    y = everywhere(lambda backend: FORWARD(x, w, backend=backend))
    assert y.shape == (0, 4, 3, 3)
    assert everywhere(lambda b: BACKWARD_INPUT(y, w, x.shape, backend=b)).shape == x.shape
    assert not everywhere(lambda b: BACKWARD_WEIGHT(y, x, w.shape, backend=b)).any()


def test_a_plane_of_many_blocks(everywhere):
    """Several blocks of pixels, of terms and of rows at once, against single precision's double."""
    x, w = numbers((1, 40, 50, 52), np.float32), numbers((20, 40, 3, 3), np.float32)
    options = {"padding": 1}
    wide = [a.astype(np.float64) for a in (x, w)]
    grad_y = numbers((1, 20, 50, 52), np.float32, 1)
    for call, want in [
        (lambda b: FORWARD(x, w, backend=b, **options), FORWARD(*wide, **options)),
        (
            lambda b: BACKWARD_INPUT(grad_y, w, x.shape, backend=b, **options),
            BACKWARD_INPUT(grad_y.astype(float), wide[1], x.shape, **options),
        ),
        (
            lambda b: BACKWARD_WEIGHT(grad_y, x, w.shape, backend=b, **options),
            BACKWARD_WEIGHT(grad_y.astype(float), wide[0], w.shape, **options),
        ),
    ]:
        got = everywhere(call, close)
        assert abs(got - want).max() <= 1e-5 * abs(want).max()


@pytest.mark.parametrize("threads", [2, 3])
def test_threads_that_share_a_row_of_pixels_do_not_write_over_each_other(threads):
    """Wide rows, cut into pieces within a row, and a sum of several steps."""
    made = np.random.default_rng(0)
    x = made.standard_normal((1, 16, 64, 224)).astype(np.float32)
    w = made.standard_normal((512, 16, 3, 3)).astype(np.float32)
    options = {"padding": 1}
    want = FORWARD(x, w, **options)
    for _ in range(5):
        np.testing.assert_array_equal(FORWARD(x, w, **options, threads=threads), want)
