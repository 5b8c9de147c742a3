"""Every implementation for each test of a kernel."""

import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import numpy as np
import pytest

from dlqa_core import backends


@pytest.fixture(scope="session", params=["cython", "numpy"])
def backend(request: pytest.FixtureRequest) -> str:
    """The name of a backend; the compiled one may be missing where nobody promised it."""
    name: str = request.param
    if missing := lacking(name):
        pytest.skip(missing)
    return name


@pytest.fixture(scope="session")
def compiled() -> None:
    """For tests that are about the compiled backend: skipped where it is missing."""
    if missing := lacking("cython"):
        pytest.skip(missing)


def lacking(name: str) -> str:
    """What is missing of a backend, "" if nothing; a failure where that backend was promised."""
    missing = [f"{c.module}: {c.why}" for c in backends.describe(name) if c.backend is None]
    if name == "cython" and not backends.variants():
        missing.append("processor: it tells no variants")
    told = f"the {name} backend is not complete: {'; '.join(missing)}"
    if missing and os.environ.get("DLQA_EXPECT_BACKEND") == name:
        pytest.fail(told)
    return told if missing else ""


@pytest.fixture(scope="session")
def simd() -> Callable[[str], AbstractContextManager[None]]:
    """`with simd(variant):` forces one variant of the compiled kernels."""
    return forced_variant


@contextmanager
def forced_variant(variant: str) -> Iterator[None]:
    """DLQA_SIMD set to a variant for a while."""
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

    Where the compiled backend is not complete NumPy is asked alone: with a warning, or not at all
    (a failure) if DLQA_EXPECT_BACKEND promised the compiled one.
    """
    variants = backends.variants()
    if missing := lacking("cython"):
        variants = ()
        warnings.warn(f"only NumPy is asked: {missing}", stacklevel=1)

    def ask(call: Call, same: Callable[[Any, Any], None] = exactly) -> Any:
        want = outcome(call, "numpy")
        for variant in variants:
            with forced_variant(variant):
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
