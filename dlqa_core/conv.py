"""Two-dimensional convolution and its two gradients, each by four algorithms.

As in every deep-learning library, "convolution" here is cross-correlation: filters are not
flipped. With images x of shape (N, C, H, W) and filters w of shape (K, C / groups, R, S) the
result y has shape (N, K, P, Q), P = (H + 2 padding - dilation (R - 1) - 1) // stride + 1, Q alike:

    y[n, k, p, q] = bias[k] + sum over c, r, s of w[k, c, r, s] * x[n, c + first channel of
        k's group, p * stride + r * dilation - padding, q * stride + s * dilation - padding]

where x is 0 outside of its borders: what torch.nn.functional.conv2d computes.

| algorithm | can do                   | time, up to a factor         | scratch                   |
| --------- | ------------------------ | ---------------------------- | ------------------------- |
| direct    | everything               | N K P Q C/groups R S         | 1 MB a thread, see below  |
| im2col    | everything               | the same                     | a few MB a thread         |
| winograd  | float32, 3x3, stride and | a quarter of it, and 2 maps  | 144 C K bytes and 5 MB a  |
|           | dilation 1               | of each array                | thread                    |
| fft       | stride up to 8, filters  | N H W (log of the filter's   | up to 23 MB and 35 MB a   |
|           | up to 512 x 512          | size, and C K / groups)      | thread, see below         |

direct takes more than 1 MB if one row of results, with the rows that its taps reach, needs more.
fft mostly takes less than 4 MB a thread for filters of up to 15 x 15; for filters of over about
100 x 100 it takes two vectors of tiles, of 64 bytes for each point of a tile, and three a thread,
which is at most 128 MB, and 193 MB a thread.

`auto` takes the one that is likely to be the fastest: see `fastest`. Where one overtakes another
was measured on one machine with AVX-512 (for 3x3 filters also with AVX2); on others `auto` is as
right, but may not be the fastest.

Sources. im2col: K. Chellapilla, S. Puri and P. Simard, "High performance convolutional neural
networks for document processing" (2006). winograd: S. Winograd, "Arithmetic complexity of
computations" (1980); A. Lavin and S. Gray, "Fast algorithms for convolutional neural networks"
(CVPR 2016). fft: T. G. Stockham, "High-speed convolution and correlation" (1966).

Errors: let u be 2**-24 for float32 and 2**-53 for float64, n the number of terms of a sum
(C / groups * R * S, for the gradient of x K / groups * R * S, of w N * P * Q), A the sum of the
terms' absolute values, and L the largest A of the whole result. A number is off by at most

    direct, im2col    1.01 (n + 1) u A, whatever the order of summation (N. J. Higham, "Accuracy and
                      Stability of Numerical Algorithms", 2nd ed. 2002, section 3.1), if n u < 0.01
    winograd          1e-5 L          } measured on random numbers, not proven; so a
    fft               32 u L          } small number beside large ones is off by more

With direct and im2col, numbers that are not finite reach just those results that they are a term
of; winograd and fft spread them. To check gradients by differences use float64 and direct.
"""

from collections.abc import Callable
from functools import lru_cache
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlqa_core import arguments
from dlqa_core.arguments import integer
from dlqa_core.backends import requested, use

__all__ = ["ALGORITHMS", "conv2d_backward_input", "conv2d_backward_weight", "conv2d_forward"]

ALGORITHMS = ("auto", "direct", "im2col", "winograd", "fft")
NEEDS = {
    "winograd": "float32, 3x3 filters, stride 1 and dilation 1",
    "fft": "a stride of at most 8 and filters that reach over at most 512 x 512 pixels",
}

FLOAT32, FLOAT64 = np.dtype(np.float32), np.dtype(np.float64)
LARGEST = 2**31 - 1  # of a stride, padding, dilation or number of groups
LEAST = {"stride": 1, "padding": 0, "dilation": 1}

Array = NDArray[Any]
Pair = tuple[int, int]
Shape = tuple[int, int, int, int]
Settings = tuple[int | Pair, int | Pair, int | Pair, int, int, str, str | None]
Run = Callable[..., None]


