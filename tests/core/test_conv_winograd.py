"""Winograd's convolution: 3x3 filters, float32, through the public functions."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from dlqa_core.conv import conv2d_backward_input, conv2d_backward_weight, conv2d_forward

Array = NDArray[Any]
Everywhere = Callable[..., Any]

# What the documentation promises: the error relative to the largest result.
BOUND = 1e-5

# images, channels, height, width, filters, padding, groups
CASES = [
    (1, 1, 4, 4, 1, 1, 1),
    (1, 1, 3, 3, 1, 0, 1),
    (2, 3, 8, 8, 4, 1, 1),
    (1, 8, 7, 7, 16, 1, 1),
    (3, 16, 7, 7, 8, 1, 1),
    (1, 15, 9, 33, 17, 1, 1),
    (1, 17, 33, 9, 15, 1, 1),
    (1, 31, 5, 6, 65, 1, 1),
    (1, 64, 14, 14, 33, 1, 1),
    (1, 130, 10, 11, 9, 1, 1),
    (2, 4, 1, 1, 6, 1, 1),
    (1, 2, 1, 64, 3, 1, 1),
    (1, 2, 64, 1, 3, 1, 1),
    (2, 5, 6, 7, 3, (0, 2), 1),
    (1, 3, 9, 4, 2, (3, 0), 1),
    (1, 2, 5, 5, 2, (5, 7), 1),
    (2, 8, 11, 13, 12, 1, 4),
    (1, 6, 8, 8, 6, 1, 6),
    (1, 1, 2, 1024, 2, 1, 1),
    (2, 20, 30, 30, 70, 1, 1),
    (1, 140, 40, 39, 6, 1, 1),
]


def images(case: tuple[Any, ...], seed: int = 0) -> tuple[Array, Array, Array, dict[str, Any]]:
    """x, w, grad_y of a case, and the keywords."""
    n, c, h, w, k, padding, groups = case
    rng = np.random.default_rng(seed)
    tall, wide = padding if isinstance(padding, tuple) else (padding, padding)
    grad = (n, k, h + 2 * tall - 2, w + 2 * wide - 2)
    shapes = [(n, c, h, w), (k, c // groups, 3, 3), grad]
    x, filters, grad_y = (rng.standard_normal(shape, dtype=np.float32) for shape in shapes)
    return x, filters, grad_y, {"padding": padding, "groups": groups, "algorithm": "winograd"}


def direct(x: Array, w: Array, padding: Any, groups: int = 1) -> Array:
    """The sum as it stands, in float64."""
    tall, wide = padding if isinstance(padding, tuple) else (padding, padding)
    padded = np.pad(x.astype(np.float64), ((0, 0), (0, 0), (tall, tall), (wide, wide)))
    windows = sliding_window_view(padded, (3, 3), (2, 3))
    return np.concatenate(
        [
            np.einsum("nchwrs,kcrs->nkhw", part, filters.astype(np.float64), optimize=True)
            for part, filters in zip(
                np.split(windows, groups, 1), np.split(w, groups, 0), strict=True
            )
        ],
        axis=1,
    )


def direct_input(grad_y: Array, w: Array, padding: Any, groups: int = 1) -> Array:
    """The gradient of x: spread each gradient over the pixels it came from."""
    tall, wide = padding if isinstance(padding, tuple) else (padding, padding)
    n, _, p, q = grad_y.shape
    parts = []
    for grads, filters in zip(np.split(grad_y, groups, 1), np.split(w, groups, 0), strict=True):
        part = np.zeros((n, filters.shape[1], p + 2, q + 2))
        for r in range(3):
            for s in range(3):
                taps = filters[:, :, r, s].astype(np.float64)
                part[:, :, r : r + p, s : s + q] += np.einsum("nkhw,kc->nchw", grads, taps)
        parts.append(part[:, :, tall : p + 2 - tall, wide : q + 2 - wide])
    return np.concatenate(parts, axis=1)


def direct_weight(grad_y: Array, x: Array, padding: Any, groups: int = 1) -> Array:
    """The gradient of w, in float64."""
    tall, wide = padding if isinstance(padding, tuple) else (padding, padding)
    padded = np.pad(x.astype(np.float64), ((0, 0), (0, 0), (tall, tall), (wide, wide)))
    windows = sliding_window_view(padded, (3, 3), (2, 3))
    return np.concatenate(
        [
            np.einsum("nchwrs,nkhw->kcrs", part, grads.astype(np.float64), optimize=True)
            for part, grads in zip(
                np.split(windows, groups, 1), np.split(grad_y, groups, 1), strict=True
            )
        ]
    )


def close(got: Array, want: Array, scale: float | None = None) -> None:
    """Within the bound; `scale` is for sums that may cancel."""
    assert got.dtype == np.float32 and got.shape == want.shape
    largest = np.abs(want).max(initial=0) if scale is None else scale
    assert np.abs(got - want).max(initial=0) <= BOUND * largest


@pytest.mark.parametrize("case", CASES, ids=str)
def test_forward_is_the_sum_as_it_stands(everywhere: Everywhere, case: tuple[Any, ...]) -> None:
    x, w, _, how = images(case)
    got = everywhere(lambda backend: conv2d_forward(x, w, backend=backend, **how), close)
    close(got, direct(x, w, case[5], case[6]))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_input_gradient(everywhere: Everywhere, case: tuple[Any, ...]) -> None:
    x, w, grad_y, how = images(case)
    got = everywhere(
        lambda backend: conv2d_backward_input(grad_y, w, x.shape, backend=backend, **how), close
    )
    close(got, direct_input(grad_y, w, case[5], case[6]))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_weight_gradient(everywhere: Everywhere, case: tuple[Any, ...]) -> None:
    x, w, grad_y, how = images(case)
    got = everywhere(
        lambda backend: conv2d_backward_weight(grad_y, x, w.shape, backend=backend, **how), close
    )
    close(got, direct_weight(grad_y, x, case[5], case[6]))


@settings(max_examples=30, deadline=None, derandomize=True)
@given(
    n=st.integers(1, 3),
    channels=st.integers(1, 20),
    filters=st.integers(1, 20),
    groups=st.integers(1, 2),
    height=st.integers(1, 18),
    width=st.integers(1, 18),
    padding=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    seed=st.integers(0, 99),
)
def test_any_shape(
    everywhere: Everywhere,
    n: int,
    channels: int,
    filters: int,
    groups: int,
    height: int,
    width: int,
    padding: tuple[int, int],
    seed: int,
) -> None:
    case = (n, channels * groups, height, width, filters * groups, padding, groups)
    x, w, grad_y, how = images(case, seed)

    def all_three(backend: str) -> list[Array]:
        return [
            conv2d_forward(x, w, backend=backend, **how),
            conv2d_backward_input(grad_y, w, x.shape, backend=backend, **how),
            conv2d_backward_weight(grad_y, x, w.shape, backend=backend, **how),
        ]

    terms = (9 * channels, 9 * filters, grad_y[:, 0].size)
    scales = [4 * np.sqrt(count) for count in terms]  # numbers of size 1, sums of that many

    def agree(got: list[Array], want: list[Array]) -> None:
        for one, other, scale in zip(got, want, scales, strict=True):
            close(one, other, scale)

    got = everywhere(all_three, agree)
    want = [
        direct(x, w, padding, groups),
        direct_input(grad_y, w, padding, groups),
        direct_weight(grad_y, x, padding, groups),
    ]
    agree(got, want)


def test_all_three_are_one_bilinear_form(everywhere: Everywhere) -> None:
    """sum(grad_y * y) is sum(grad_x * x) and sum(grad_w * w)."""
    x, w, grad_y, how = images((2, 9, 10, 11, 7, (2, 1), 1))

    def forms(backend: str) -> tuple[float, float, float]:
        y = conv2d_forward(x, w, backend=backend, **how)
        grad_x = conv2d_backward_input(grad_y, w, x.shape, backend=backend, **how)
        grad_w = conv2d_backward_weight(grad_y, x, w.shape, backend=backend, **how)
        pairs = [(grad_y, y), (grad_x, x), (grad_w, w)]
        a, b, c = (float(np.vdot(u.astype(np.float64), v)) for u, v in pairs)
        return a, b, c

    def agree(got: Any, want: Any) -> None:
        np.testing.assert_allclose(got, want, rtol=1e-5)

    a, b, c = everywhere(forms, agree)
    np.testing.assert_allclose([b, c], a, rtol=1e-5)


def test_the_filter_that_copies(everywhere: Everywhere) -> None:
    x, _, _, how = images((2, 18, 13, 9, 18, 1, 1))
    w = np.zeros((18, 18, 3, 3), np.float32)
    w[range(18), range(18), 1, 1] = 1
    got = everywhere(lambda backend: conv2d_forward(x, w, backend=backend, **how), close)
    np.testing.assert_allclose(got, x, atol=1e-5)


def test_bias(everywhere: Everywhere) -> None:
    x, w, _, how = images((2, 4, 9, 9, 34, 1, 2))
    bias = np.arange(34, dtype=np.float32)
    got = everywhere(lambda backend: conv2d_forward(x, w, bias, backend=backend, **how), close)
    close(got, direct(x, w, 1, 2) + bias[:, None, None])


def test_zeros_stay_zeros(everywhere: Everywhere) -> None:
    x, w, grad_y, how = images((1, 4, 9, 9, 5, 1, 1))
    zeros = np.zeros_like(x)
    assert not everywhere(lambda b: conv2d_forward(zeros, w, backend=b, **how)).any()
    assert not everywhere(
        lambda b: conv2d_backward_weight(grad_y, zeros, w.shape, backend=b, **how)
    ).any()


@pytest.mark.parametrize("threads", [2, 3, 7, 256])
@pytest.mark.parametrize(
    "case",
    [(2, 20, 30, 30, 70, 1, 1), (1, 40, 7, 7, 200, 1, 1), (5, 12, 9, 9, 18, 1, 3)],
    ids=str,
)
def test_threads_change_no_bit(backend: str, case: tuple[Any, ...], threads: int) -> None:
    x, w, grad_y, how = images(case)
    for function, first, second in [
        (conv2d_forward, x, w),
        (lambda a, b, **k: conv2d_backward_input(a, b, x.shape, **k), grad_y, w),
        (lambda a, b, **k: conv2d_backward_weight(a, b, w.shape, **k), grad_y, x),
    ]:
        one = function(first, second, backend=backend, **how)  # type: ignore[operator]
        many = function(first, second, backend=backend, threads=threads, **how)  # type: ignore[operator]
        np.testing.assert_array_equal(one, many)


def test_many_callers_at_once(backend: str) -> None:
    cases = [images((2, 16, 12, 12, 16, 1, 1), seed) for seed in range(6)]
    want = [conv2d_forward(x, w, backend=backend, **how) for x, w, _, how in cases]
    with ThreadPoolExecutor(6) as pool:
        got = list(
            pool.map(
                lambda c: conv2d_forward(c[0], c[1], backend=backend, threads=2, **c[3]), cases
            )
        )
    for one, other in zip(got, want, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("width", [1, 4, 6, 7, 8, 13])
@pytest.mark.parametrize("channels", [3, 16])
def test_nothing_beside_the_arrays_is_touched(
    everywhere: Everywhere, width: int, channels: int
) -> None:
    x, w, grad_y, how = images((1, channels, 5, width, channels, 1, 1))

    def inside(array: Array, filler: float) -> tuple[Array, Array]:
        store = np.full(array.size + 64, filler, np.float32)
        view = store[31 : 31 + array.size].reshape(array.shape)
        view[:] = array
        return store, view

    def run(backend: str) -> list[Array]:
        results = []
        for function, first, second, shape in [
            (conv2d_forward, x, w, None),
            (conv2d_backward_input, grad_y, w, x.shape),
            (conv2d_backward_weight, grad_y, x, w.shape),
        ]:
            a, b = inside(first, np.nan)[1], inside(second, np.nan)[1]
            store, out = inside(np.zeros(shape or grad_y.shape, np.float32), 7.0)
            extra = () if shape is None else (shape,)
            function(a, b, *extra, out=out, backend=backend, **how)  # type: ignore[arg-type]
            results.append(out)
            assert (store[:31] == 7).all() and (store[31 + out.size :] == 7).all()
        return results

    def agree(got: list[Array], want: list[Array]) -> None:
        for one, other in zip(got, want, strict=True):
            close(one, other)

    for result in everywhere(run, agree):
        assert np.isfinite(result).all()


def test_what_is_not_finite_stays_near(everywhere: Everywhere) -> None:
    """A tile that does not see a pixel is not touched by it."""
    x, w, _, how = images((1, 5, 24, 24, 5, 1, 1))
    spoilt = x.copy()
    spoilt[0, 2, 12, 12] = np.nan

    def run(backend: str) -> Array:
        y = conv2d_forward(spoilt, w, backend=backend, **how)
        clean = conv2d_forward(x, w, backend=backend, **how)
        far = np.ones((24, 24), bool)
        far[8:16, 8:16] = False
        np.testing.assert_array_equal(y[..., far], clean[..., far])
        assert np.isnan(y[..., 11:14, 11:14]).all()
        return np.asarray(y[..., far])

    everywhere(run, close)


def test_arrays_as_they_come(everywhere: Everywhere) -> None:
    x, w, grad_y, how = images((2, 6, 10, 12, 5, 1, 1))
    want = direct(x, w, 1)
    turned = np.asfortranarray(x)
    swapped = w.astype(">f4")
    odd = np.frombuffer(b"." + x.tobytes(), np.uint8)[1:].view(np.float32).reshape(x.shape)
    for given_x, given_w in [(turned, w), (x, swapped), (odd, w), (x[:, :, ::-1][:, :, ::-1], w)]:
        got = everywhere(
            lambda b, x=given_x, w=given_w: conv2d_forward(x, w, backend=b, **how), close
        )
        close(got, want)
    grads = np.moveaxis(np.ascontiguousarray(np.moveaxis(grad_y, 1, 3)), 3, 1)
    got = everywhere(lambda b: conv2d_backward_input(grads, w, x.shape, backend=b, **how), close)
    close(got, direct_input(grad_y, w, 1))


def test_given_room_for_the_result(everywhere: Everywhere) -> None:
    x, w, _, how = images((2, 6, 9, 9, 5, 1, 1))

    def run(backend: str) -> Array:
        out = np.full((2, 5, 9, 9), np.nan, np.float32)
        assert conv2d_forward(x, w, out=out, backend=backend, **how) is out
        return out

    close(everywhere(run, close), direct(x, w, 1))


def test_no_images(everywhere: Everywhere) -> None:
    x, w, grad_y, how = images((0, 4, 9, 9, 5, 1, 1))
    assert everywhere(lambda b: conv2d_forward(x, w, backend=b, **how)).shape == (0, 5, 9, 9)
    got = everywhere(lambda b: conv2d_backward_weight(grad_y, x, w.shape, backend=b, **how))
    assert got.shape == w.shape and not got.any()


@pytest.mark.parametrize(
    "wrong",
    [{"stride": 2}, {"dilation": 2}, {"stride": (1, 2)}],
    ids=str,
)
def test_what_it_cannot_do(everywhere: Everywhere, wrong: dict[str, Any]) -> None:
    x, w, _, how = images((1, 2, 9, 9, 2, 1, 1))
    with pytest.raises(ValueError, match="winograd"):
        everywhere(lambda b: conv2d_forward(x, w, backend=b, **(how | wrong)))


def test_other_filters_and_dtypes(everywhere: Everywhere) -> None:
    x, w, _, how = images((1, 2, 9, 9, 2, 1, 1))
    five = np.zeros((2, 2, 5, 5), np.float32)
    with pytest.raises(ValueError, match="winograd"):
        everywhere(lambda b: conv2d_forward(x, five, backend=b, **how))
    with pytest.raises(ValueError, match="float64"):
        everywhere(lambda b: conv2d_forward(x.astype(float), w.astype(float), backend=b, **how))


@pytest.mark.parametrize(
    "case",
    [(2, 64, 56, 56, 64, 1, 1), (1, 256, 28, 28, 256, 1, 1), (3, 200, 7, 7, 300, 1, 1)],
    ids=str,
)
def test_sizes_of_real_networks(case: tuple[Any, ...]) -> None:
    """Against a library written by others; at these sizes the error is well below the bound."""
    torch = pytest.importorskip("torch")
    x, w, grad_y, how = images(case)
    tx, tw, ty = (torch.from_numpy(a.astype(np.float64)) for a in (x, w, grad_y))
    want = torch.conv2d(tx, tw, padding=1).numpy()
    close(conv2d_forward(x, w, **how), want, 0.4 * np.abs(want).max())
    want = torch.nn.grad.conv2d_input(tx.shape, tw, ty, padding=1).numpy()
    close(conv2d_backward_input(grad_y, w, x.shape, **how), want, 0.4 * np.abs(want).max())
    want = torch.nn.grad.conv2d_weight(tx, tw.shape, ty, padding=1).numpy()
    close(conv2d_backward_weight(grad_y, x, w.shape, **how), want, 0.4 * np.abs(want).max())
