"""Both implementations for each test of a kernel."""

import os

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