def conv2d_forward(
    x: Array,
    w: Array,
    bias: Array | None = None,
    *,
    stride: int | Pair = 1,
    padding: int | Pair = 0,
    dilation: int | Pair = 1,
    groups: int = 1,
    algorithm: str = "auto",
    threads: int = 1,
    out: Array | None = None,
    backend: str | None = None,
) -> Array:
    """Each image of `x` convolved with each filter of `w`, plus `bias`: shape (N, K, P, Q).

    x: images, (N, C, H, W). w: filters, (K, C / groups, R, S). bias: (K,). All are float32 or all
    are float64, and so is the result; arrays that are not C-contiguous, aligned and in native byte
    order are copied first. The batch may be empty (N = 0), nothing else may.
    stride, padding, dilation: one number, or (vertical, horizontal).
    groups: channels and filters fall into so many groups, each of which sees only itself.
    algorithm: "auto", "direct", "im2col", "winograd" or "fft"; time, memory and error bounds are
    at the head of this module.
    threads: how many to use, 1 to 256, the calling one included; their number does not change the
    result.
    out: where to put the result: C-contiguous, writeable, apart from the other arrays.
    backend: as in `dlqa_core.backends.use`.

    Raises TypeError for what is not an array or not an integer, and for other or mixed dtypes;
    ValueError for shapes that do not fit each other, for filters that reach over the padded
    images, for numbers out of bounds, for an `out` that cannot be used, and for an algorithm or a
    backend that is unknown or cannot do this; MemoryError.

    >>> x = np.arange(9.0).reshape(1, 1, 3, 3)
    >>> conv2d_forward(x, np.ones((1, 1, 2, 2)), np.array([0.5])).tolist()
    [[[[8.5, 12.5], [20.5, 24.5]]]]
    """
    x, w = tensor("x", x), tensor("w", w)
    if x.dtype is not w.dtype and x.dtype != w.dtype:
        raise TypeError(mixed("x", x, "w", w))
    key = settings(stride, padding, dilation, groups, threads, algorithm, backend)
    shape, run, rest = plan("forward", x.dtype, x.shape, w.shape, key)
    if bias is not None:
        bias = offsets(bias, w)
    if out is None:
        out = np.empty(shape, x.dtype)
    else:
        check_out(out, shape, x.dtype, (x, w, bias))
    if shape[0]:
        run(x, w, bias, out, *rest)
    return out


def conv2d_backward_input(
    grad_y: Array,
    w: Array,
    x_shape: Shape,
    *,
    stride: int | Pair = 1,
    padding: int | Pair = 0,
    dilation: int | Pair = 1,
    groups: int = 1,
    algorithm: str = "auto",
    threads: int = 1,
    out: Array | None = None,
    backend: str | None = None,
) -> Array:
    """The gradient of sum(grad_y * conv2d_forward(x, w)) with respect to x: shape `x_shape`.

    grad_y: (N, K, P, Q), the gradient with respect to the result. x_shape: (N, C, H, W); it must
    be given since with a stride several sizes of x give the same size of y. All else, and the
    errors raised, are as in `conv2d_forward`.

    >>> w = np.array([1.0, 10.0]).reshape(1, 1, 1, 2)
    >>> conv2d_backward_input(np.array([[[[1.0, 2.0]]]]), w, (1, 1, 1, 3)).tolist()
    [[[[1.0, 12.0, 20.0]]]]
    """
    grad_y, w = tensor("grad_y", grad_y), tensor("w", w)
    if grad_y.dtype is not w.dtype and grad_y.dtype != w.dtype:
        raise TypeError(mixed("grad_y", grad_y, "w", w))
    x_shape = sizes("x_shape", x_shape)
    key = settings(stride, padding, dilation, groups, threads, algorithm, backend)
    shape, run, rest = plan("backward_input", w.dtype, x_shape, w.shape, key)
    if grad_y.shape != shape:
        raise ValueError(mismatch(grad_y, shape, x_shape, w.shape))
    if out is None:
        out = np.empty(x_shape, w.dtype)
    else:
        check_out(out, x_shape, w.dtype, (grad_y, w))
    if shape[0]:
        run(grad_y, w, out, *rest)
    return out


