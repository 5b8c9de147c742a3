"""What all of dlqa's own tests share."""

from hypothesis import settings

from dlqa_core import backends

# Determinism, and no time limits: a slow machine must not fail a test.
settings.register_profile("dlqa", deadline=None, derandomize=True, database=None)
# Other inputs at each run, and many more: pytest tests/core --hypothesis-profile=fuzz
settings.register_profile(
    "fuzz", deadline=None, derandomize=False, max_examples=20_000, print_blob=True
)
settings.load_profile("dlqa")


def pytest_report_header() -> str:
    """The backend that the tests run on, in the head of the run."""
    return f"dlqa_core: {backends.report()}"
