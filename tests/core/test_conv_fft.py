"""Convolution by FFT: the definition, the laws of a gradient, other libraries."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlqa_core.conv import conv2d_backward_input, conv2d_backward_weight, conv2d_forward

# Largest error of standard normal data, in units of the expected size of a result.
TOLERANCE = {"float32": 3e-6, "float64": 2e-14}


@dataclass(frozen=True)
class Case:
    """One convolution; its arrays follow from it."""

    n: int = 1
    c: int = 1
    k: int = 1
    image: tuple[int, int] = (8, 8)
    kernel: tuple[int, int] = (3, 3)
    stride: tuple[int, int] = (1, 1)
    padding: tuple[int, int] = (0, 0)
    dilation: tuple[int, int] = (1, 1)
    groups: int = 1
    dtype: str = "float32"

    def options(self):
        return {
            "stride": self.stride,
            "padding": self.padding,
            "dilation": self.dilation,
            "groups": self.groups,
        }

    def arrays(self):
        """x, w and a gradient of y."""
        rng = np.random.default_rng(0)
        shapes = (
            (self.n, self.c * self.groups, *self.image),
            (self.k * self.groups, self.c, *self.kernel),
            (self.n, self.k * self.groups, *self.results()),
        )
        return [rng.standard_normal(shape).astype(self.dtype) for shape in shapes]

    def results(self):
        reach = [d * (r - 1) + 1 for d, r in zip(self.dilation, self.kernel, strict=True)]
        sizes = zip(self.image, self.padding, reach, self.stride, strict=True)
        return tuple((h + 2 * p - r) // s + 1 for h, p, r, s in sizes)


def forward(case, backend=None, **more):
    x, w, _ = case.arrays()
    return conv2d_forward(x, w, **case.options(), algorithm="fft", backend=backend, **more)


def backward_input(case, backend=None, **more):
    x, w, g = case.arrays()
    return conv2d_backward_input(
        g, w, x.shape, **case.options(), algorithm="fft", backend=backend, **more
    )


def backward_weight(case, backend=None, **more):
    x, w, g = case.arrays()
    return conv2d_backward_weight(
        g, x, w.shape, **case.options(), algorithm="fft", backend=backend, **more
    )


ALL = {"forward": forward, "backward_input": backward_input, "backward_weight": backward_weight}


def by_definition(case):
    """All three results in float64, from shifted slices: one product per tap of the kernel."""
    x, w, g = (array.astype(np.float64) for array in case.arrays())
    (pad_y, pad_x), (high, wide) = case.padding, case.results()
    padded = np.pad(x, ((0, 0), (0, 0), (pad_y, pad_y), (pad_x, pad_x)))
    padded = padded.reshape(case.n, case.groups, case.c, *padded.shape[2:])
    filters = w.reshape(case.groups, case.k, *w.shape[1:])
    grad = g.reshape(case.n, case.groups, case.k, high, wide)
    y, grad_x, grad_w = np.zeros_like(grad), np.zeros_like(padded), np.zeros_like(filters)
    for r, s in np.ndindex(case.kernel):
        top, left = r * case.dilation[0], s * case.dilation[1]
        rows = slice(top, top + case.stride[0] * (high - 1) + 1, case.stride[0])
        columns = slice(left, left + case.stride[1] * (wide - 1) + 1, case.stride[1])
        seen, tap = padded[..., rows, columns], filters[..., r, s]
        y += np.einsum("ngcpq,gkc->ngkpq", seen, tap)
        grad_x[..., rows, columns] += np.einsum("ngkpq,gkc->ngcpq", grad, tap)
        grad_w[..., r, s] = np.einsum("ngkpq,ngcpq->gkc", grad, seen)
    inside = grad_x[..., pad_y : pad_y + x.shape[2], pad_x : pad_x + x.shape[3]]
    return {
        "forward": y.reshape(g.shape),
        "backward_input": inside.reshape(x.shape),
        "backward_weight": grad_w.reshape(w.shape),
    }


def scale(case, name):
    """The expected size of a result: the root of how many terms it sums."""
    taps = case.kernel[0] * case.kernel[1]
    terms = {
        "forward": case.c * taps,
        "backward_input": case.k * taps,
        "backward_weight": case.n * case.results()[0] * case.results()[1],
    }
    return terms[name] ** 0.5


def close(case, name):
    """An assertion for `everywhere`: equal but for rounding."""

    def same(got, want):
        assert got.dtype == case.dtype
        assert got.shape == want.shape
        error = np.abs(got.astype(np.float64) - want).max(initial=0)
        assert error <= TOLERANCE[case.dtype] * scale(case, name), (name, error)

    return same


def check(everywhere, case):
    """All three functions on all implementations against the definition."""
    want = by_definition(case)
    for name, function in ALL.items():
        same = close(case, name)
        same(everywhere(lambda backend, f=function: f(case, backend), same), want[name])


# ------------------------------------------------------------------------------- the definition


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    "case",
    [
        Case(),
        Case(image=(1, 1), kernel=(1, 1)),
        Case(image=(1, 1), kernel=(9, 9), padding=(4, 4)),
        Case(image=(5, 5), kernel=(5, 5)),
        Case(n=2, c=3, k=4, image=(20, 23), kernel=(5, 4), padding=(2, 1)),
        Case(n=3, c=17, k=5, image=(11, 9), kernel=(6, 7), padding=(3, 3)),
        Case(c=5, k=17, image=(30, 40), kernel=(11, 2), padding=(0, 7)),
        Case(c=16, k=16, image=(40, 35), kernel=(15, 15), padding=(7, 7)),
        Case(n=2, image=(1, 300), kernel=(1, 41), padding=(0, 20)),
        Case(c=2, image=(300, 2), kernel=(41, 1)),
        Case(image=(7, 6), kernel=(12, 13), padding=(11, 20)),
        Case(n=2, c=2, k=3, image=(33, 30), kernel=(4, 5), stride=(2, 3), padding=(1, 2)),
        Case(c=3, k=2, image=(31, 37), kernel=(5, 4), dilation=(3, 2), padding=(4, 0)),
        Case(c=2, k=2, image=(30, 33), kernel=(3, 5), stride=(3, 2), dilation=(2, 3)),
        Case(n=2, groups=3, c=2, k=4, image=(14, 15), kernel=(5, 5), padding=(2, 2)),
        Case(n=2, groups=21, image=(14, 15), kernel=(7, 7), padding=(3, 3)),
        Case(groups=18, c=1, k=2, image=(9, 10), kernel=(4, 3), stride=(2, 2), padding=(1, 1)),
    ],
    ids=str,
)
def test_every_implementation_follows_the_definition(everywhere, case, dtype):
    check(everywhere, Case(**{**vars(case), "dtype": dtype}))


@pytest.mark.parametrize("width", [7, 8, 9, 15, 16, 17, 31, 32, 33, 34, 48, 63, 64, 65, 97])
def test_widths_around_those_of_vectors_and_tiles(everywhere, width):
    check(everywhere, Case(c=2, k=2, image=(6, width), kernel=(2, 7), padding=(1, 3)))
    check(everywhere, Case(image=(width, 6), kernel=(7, 2), padding=(3, 1), dtype="float64"))


@pytest.mark.parametrize("kernel", range(1, 20))
def test_kernels_of_all_lengths(everywhere, kernel):
    check(everywhere, Case(image=(24, 21), kernel=(kernel, 20 - kernel)))


@st.composite
def cases(draw):
    """Any small convolution that has a result."""
    small, tiny = st.integers(1, 6), st.integers(1, 3)
    kernel = draw(st.tuples(small, small))
    padding = draw(st.tuples(st.integers(0, 7), st.integers(0, 7)))
    dilation = draw(st.tuples(tiny, tiny))
    least = [
        max(1, d * (r - 1) + 1 - 2 * p) for d, r, p in zip(dilation, kernel, padding, strict=True)
    ]
    return Case(
        n=draw(tiny),
        c=draw(tiny),
        k=draw(tiny),
        groups=draw(tiny),
        image=tuple(low + draw(st.integers(0, 25)) for low in least),
        kernel=kernel,
        stride=draw(st.tuples(tiny, tiny)),
        padding=padding,
        dilation=dilation,
        dtype=draw(st.sampled_from(["float32", "float64"])),
    )


@given(case=cases())
@settings(max_examples=60, deadline=None)
def test_any_small_convolution(everywhere, case):
    check(everywhere, case)


# ------------------------------------------------------------------------------------- the laws


@given(case=cases())
@settings(max_examples=40, deadline=None)
def test_gradients_are_the_adjoints_of_the_convolution(backend, case):
    case = Case(**{**vars(case), "dtype": "float64"})
    x, w, g = case.arrays()
    through_y = np.vdot(g, forward(case, backend))
    bound = 1e-13 * g.size * scale(case, "forward")
    assert abs(np.vdot(x, backward_input(case, backend)) - through_y) <= bound
    assert abs(np.vdot(w, backward_weight(case, backend)) - through_y) <= bound


@pytest.mark.parametrize("row, column", list(product([0, 2, 4], [0, 3, 6])))
def test_a_kernel_of_a_single_one_shifts_the_image(everywhere, row, column):
    x = np.random.default_rng(1).standard_normal((2, 1, 50, 70))
    w = np.zeros((1, 1, 5, 7))
    w[0, 0, row, column] = 1

    def same(got, want):
        np.testing.assert_allclose(got, want, rtol=0, atol=1e-14)

    got = everywhere(lambda b: conv2d_forward(x, w, algorithm="fft", backend=b), same)
    same(got, x[:, :, row : row + 46, column : column + 64])


def test_bias_is_added_to_each_output_channel(everywhere):
    case = Case(n=2, c=2, k=9, groups=2, image=(12, 13), kernel=(5, 5), stride=(2, 1))
    bias = np.arange(18, dtype=np.float32) - 5

    def same(got, want):
        np.testing.assert_allclose(got, want, rtol=0, atol=2e-5)

    got = everywhere(lambda backend: forward(case, backend, bias=bias), same)
    same(got, by_definition(case)["forward"] + bias[:, None, None])


@pytest.mark.parametrize("groups", [1, 20])
@pytest.mark.parametrize("name", ALL)
def test_the_number_of_threads_does_not_change_a_bit(backend, name, groups):
    case = Case(n=3, c=20 // groups, k=20 // groups, groups=groups, image=(40, 50), kernel=(9, 9))
    one, *others = (ALL[name](case, backend, threads=threads) for threads in (1, 2, 3, 50))
    for other in others:
        np.testing.assert_array_equal(other, one, strict=True)


def test_several_python_threads_at_once(backend):
    case = Case(n=2, c=3, k=5, image=(40, 40), kernel=(9, 9))
    want = {name: function(case, backend) for name, function in ALL.items()}
    with ThreadPoolExecutor(4) as pool:
        names = list(ALL) * 8
        for name, got in zip(
            names, pool.map(lambda n: ALL[n](case, backend, threads=2), names), strict=True
        ):
            np.testing.assert_array_equal(got, want[name], strict=True)


# -------------------------------------------------------------------------------- other libraries


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("kernel", [(15, 15), (31, 30), (64, 3)])
def test_scipy_agrees(backend, dtype, kernel):
    signal = pytest.importorskip("scipy.signal")
    case = Case(c=3, k=2, image=(90, 100), kernel=kernel, dtype=dtype)
    x, w, _ = case.arrays()
    want = [
        sum(
            signal.correlate(a.astype(np.float64), b.astype(np.float64), "valid")
            for a, b in zip(x[0], filters, strict=True)
        )
        for filters in w
    ]
    close(case, "forward")(forward(case, backend), np.array([want]))


@pytest.mark.parametrize("name", ALL)
def test_torch_agrees(backend, name):
    torch = pytest.importorskip("torch")
    case = Case(2, 6, 4, (50, 60), (9, 12), (2, 1), (4, 3), (1, 2), 2, "float64")
    x, w, g = (torch.from_numpy(array).requires_grad_() for array in case.arrays())
    y = torch.nn.functional.conv2d(x, w, **case.options())
    y.backward(g.detach())
    want = {"forward": y, "backward_input": x.grad, "backward_weight": w.grad}[name]
    close(case, name)(ALL[name](case, backend), want.detach().numpy())


# ------------------------------------------------------------------------- sizes, memory, refusals


@pytest.mark.parametrize("name", ALL)
def test_more_channels_than_spectra_are_held_at_once(name):
    # The spectra of one channel take 270 KB in the widest variant; there is room for 8 MB.
    shape = {
        "forward": {"n": 2, "c": 300, "k": 3},
        "backward_input": {"n": 2, "c": 3, "k": 300},
        "backward_weight": {"n": 300, "c": 2, "k": 3},
    }
    case = Case(**shape[name], image=(24, 24), dilation=(20, 20), padding=(20, 20))
    close(case, name)(ALL[name](case), by_definition(case)[name])


def test_a_kernel_larger_than_the_image(everywhere):
    check(everywhere, Case(image=(10, 12), kernel=(100, 90), padding=(50, 45), dtype="float64"))


def test_arrays_that_are_not_contiguous_or_not_aligned(everywhere):
    case = Case(c=3, k=2, image=(20, 22), kernel=(5, 5), padding=(2, 2))
    x, w, _ = case.arrays()
    reversed_x = x[..., ::-1].copy()[..., ::-1]
    raw = np.zeros(w.nbytes + 1, np.uint8)
    odd_w = raw[1:].view(np.float32).reshape(w.shape)
    odd_w[...] = w

    def call(backend):
        return conv2d_forward(reversed_x, odd_w, padding=2, algorithm="fft", backend=backend)

    same = close(case, "forward")
    same(everywhere(call, same), by_definition(case)["forward"])


def test_no_byte_outside_the_result_is_written(backend):
    case = Case(n=2, c=3, k=5, image=(30, 41), kernel=(9, 8), padding=(3, 3))
    for name, function in ALL.items():
        want = function(case, backend)
        around = np.full(want.size + 64, 7, np.float32)
        out = around[32:-32].reshape(want.shape)
        assert function(case, backend, out=out) is out
        np.testing.assert_array_equal(out, want)
        assert (around[:32] == 7).all() and (around[-32:] == 7).all(), name


def test_no_images_give_no_results_and_a_gradient_of_zero(everywhere):
    case = Case(n=0, c=2, k=3, kernel=(3, 3))
    assert everywhere(lambda backend: forward(case, backend)).shape == (0, 3, 6, 6)
    assert not everywhere(lambda backend: backward_weight(case, backend)).any()


@pytest.mark.parametrize(
    "case",
    [
        Case(image=(600, 600), kernel=(520, 520)),
        Case(image=(1, 1), kernel=(2, 2), dilation=(2**30, 1), padding=(2**30, 1)),
        Case(image=(20, 20), stride=(9, 1)),
    ],
    ids=str,
)
def test_what_would_cost_too_much_is_refused(everywhere, case):
    x = np.zeros((1, 1, *case.image), np.float32)
    w = np.zeros((1, 1, *case.kernel), np.float32)
    with pytest.raises(ValueError, match="fft"):
        everywhere(lambda b: conv2d_forward(x, w, **case.options(), algorithm="fft", backend=b))


def test_a_long_signal_with_a_long_filter(everywhere):
    case = Case(image=(1, 30_000), kernel=(1, 3_001), padding=(0, 1_500), dtype="float64")
    same = close(case, "forward")
    x, w, _ = case.arrays()
    want = np.correlate(np.pad(x[0, 0, 0], 1_500), w[0, 0, 0], "valid")
    same(everywhere(lambda backend: forward(case, backend), same), want.reshape(1, 1, 1, -1))
