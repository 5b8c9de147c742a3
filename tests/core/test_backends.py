"""The choice of a backend is loud. Each choice is made in a fresh process and environment."""

import inspect
import os
import pkgutil
import shutil
import subprocess
import sys
import sysconfig
from inspect import getdoc
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import dlqa_core
from dlqa_core import _cython, backends

EXPECTED = os.environ.get("DLQA_EXPECT_BACKEND")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A folder with a copy of dlqa_core that has no compiled module."""
    compiled = shutil.ignore_patterns("*.so", "*.pyd", "__pycache__")
    shutil.copytree(Path(dlqa_core.__file__).parent, tmp_path / "dlqa_core", ignore=compiled)
    return tmp_path


def run(code: str, folder: Path, **environment: str) -> str:
    """What `code` prints in a fresh Python that finds packages in `folder` first."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DLQA_")}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,  # not the checkout, whose packages have no compiled modules
        env=kept | {"PYTHONPATH": str(folder)} | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


ERROR = """
from dlqa_core.edit_distance import levenshtein
try:
    print(levenshtein("gate", "late"{more}))
except Exception as error:
    print(type(error).__name__, error, sep=": ")
"""
CALL = ERROR.format(more="")
REPORT = "from dlqa_core import backends; print(backends.report())"
ACTIVE = "from dlqa_core import backends; print(backends.active())"
LOADED = """
import sys
from dlqa_core.edit_distance import levenshtein
levenshtein("gate", "late")
print([name for name in ("_cython", "_numpy") if f"dlqa_core.{name}.edit_distance" in sys.modules])
"""


@pytest.mark.parametrize("name", ["fortran", "Cython", " numpy"])
def test_a_wrong_name_in_the_environment_names_the_choices(tmp_path, name):
    want = f"ValueError: DLQA_BACKEND={name!r}: expected one of auto, cython, numpy"
    assert run(CALL, tmp_path, DLQA_BACKEND=name) == want


def test_a_wrong_name_as_argument_names_the_choices(tmp_path):
    code = ERROR.format(more=", backend='fortran'")
    want = "ValueError: backend='fortran': expected one of auto, cython, numpy"
    assert run(code, tmp_path, DLQA_BACKEND="numpy") == want


def test_a_named_backend_that_is_missing_raises_and_tells_the_mend(tree):
    said = run(CALL, tree, DLQA_BACKEND="cython")
    assert said.startswith("ImportError: the cython backend of edit_distance is missing: ")
    assert "it is not compiled; install a C compiler" in said


def test_auto_falls_back_to_numpy_and_says_so(tree):
    assert run(CALL, tree) == "1"
    assert run(ACTIVE, tree) == "numpy"
    assert run(REPORT, tree) == "numpy (DLQA_BACKEND=auto: it is not compiled)"


def test_a_compiled_module_that_does_not_load_is_told_apart(tree):
    broken = tree / "dlqa_core/_cython" / f"edit_distance{sysconfig.get_config_var('EXT_SUFFIX')}"
    broken.write_bytes(b"not a library")
    assert run(CALL, tree) == "1"
    assert "it is there but does not load (" in run(REPORT, tree)
    assert "it is there but does not load (" in run(CALL, tree, DLQA_BACKEND="cython")


def test_reporting_a_missing_backend_does_not_raise(tree):
    assert run(ACTIVE, tree, DLQA_BACKEND="cython") == "missing"
    assert run(REPORT, tree, DLQA_BACKEND="cython").startswith("missing (DLQA_BACKEND=cython: ")


def test_reporting_a_wrong_name_raises(tmp_path):
    code = f"try:\n    {REPORT}\nexcept ValueError as error:\n    print(error)"
    assert "expected one of" in run(code, tmp_path, DLQA_BACKEND="fortran")


def test_only_the_backend_that_is_asked_for_is_loaded(tmp_path, backend):
    assert run(LOADED, tmp_path, DLQA_BACKEND=backend) == f"['_{backend}']"


@pytest.mark.parametrize("name", ["", "auto"])
def test_auto_prefers_the_compiled_backend(tmp_path, compiled, name):
    assert run(LOADED, tmp_path, DLQA_BACKEND=name) == "['_cython']"
    assert run(REPORT, tmp_path, DLQA_BACKEND=name) == "cython (DLQA_BACKEND=auto: compiled)"


def test_the_environment_is_read_at_import_and_not_later(tmp_path):
    code = f"import os; {REPORT}; os.environ['DLQA_BACKEND'] = 'fortran'; print(backends.active())"
    said = run(code, tmp_path, DLQA_BACKEND="numpy").splitlines()
    assert said == ["numpy (DLQA_BACKEND=numpy: asked for)", "numpy"]


def test_an_argument_outweighs_the_environment(tmp_path):
    code = "from dlqa_core import backends; print(backends.use('edit_distance', 'numpy').__name__)"
    said = run(code, tmp_path, DLQA_BACKEND="fortran")
    assert said == "dlqa_core._numpy.edit_distance"


def test_variants_are_named_from_the_plainest_on(compiled):
    assert backends.variants()[0] == "scalar"


