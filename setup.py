"""The compiled modules of dlqa_core; everything else is said in pyproject.toml."""

import os
import warnings
from pathlib import Path

from Cython.Build import cythonize
from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

DEBUG = os.environ.get("DLQA_DEBUG_BUILD") == "1"

DIRECTIVES = {
    "language_level": 3,
    "boundscheck": DEBUG,
    "initializedcheck": DEBUG,
    "wraparound": False,
    "cdivision": True,
}

WARNING = """dlqa was built without these compiled modules, and works on the slower NumPy backend:
  {failures}
For the compiled backend get a C compiler and Python's headers (Debian: apt install gcc python3-dev)
and install again with pip's --force-reinstall --no-deps --no-cache-dir.
`dlqa doctor` tells which backend is in use."""


class OptionalBuild(build_ext):
    """Compile what can be compiled, and say in plain words what could not be."""

    def initialize_options(self) -> None:
        super().initialize_options()
        self.force = True  # else modules built with other directives would pass for up to date
        self.failures: list[str] = []

    def run(self) -> None:
        super().run()
        if self.failures:  # a warning, not a print: recent versions of pip pass it on to the user
            warnings.warn(WARNING.format(failures="\n  ".join(self.failures)), stacklevel=1)

    def build_extension(self, ext: Extension) -> None:
        try:
            super().build_extension(ext)
        except Exception as error:
            self.failures.append(f"{ext.name}: {error}")
            Path(self.get_ext_fullpath(ext.name)).unlink(missing_ok=True)  # of an earlier build
            raise  # setuptools goes on, since the extension is optional


def extensions() -> list[Extension]:
    """Every .pyx of dlqa_core, none of them needed for the install to succeed."""
    found = cythonize(
        [Extension("dlqa_core._cython.*", ["dlqa_core/_cython/*.pyx"])],
        build_dir="build/cython",
        compiler_directives=DIRECTIVES,
        force=True,  # a change of directives alone is not noticed otherwise
    )
    for extension in found:
        extension.optional = True  # cythonize drops the flag if set on the Extension before it
    return found


setup(ext_modules=extensions(), cmdclass={"build_ext": OptionalBuild})