def conv2d_backward_weight(
    grad_y: Array,
    x: Array,
    w_shape: Shape,
    *,
    stride: int | Pair = 1,
    padding: int | Pair = 0,
    dilation: int | Pair = 1,
    groups: int = 1,
    algorithm: str = "auto",
    threads: int = 1,
    out: Array | None = None,
    backend: str | None = None,
) -> Array:
    """The gradient of sum(grad_y * conv2d_forward(x, w)) with respect to w: shape `w_shape`.

    grad_y: (N, K, P, Q), the gradient with respect to the result. w_shape: (K, C / groups, R, S).
    Zeros for an empty batch. The gradient of the bias is grad_y.sum((0, 2, 3)). All else, and the
    errors raised, are as in `conv2d_forward`.

    >>> x = np.array([1.0, 2.0, 3.0]).reshape(1, 1, 1, 3)
    >>> conv2d_backward_weight(np.array([[[[1.0, 10.0]]]]), x, (1, 1, 1, 2)).tolist()
    [[[[21.0, 32.0]]]]
    """
    grad_y, x = tensor("grad_y", grad_y), tensor("x", x)
    if grad_y.dtype is not x.dtype and grad_y.dtype != x.dtype:
        raise TypeError(mixed("grad_y", grad_y, "x", x))
    w_shape = sizes("w_shape", w_shape)
    key = settings(stride, padding, dilation, groups, threads, algorithm, backend)
    shape, run, rest = plan("backward_weight", x.dtype, x.shape, w_shape, key)
    if grad_y.shape != shape:
        raise ValueError(mismatch(grad_y, shape, x.shape, w_shape))
    if out is None:
        out = np.empty(w_shape, x.dtype)
    else:
        check_out(out, w_shape, x.dtype, (grad_y, x))
    if shape[0]:
        run(grad_y, x, out, *rest)
    else:
        out.fill(0)  # sums of no terms
    return out


def tensor(name: str, value: Any) -> Array:
    """`value`, or a copy of it that is C-contiguous, aligned and in native byte order."""
    if type(value) is np.ndarray and value.ndim == 4:
        dtype = value.dtype
        if (dtype is FLOAT32 or dtype is FLOAT64) and value.flags.carray:
            return value
    return converted(name, value, 4)


def converted(name: str, value: Any, dimensions: int) -> Array:
    """What `tensor` does, for any array, with the reasons for what it refuses."""
    if not isinstance(value, np.ndarray):
        raise TypeError(f"{name} must be a NumPy array, not {type(value).__name__}")
    if value.dtype.kind != "f" or value.dtype.itemsize not in (4, 8):
        raise TypeError(f"{name} must be float32 or float64, not {value.dtype}")
    if value.ndim != dimensions:
        raise ValueError(f"{name} must have {dimensions} dimensions, not shape {value.shape}")
    dtype = FLOAT32 if value.dtype.itemsize == 4 else FLOAT64
    return np.require(np.asarray(value), dtype, ["C", "A"])


def mixed(name: str, a: Array, other: str, b: Array) -> str:
    """What is said of two dtypes in one call."""
    return f"{name} and {other} must have one dtype, not {a.dtype} and {b.dtype}"


def mismatch(
    grad_y: Array, shape: Shape, x_shape: tuple[int, ...], w_shape: tuple[int, ...]
) -> str:
    """What is said of a gradient of the wrong shape."""
    return f"grad_y must have shape {shape} for x {x_shape} and w {w_shape}, not {grad_y.shape}"


def offsets(bias: Any, w: Array) -> Array:
    """`bias`, one number for each filter."""
    numbers = converted("bias", bias, 1)
    if numbers.dtype is not w.dtype and numbers.dtype != w.dtype:
        raise TypeError(mixed("bias", numbers, "w", w))
    if numbers.shape[0] != w.shape[0]:
        raise ValueError(
            f"bias must have one number per filter: shape {numbers.shape}, w has shape {w.shape}"
        )
    return numbers


def check_out(out: Any, shape: Shape, dtype: np.dtype[Any], inputs: tuple[Any, ...]) -> None:
    """Refuse an `out` that the result cannot be written to while the inputs are read."""
    if not isinstance(out, np.ndarray):
        raise TypeError(f"out must be a NumPy array, not {type(out).__name__}")
    if out.dtype != dtype:
        raise TypeError(f"out must be {dtype} in native byte order, not {out.dtype.str}")
    if out.shape != shape:
        raise ValueError(f"out must have shape {shape}, not {out.shape}")
    if not out.flags.carray:
        raise ValueError("out must be C-contiguous, aligned and writeable")
    if any(np.may_share_memory(out, given) for given in inputs if given is not None):
        raise ValueError("out must not share memory with the other arrays")


