"""The compiled modules of dlqa_core; everything else is said in pyproject.toml.

Environment variables for those who work on the kernels:
    DLQA_DEBUG_BUILD=1     Cython checks each index
    DLQA_SANITIZE=1        AddressSanitizer and UndefinedBehaviorSanitizer (gcc, clang)
    DLQA_BUILD_ONLY=a,b    compile only these modules
"""

import os
import shlex
import tempfile
import warnings
from pathlib import Path

from Cython.Build import cythonize
from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

DEBUG = os.environ.get("DLQA_DEBUG_BUILD") == "1"
SANITIZE = os.environ.get("DLQA_SANITIZE") == "1"
ONLY = os.environ.get("DLQA_BUILD_ONLY")

DIRECTIVES = {
    "language_level": 3,
    "boundscheck": DEBUG,
    "initializedcheck": DEBUG,
    "wraparound": False,
    "cdivision": True,
}

C = Path("dlqa_core/_c")

# Each file of dlqa_core/_c/MODULE/ is compiled once per variant: see dlqa_core/_c/variants.h.
# Name, bytes of a vector, flags of gcc and clang, what they must define.
VARIANTS = [
    ("scalar", 0, ["-std=c11", "-pedantic-errors"], []),
    ("baseline", 16, [], []),
    ("v3", 32, ["-march=x86-64-v3"], ["__AVX2__", "__FMA__"]),
    ("v4", 64, ["-march=x86-64-v4", "-mprefer-vector-width=512"], ["__AVX512BW__"]),
]
TRIAL = """
#if !defined(__GNUC__) && !defined(__clang__)
#error "no vector extensions"
#endif
{needs}
typedef __attribute__((vector_size({width}))) float vector;
void add(vector *a, const vector *b);
void add(vector *a, const vector *b) {{ *a += *b; }}
"""

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

    def finalize_options(self) -> None:
        super().finalize_options()
        self.parallel = self.parallel or os.cpu_count()

    def run(self) -> None:
        super().run()
        if self.failures:  # a warning, not a print: recent versions of pip pass it on to the user
            warnings.warn(WARNING.format(failures="\n  ".join(self.failures)), stacklevel=1)

    def build_extensions(self) -> None:
        self.gnu = self.compiler.compiler_type != "msvc"
        self.variants = [variant for variant in VARIANTS if self.can_compile(variant)]
        super().build_extensions()

    def build_extension(self, ext: Extension) -> None:
        ext.include_dirs = [*ext.include_dirs, str(C)]
        ext.define_macros = [
            *ext.define_macros,
            *((f"DLQA_HAS_{name.upper()}", "1") for name, *_ in self.variants),
        ]
        ext.extra_compile_args = self.flags()
        ext.extra_link_args = sanitizers() if self.gnu else []
        try:
            ext.extra_objects = [*ext.extra_objects, *self.kernels(ext)]
            super().build_extension(ext)
        except Exception as error:
            self.failures.append(f"{ext.name}: {error}")
            Path(self.get_ext_fullpath(ext.name)).unlink(missing_ok=True)  # of an earlier build
            raise  # setuptools goes on, since the extension is optional

    def kernels(self, ext: Extension) -> list[str]:
        """The objects of each kernel of a module, one per variant."""
        sources = sorted(map(str, (C / ext.name.rpartition(".")[2]).glob("*.c")))
        objects = []
        for name, width, flags, _ in self.variants if sources else []:
            objects += self.compiler.compile(
                sources,
                output_dir=str(Path(self.build_temp, name)),
                macros=[("DLQA_VARIANT", name), ("DLQA_VECTOR_BYTES", str(width))],
                include_dirs=[str(C)],
                extra_postargs=self.flags() + (flags if self.gnu else []),
                depends=ext.depends,
            )
        return objects

    def flags(self) -> list[str]:
        """What every file of C is compiled with."""
        if not self.gnu:
            return ["/O2"]
        level = ["-O1", "-g"] if SANITIZE else ["-O3"]
        return [
            *level,
            "-ffp-contract=fast",
            "-fno-math-errno",
            "-fvisibility=hidden",
            *sanitizers(),
        ]

    def can_compile(self, variant: tuple[str, int, list[str], list[str]]) -> bool:
        """Whether the compiler knows the instructions of a variant; it always knows `scalar`."""
        _, width, flags, macros = variant
        if width == 0:
            return True
        if not self.gnu:
            return False
        needs = "".join(f"#ifndef {macro}\n#error\n#endif\n" for macro in macros)
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder, "trial.c")
            source.write_text(TRIAL.format(needs=needs, width=width), encoding="utf-8")
            command = [*self.compiler.compiler_so, *flags, "-c", str(source), "-o", f"{source}.o"]
            return os.system(f"{shlex.join(command)} > {os.devnull} 2>&1") == 0


def sanitizers() -> list[str]:
    """The flags that make the compiler watch memory and undefined behaviour."""
    if not SANITIZE:
        return []
    return ["-fsanitize=address,undefined", "-fno-sanitize-recover=undefined"]


def extensions() -> list[Extension]:
    """Every .pyx of dlqa_core, none of them needed for the install to succeed."""
    names = (
        ONLY.split(",") if ONLY else [file.stem for file in Path("dlqa_core").glob("_cython/*.pyx")]
    )
    found = cythonize(
        [
            Extension(f"dlqa_core._cython.{name}", [f"dlqa_core/_cython/{name}.pyx"])
            for name in names
        ],
        build_dir="build/cython",
        compiler_directives=DIRECTIVES,
        force=True,  # a change of directives alone is not noticed otherwise
        include_path=["."],
    )
    for extension in found:
        extension.optional = True  # cythonize drops the flag if set on the Extension before it
    return found


setup(ext_modules=extensions(), cmdclass={"build_ext": OptionalBuild})
