"""Gradients against central differences, entry by entry."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from grader.testing.closeness import as_array
from grader.testing.mismatch import Mismatch, mismatch
from grader.testing.plain import Array, NotNumbers, as_numbers, fresh
from grader.testing.slips import find_slip
from grader.testing.wording import labelled, show

Arguments = Mapping[str, Any]
Losses = Callable[[list[dict[str, Any]]], Sequence[Any]]

_FLOOR = 1e-4


def gradients_close(
    loss: Callable[..., Any] | None,
    arguments: Arguments,
    gradients: Arguments,
    *,
    h: float = 1e-5,
    rtol: float = 1e-6,
    factors: Mapping[str, float] | None = None,
    losses: Losses | None = None,
) -> None:
    """Fail unless each of `gradients` is the derivative of the loss by that argument.

    `loss(**arguments)` returns a number; `gradients` holds, for each name to check, what the answer
    claims. The claim is compared with central differences of step `h`: the largest error must not
    exceed `rtol` times the largest numerical gradient of that argument. (A gradient that is tiny or
    zero beside the loss cannot be measured to that precision: at least 1e-4 of the loss counts as
    the largest gradient.) Keep the arguments away from kinks.

    The message names argument and entry and recognises the slips that `close` does; `factors` as
    there. The cost is two calls of the loss per entry of the checked arguments. `losses`, if given,
    is used instead of `loss`: it takes a list of keyword dicts and returns the list of losses, for
    answers where one crossing for all is cheaper. Every call gets its own copy of all arguments.
    """
    __tracebackhide__ = True
    unknown = [name for name in gradients if name not in arguments]
    if unknown:
        raise ValueError(f"no argument is called {', '.join(unknown)}")
    for name, claimed in gradients.items():
        slope, height = _measure(_batched(loss, losses), arguments, name, h)
        largest = float(np.max(np.abs(slope), initial=0.0))
        noise = rtol * max(largest, _FLOOR * height, 1e-12)
        what = f"the gradient with respect to {name}"
        got = as_array(claimed, slope, what)
        if got.shape != slope.shape:
            raise _shape_mismatch(got, slope, what, name, noise)
        with np.errstate(all="ignore"):
            error = np.abs(got - slope)
        if not (error <= noise).all():
            raise _value_mismatch(got, slope, error, what, name, noise, factors)


def numerical_gradient(
    loss: Callable[..., Any] | None,
    arguments: Arguments,
    name: str,
    h: float = 1e-5,
    *,
    losses: Losses | None = None,
) -> Array:
    """The gradient of the loss by one argument: central differences, two losses per entry."""
    return _measure(_batched(loss, losses), arguments, name, h)[0]


def _batched(loss: Callable[..., Any] | None, losses: Losses | None) -> Losses:
    if losses is not None:
        return losses
    if loss is None:
        raise TypeError("give a loss, or losses")
    single = loss
    return lambda calls: [single(**call) for call in calls]


def _measure(losses: Losses, arguments: Arguments, name: str, h: float) -> tuple[Array, float]:
    """The numerical gradient, and the largest loss that was seen on the way."""
    point = np.array(as_numbers(arguments[name]), dtype=np.float64)
    calls = list(_perturbed(arguments, name, point, h))
    values = losses(calls)
    if len(values) != len(calls):
        raise ValueError(f"losses returned {len(values)} numbers for {len(calls)} calls")
    heights = np.array([_loss_value(value) for value in values]).reshape(-1, 2)
    with np.errstate(all="ignore"):
        slope = (heights[:, 0] - heights[:, 1]) / (2 * h)
    return slope.reshape(point.shape), float(np.max(np.abs(heights), initial=0.0))


def _perturbed(arguments: Arguments, name: str, point: Array, h: float) -> Iterator[dict[str, Any]]:
    for index in np.ndindex(point.shape):
        for step in (h, -h):
            moved = point.copy()
            moved[index] += step
            others = {key: fresh(value) for key, value in arguments.items() if key != name}
            yield {**others, name: moved}


def _loss_value(value: Any) -> float:
    __tracebackhide__ = True
    what = "the loss"
    try:
        number = as_numbers(value)
    except NotNumbers as reason:
        raise mismatch(f"{what} is not a number: {reason}", [], what=what, got=value) from None
    if number.size != 1 or number.dtype.kind == "c":
        headline = f"{what} is not a number: obtained an array of shape {number.shape}"
        raise mismatch(headline, [], what=what, got=value)
    return float(number.reshape(()))


def _shape_mismatch(got: Array, want: Array, what: str, name: str, noise: float) -> Mismatch:
    lines = [
        f"expected: the shape of {name}, {want.shape}",
        f"obtained: shape {got.shape}",
    ]
    slip = find_slip(got, want, noise=noise)
    headline = f"{what} has the wrong shape"
    return mismatch(headline, lines, what=what, got=got, want=want, slip=slip)


def _value_mismatch(
    got: Array,
    want: Array,
    error: Array,
    what: str,
    name: str,
    noise: float,
    factors: Mapping[str, float] | None,
) -> Mismatch:
    index = np.unravel_index(np.argmax(np.where(np.isnan(error), np.inf, error)), error.shape)
    entry = f", entry ({', '.join(str(int(i)) for i in index)})" if index else ""
    lines = [
        labelled("expected (central differences)", show(want)),
        labelled("obtained", show(got)),
        f"largest difference: argument {name}{entry}: "
        f"expected {want[index]:.7g}, obtained {got[index]:.7g}",
    ]
    slip = find_slip(got, want, noise=noise, factors=factors)
    headline = f"{what} is not the derivative of the loss"
    return mismatch(headline, lines, what=what, got=got, want=want, slip=slip)
