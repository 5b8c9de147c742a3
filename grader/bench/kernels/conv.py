"""Convolution: shapes of real networks, forward and both gradients."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlqa_core.conv import conv2d_backward_input, conv2d_backward_weight, conv2d_forward
from grader.bench.ours import close, ours
from grader.bench.peers import peer
from grader.bench.work import Candidate, Missing, Plan, Setting, Work

KERNEL = "conv"
Floats = NDArray[np.floating[Any]]
OPERATIONS = ("forward", "backward-input", "backward-weight")


@dataclass(frozen=True)
class Shape:
    """One layer and its input."""

    name: str
    batch: int
    channels: int
    size: int
    filters: int
    kernel: int
    stride: int = 1
    groups: int = 1
    dtype: str = "float32"

    @property
    def padding(self) -> int:
        """Half the kernel."""
        return self.kernel // 2

    @property
    def options(self) -> dict[str, Any]:
        """What the calls share."""
        return {"stride": self.stride, "padding": self.padding, "groups": self.groups}

    @property
    def out_size(self) -> int:
        """Height and width of the result."""
        return (self.size + 2 * self.padding - self.kernel) // self.stride + 1

    @property
    def operations(self) -> float:
        """Floating-point operations of the direct form; the gradients need as many."""
        each = self.channels // self.groups * self.kernel**2
        return 2.0 * self.batch * self.filters * self.out_size**2 * each

    def arrays(self) -> tuple[Floats, Floats, Floats]:
        """Input, weights and gradient of the output."""
        made = np.random.default_rng(0)
        n, c, k, r = self.batch, self.channels, self.filters, self.kernel
        x = made.standard_normal((n, c, self.size, self.size)).astype(self.dtype)
        w = made.standard_normal((k, c // self.groups, r, r)).astype(self.dtype)
        y = made.standard_normal((n, k, self.out_size, self.out_size)).astype(self.dtype)
        return x, w, y


SHAPES = [
    Shape("3x3, 64 channels, 56x56, N=8", 8, 64, 56, 64, 3),
    Shape("3x3, 128 channels, 28x28, N=8", 8, 128, 28, 128, 3),
    Shape("3x3, 256 channels, 28x28", 1, 256, 28, 256, 3),
    Shape("1x1, 64 channels, 56x56, N=8", 8, 64, 56, 64, 1),
    Shape("7x7 stride 2, 3 channels, 224x224", 1, 3, 224, 64, 7, stride=2),
    Shape("15x15, 16 channels, 128x128", 1, 16, 128, 16, 15),
    Shape("depthwise 3x3, 128 channels, 28x28, N=8", 8, 128, 28, 128, 3, groups=128),
    Shape("3x3, 3 channels, 32x32, N=8", 8, 3, 32, 16, 3),
    Shape("3x3 float64, 64 channels, 56x56, N=8", 8, 64, 56, 64, 3, dtype="float64"),
    Shape("exercise, 3x3 float64, 2x3x8x8", 2, 3, 8, 4, 3, dtype="float64"),
]


def plans(setting: Setting) -> Iterator[Plan]:
    """Every operation on every shape."""
    for shape in SHAPES:
        for operation in OPERATIONS:
            yield plan(shape, operation)


def plan(shape: Shape, operation: str) -> Plan:
    """One operation on one shape."""
    name = f"{shape.name}, {operation}"

    def prepare(setting: Setting) -> Work:
        x, w, y = shape.arrays()
        call = call_of(operation, shape, x, w, y)
        scales = shape.operations > 5e7
        own = ours(setting, call, modules=KERNEL, threads="threads" if scales else None)
        others = list(torch_peers(setting, operation, shape, x, w, y))
        tolerance = 1e-4 if shape.dtype == "float32" else 1e-12
        oracle = call_of(operation, shape, *(a.astype(np.float64) for a in (x, w, y)))
        return Work(
            name,
            [*own, *others],
            lambda: oracle(backend="numpy"),
            close(tolerance),
            shape.operations,
            shape.dtype,
        )

    return Plan(KERNEL, name, prepare)


def call_of(operation: str, shape: Shape, x: Floats, w: Floats, y: Floats) -> Callable[..., Floats]:
    """dlqa's function with its arguments."""
    options = shape.options
    if operation == "forward":
        return lambda **more: conv2d_forward(x, w, **options, **more)
    if operation == "backward-input":
        return lambda **more: conv2d_backward_input(y, w, x.shape, **options, **more)
    return lambda **more: conv2d_backward_weight(y, x, w.shape, **options, **more)


def torch_peers(
    setting: Setting, operation: str, shape: Shape, x: Floats, w: Floats, y: Floats
) -> Iterator[Candidate | Missing]:
    """PyTorch with its plain layout and with channels last, on one thread."""

    def make(layout: str, torch: Any) -> Callable[[], Any]:
        torch.set_num_threads(1)
        kind = getattr(torch, layout)
        tensors = (torch.from_numpy(each).contiguous(memory_format=kind) for each in (x, w, y))
        return torch_call(torch, operation, shape, *tensors)

    for layout, name in (("contiguous_format", "torch"), ("channels_last", "torch channels_last")):
        yield from peer(
            setting, "torch", partial(make, layout), name=name, value=lambda found: found.numpy()
        )


def torch_call(
    torch: Any, operation: str, shape: Shape, x: Any, w: Any, y: Any
) -> Callable[[], Any]:
    """PyTorch's function with its arguments; gradients without the bookkeeping of autograd."""
    pair = [[shape.stride] * 2, [shape.padding] * 2, [1, 1]]
    if operation == "forward":
        forward = torch.nn.functional.conv2d
        return lambda: forward(x, w, None, *pair, shape.groups)
    wanted = [operation == "backward-input", operation == "backward-weight", False]
    place = wanted.index(True)
    backward = torch.ops.aten.convolution_backward
    return lambda: backward(y, x, w, None, *pair, False, [0, 0], shape.groups, wanted)[place]