def test_a_variant_can_be_forced_and_a_wrong_one_is_refused(tmp_path, compiled):
    code = "from dlqa_core._cython import processor; print(processor.variant())"
    for name in backends.variants():
        assert run(code, tmp_path, DLQA_SIMD=name) == name
    code = f"try:\n    {code}\nexcept ValueError as error:\n    print(error)"
    said = run(code, tmp_path, DLQA_SIMD="mmx")
    assert said.startswith("DLQA_SIMD='mmx': expected one of auto, scalar")


def test_without_compiled_modules_there_are_no_variants(tree):
    assert run("from dlqa_core import backends; print(backends.variants())", tree) == "()"


ALONE = {"front"}  # has no twin: what users call in place of the Python version of levenshtein
SLOTS = {"slots": "words"}  # a table of words, which each backend builds in its own way


def kernels(module: ModuleType) -> dict[str, Any]:
    """The public functions and classes that a compiled module defines."""
    names = [name for name in vars(module) if not name.startswith("_")]
    made = {name: getattr(module, name) for name in names}
    return {n: x for n, x in made.items() if getattr(x, "__module__", None) == module.__name__}


def parts(kernel: Any) -> list[str]:
    """The names of a function's parameters, or of a class's methods."""
    if inspect.isclass(kernel):
        return [name for name in dir(kernel) if not name.startswith("_")]
    return [SLOTS.get(name, name) for name in inspect.signature(kernel).parameters]


@pytest.mark.parametrize("name", backends.modules())
def test_kernels_have_the_names_and_parameters_of_their_numpy_twins(compiled, name):
    twins, made = backends.use(name, "numpy"), kernels(backends.use(name, "cython"))
    assert made
    for kernel in made.keys() - ALONE:
        twin = getattr(twins, kernel)
        assert parts(made[kernel]) == parts(twin), kernel
        assert getdoc(made[kernel]), kernel
        assert getdoc(twin), kernel


def test_kernels_of_the_edit_distance_have_the_words_of_their_numpy_twins(compiled):
    twins, made = (backends.use("edit_distance", name) for name in ("numpy", "cython"))
    same = kernels(made).keys() - ALONE
    assert same == {"edit_ops", "levenshtein", "levenshtein_table"}
    for name in same:
        assert getdoc(getattr(made, name)) == getdoc(getattr(twins, name))


def test_every_compiled_module_has_a_twin(compiled):
    names = {found.name for found in pkgutil.iter_modules(_cython.__path__)}
    assert names == {*backends.modules(), "processor"}


IMPORTED = """
import sys
import {package}
print(*(name for name in sys.modules if name.split(".")[0] in ("dlqa_core", "grader")))
"""


@pytest.mark.parametrize(
    ("package", "own"),
    [("dlqa_core", set()), ("dlqa_core.edit_distance", {"edit_distance", "edit_matrix"})],
)
def test_an_import_loads_no_kernels_but_its_own(tmp_path, package, own):
    """Nor the grader: who wants one function should not wait for a framework."""
    loaded = run(IMPORTED.format(package=package), tmp_path).split()
    kernels = {"conv", *backends.modules()}
    assert {name.split(".")[-1] for name in loaded} & kernels == own
    assert {name.split(".")[0] for name in loaded} == {"dlqa_core"}


@pytest.mark.parametrize("name", backends.NAMES)
def test_an_unknown_module_is_refused_with_what_there_is(name):
    with pytest.raises(ValueError, match=r"no such kernels, there is .*edit_dis"):
        backends.use("no_such_kernels", name)


def test_every_module_is_described():
    described = backends.describe("numpy")
    assert [choice.module for choice in described] == list(backends.modules())
    assert {(choice.wanted, choice.backend, choice.why) for choice in described} == {
        ("numpy", "numpy", "asked for")
    }


def test_some_modules_compiled_and_some_not_is_called_mixed(monkeypatch):
    choices = [
        backends.Choice("conv", "auto", "cython", "compiled"),
        backends.Choice("ngrams", "auto", "numpy", "it is not compiled"),
    ]
    monkeypatch.setattr(backends, "describe", lambda: choices)
    monkeypatch.setattr(backends, "ENVIRONMENT", "auto")
    assert backends.report() == "mixed (DLQA_BACKEND=auto: compiled; it is not compiled)"


def test_a_missing_backend_is_described_with_its_remedy(monkeypatch):
    monkeypatch.setattr(backends, "fault", lambda name, module: "it is not compiled")
    for wanted, backend in [("auto", "numpy"), ("cython", None)]:
        choice = backends.describe(wanted)[0]
        assert (choice.wanted, choice.backend) == (wanted, backend)
        assert (choice.why, choice.remedy) == ("it is not compiled", backends.REMEDY)


@pytest.mark.skipif(EXPECTED is None, reason="DLQA_EXPECT_BACKEND is not set")
def test_what_is_tested_is_the_installed_package_and_the_expected_backend():
    source = Path(__file__).resolve().parents[2] / "dlqa_core"
    assert Path(dlqa_core.__file__).resolve().parent != source
    assert backends.active() == EXPECTED