def settings(
    stride: Any,
    padding: Any,
    dilation: Any,
    groups: Any,
    threads: Any,
    algorithm: Any,
    backend: Any,
) -> Settings:
    """How a call is to be done, of types that `plan` can remember; it checks the values."""
    numbers = (
        type(stride) is type(padding) is type(dilation) is type(groups) is type(threads) is int
    )
    if numbers and type(algorithm) is str and (backend is None or type(backend) is str):
        return stride, padding, dilation, groups, threads, algorithm, backend
    requested(backend)
    return (
        pair("stride", stride),
        pair("padding", padding),
        pair("dilation", dilation),
        integer("groups", groups, 1, LARGEST),
        arguments.threads("threads", threads),
        known(algorithm),
        backend,
    )


def pair(name: str, value: Any) -> Pair:
    """One number for both directions, or one for each."""
    both = value if isinstance(value, (tuple, list)) else (value, value)
    if len(both) != 2:
        raise ValueError(f"{name} must be one number or two, not {len(both)}")
    least, (down, right) = LEAST[name], both
    return integer(name, down, least, LARGEST), integer(name, right, least, LARGEST)


def known(algorithm: Any) -> str:
    """The name of an algorithm, checked."""
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        raise ValueError(f"algorithm={algorithm!r}: expected one of {', '.join(ALGORITHMS)}")
    return algorithm


def sizes(name: str, shape: Any) -> Shape:
    """A shape with four axes."""
    if not isinstance(shape, (tuple, list)):
        raise TypeError(f"{name} must be a tuple of four numbers, not {type(shape).__name__}")
    if len(shape) != 4:
        raise ValueError(f"{name} must be four numbers, not {tuple(shape)}")
    a, b, c, d = shape
    if not type(a) is type(b) is type(c) is type(d) is int:
        a, b, c, d = (integer(name, size, 0) for size in shape)
    return a, b, c, d


@lru_cache(maxsize=1024)
def plan(
    operation: str,
    dtype: np.dtype[Any],
    x_shape: Shape,
    w_shape: Shape,
    key: Settings,
) -> tuple[Shape, Run, tuple[Pair, Pair, Pair, int, int]]:
    """What follows from the shapes alone: the shape of y, what to run, its last arguments.

    Kept, for a training loop asks for the same again and again, and to check it all takes longer
    than a small convolution.
    """
    stride, padding, dilation = (pair(*given) for given in zip(LEAST, key[:3], strict=True))
    groups = integer("groups", key[3], 1, LARGEST)
    threads = arguments.threads("threads", key[4])
    algorithm, backend = known(key[5]), key[6]
    geometry = (dtype, x_shape, w_shape, stride, padding, dilation, groups)
    shape = result_shape(*geometry[1:])
    module = choose(operation, geometry, shape, algorithm, backend)
    run: Run = getattr(module, operation)
    return shape, run, (stride, padding, dilation, groups, threads)


def result_shape(
    x_shape: Shape, w_shape: Shape, stride: Pair, padding: Pair, dilation: Pair, groups: int
) -> Shape:
    """The shape (N, K, P, Q) of y, if the shapes fit together."""
    (n, channels, *image), (k, c, *kernel) = x_shape, w_shape
    if n < 0 or min(*x_shape[1:], *w_shape) < 1:
        raise ValueError(f"only the batch may be empty: x has shape {x_shape}, w {w_shape}")
    if channels != c * groups:
        raise ValueError(
            f"x has {channels} channels but w is for {c} in each of {groups} group(s): "
            f"x has shape {x_shape}, w {w_shape}"
        )
    if k % groups:
        raise ValueError(f"groups={groups} must divide the {k} filters of w, shape {w_shape}")
    p, q = (
        (size + 2 * pad - gap * (taps - 1) - 1) // step + 1
        for size, taps, step, pad, gap in zip(image, kernel, stride, padding, dilation, strict=True)
    )
    if p < 1 or q < 1:
        raise ValueError(
            f"the filters reach over the padded images: x has shape {x_shape}, w {w_shape}, "
            f"padding {padding}, dilation {dilation}"
        )
    return n, k, p, q


