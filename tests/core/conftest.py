"""Every implementation for each test of a kernel."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest

from dlqa_core import backends


@pytest.fixture(scope="session", params=["cython", "numpy"])
def backend(request: pytest.FixtureRequest) -> str:
    """The name of a backend; the compiled one may be missing where nobody promised it."""
    name: str = request.param
    missing = [choice for choice in backends.describe(name) if choice.backend is None]
    if missing and os.environ.get("DLQA_EXPECT_BACKEND") != name:
        pytest.skip(f"{missing[0].module}: {missing[0].why}")
    return name


@contextmanager
def simd(variant: str) -> Iterator[None]:
    """Force one variant of the compiled kernels."""
    before = os.environ.get("DLQA_SIMD")
    os.environ["DLQA_SIMD"] = variant
    try:
        yield
    finally:
        os.environ.pop("DLQA_SIMD")
        if before is not None:
            os.environ["DLQA_SIMD"] = before


def exactly(got: Any, want: Any) -> None:
    """The same value; arrays of the same shape and dtype."""
    assert type(got) is type(want)
    if isinstance(want, np.ndarray):
        assert got.dtype == want.dtype
        np.testing.assert_array_equal(got, want, strict=True)
    else:
        assert got == want


Call = Callable[[str], Any]


@pytest.fixture(scope="session")
def everywhere() -> Callable[..., Any]:
    """An oracle: `everywhere(call)` asks every implementation and returns what all agree on.

    `call` takes the name of a backend. It is run on NumPy, and on the compiled backend once for
    each variant that this machine can run; `same(got, want)` asserts that two answers agree, by
    default that they are equal. An error must be the same one, of the same message, everywhere.
    """
    variants = [] if any(c.backend is None for c in backends.describe("cython")) else None
    variants = list(backends.variants()) if variants is None else variants

    def ask(call: Call, same: Callable[[Any, Any], None] = exactly) -> Any:
        want = outcome(call, "numpy")
        for variant in variants:
            with simd(variant):
                got = outcome(call, "cython")
            if isinstance(want, Exception) or isinstance(got, Exception):
                assert repr(got) == repr(want), f"on {variant}"
            else:
                same(got, want)
        if isinstance(want, Exception):
            raise want
        return want

    return ask


def outcome(call: Call, backend: str) -> Any:
    """What a call gives, or the error that it raises."""
    try:
        return call(backend)
    except (TypeError, ValueError, OverflowError) as error:
        return error
