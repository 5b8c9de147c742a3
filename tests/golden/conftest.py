"""An option that brings the golden reports up to date."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Works where this folder is named: python -m pytest tests/golden --update-golden."""
    parser.addoption(
        "--update-golden", action="store_true", help="write the golden reports anew, then compare"
    )
