"""What the installed distribution holds: the two packages, and nothing of the course."""

from importlib.metadata import PackagePath, distribution

import pytest

PACKAGES = {"grader", "dlqa_core"}


@pytest.fixture(scope="module")
def installed() -> list[PackagePath]:
    """The files of the distribution; an editable install only points at the checkout."""
    files = distribution("dlqa").files or []
    if not any(file.parts[0] in PACKAGES for file in files):
        pytest.skip("dlqa is installed in editable mode")
    return files


def test_only_the_two_packages_the_metadata_and_the_command_are_installed(installed):
    homes = {file.parts[0] for file in installed if ".dist-info" not in file.parts[0]}
    outside = [file for file in installed if file.parts[0] == ".."]
    assert homes - {".."} == PACKAGES
    assert all(file.stem == "dlqa" for file in outside), outside


def test_both_packages_are_typed(installed):
    paths = {file.as_posix() for file in installed}
    assert {f"{package}/py.typed" for package in PACKAGES} <= paths


def test_sources_of_compiled_modules_stay_out_of_the_wheel(installed):
    sources = [file for file in installed if file.suffix in {".pyx", ".pxd", ".c", ".h"}]
    assert sources == []


def test_heavy_dependencies_are_extras():
    needed = [line for line in distribution("dlqa").requires or [] if "extra ==" not in line]
    names = {line.split(">")[0] for line in needed}
    assert names == {"numpy", "pytest", "hypothesis", "click", "rich"}