Geometry = tuple[np.dtype[Any], Shape, Shape, Pair, Pair, Pair, int]


def choose(
    operation: str, geometry: Geometry, shape: Shape, algorithm: str, backend: str | None
) -> ModuleType:
    """The module that does the work."""
    if algorithm == "auto":
        return choose_fastest(operation, geometry, shape, backend)
    module = use(f"conv_{algorithm}", backend)
    if not module.supports(*geometry):
        dtype, x_shape, w_shape, stride, padding, dilation, groups = geometry
        raise ValueError(
            f"algorithm={algorithm!r} needs {NEEDS[algorithm]}; here are {dtype}, x {x_shape}, "
            f"w {w_shape}, stride {stride}, padding {padding}, dilation {dilation}, "
            f"groups {groups}"
        )
    return module


def choose_fastest(
    operation: str, geometry: Geometry, shape: Shape, backend: str | None
) -> ModuleType:
    """The module of `fastest`, or direct where that one was not compiled but direct was."""
    direct = use("conv_direct", backend)
    rule = fastest if direct.__name__.startswith("dlqa_core._cython") else fastest_in_numpy
    try:
        module = use(f"conv_{rule(operation, geometry, shape)}", backend)
    except ImportError:
        return direct
    alike = module.__package__ == direct.__package__
    return module if alike and module.supports(*geometry) else direct


def fastest(operation: str, geometry: Geometry, shape: Shape) -> str:
    """The compiled algorithm that is likely to be the fastest.

    Measured on one thread: AVX-512 on some 250 shapes, AVX2 on those of them with 3x3 filters.
    Winograd wins as soon as the channels fill its vectors; 1x1 filters need no unfolding, so there
    a matrix product is all; FFT pays where the filter is large and the channels are many enough to
    share the transforms. Where a vector runs along the pixels (direct) or the filters (im2col)
    decides the rest.
    """
    dtype, _, (k, c, r, s), stride, _, dilation, groups = geometry
    filters, places = k // groups, shape[0] * shape[2] * shape[3]
    small = stride == dilation == (1, 1) and (r, s) == (3, 3) and dtype == FLOAT32
    if places < 32 and min(c, filters) >= 64 and operation != "backward_input":
        return "im2col"
    if small and min(c, filters) >= 8 and max(c, filters) >= 16 and places >= 32:
        return "winograd"
    if fft_pays(operation, geometry, shape):
        return "fft"
    if r == s == 1 and stride == (1, 1) and groups == 1 and shape[2] * shape[3] >= 32:
        return "im2col"
    if operation == "backward_weight":
        return "im2col" if filters >= 16 else "direct"
    if operation == "backward_input" and stride != (1, 1) and c <= 4 and groups == 1:
        return "im2col"
    return "direct"


def fft_pays(operation: str, geometry: Geometry, shape: Shape) -> bool:
    """Whether FFT is likely to take less time than the sum as it stands.

    Both are estimated in nanoseconds of one machine; only their ratio counts. FFT transforms each
    channel, multiplies spectra for each pair of channels and transforms each filter once.
    """
    _, _, (k, c, r, s), stride, _, dilation, groups = geometry
    if r * s < 16:
        return False
    tall, wide = dilation[0] * (r - 1), dilation[1] * (s - 1)
    border = 2 if operation == "backward_input" else 1
    n, _, p, q = shape
    high = (p - 1) * stride[0] + 1 + border * tall
    pixels = n * high * ((q - 1) * stride[1] + 1 + border * wide)
    tile = min(pixels // n, (18 + 2 * tall) * (18 + 2 * wide)) if n else 0
    by_fft = pixels * (1.7 * (c * groups + k) + 0.15 * c * k) + 0.15 * tile * c * k
    return by_fft < n * p * q * k * c * r * s / 55


def fastest_in_numpy(operation: str, geometry: Geometry, shape: Shape) -> str:
    """The algorithm to take in NumPy: one matrix product per image, FFT for large filters."""
    _, _, (_, c, r, s), stride, _, dilation, groups = geometry
    if r * s >= 100 and stride == dilation == (1, 1) and c > 1:
        return "fft"
    return "direct" if c == 1 and groups > 1 else "im2col"
