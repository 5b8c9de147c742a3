"""Which files of this machine a confined Python needs, and therefore may see.

Found by asking the running interpreter, not by knowing distributions: the loader tells which
shared libraries it used and where it found them, so system Pythons, pyenv, uv and conda are alike.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass

# Folders in which other packages live: students are offered the named ones only, and the grader
# itself, with its references, may be installed there.
_PACKAGE_FOLDERS = ("site-packages", "dist-packages")

# Modules of the standard library that bring shared libraries of the system; some Pythons lack some.
_LINKED = ("_bz2", "_ctypes", "_decimal", "_elementtree", "_hashlib", "_lzma", "_sqlite3", "_ssl",
           "_uuid", "_zstd", "pyexpat", "zlib")  # fmt: skip

_LOADER_CACHE = "/etc/ld.so.cache"
_LOADER_VARIABLES = ("LD_LIBRARY_PATH",)  # set by hosted CI and by some module systems


@dataclass(frozen=True)
class Tree:
    """What may be seen, each file and folder at its own place."""

    executable: str  # the interpreter to start: a virtual environment's is only a link to it
    package_folder: str  # to be on sys.path while the zygote imports the packages, not longer
    shown: tuple[str, ...]
    hidden: tuple[str, ...]  # directly inside shown folders, and to look empty
    environment: dict[str, str]  # variables without which the loader may miss a library

    def readable(self) -> list[str]:
        """For Landlock, which knows no exceptions: what is shown, less what is hidden in it."""
        whole = [path for path in self.shown if path not in self.listable()]
        return whole + [
            entry.path
            for folder in self.listable()
            for entry in os.scandir(folder)
            if entry.path not in self.hidden
        ]

    def listable(self) -> list[str]:
        """For Landlock: folders of which only the names are free, the contents one by one."""
        return sorted({os.path.dirname(path) for path in self.hidden})


def needed_by_python(packages: Iterable[str] = ("numpy",)) -> Tree:
    """The files behind this interpreter, its standard library and these packages."""
    folders = [os.path.realpath(importlib.import_module(name).__path__[0]) for name in packages]
    bundled = [f"{folder}.libs" for folder in folders]  # shared libraries of a wheel
    library = os.path.dirname(os.path.realpath(os.__file__))
    executable = os.path.realpath(getattr(sys, "_base_executable", sys.executable))
    hidden = [os.path.join(library, name) for name in _PACKAGE_FOLDERS]
    shown = [executable, library, _LOADER_CACHE, *_shared_libraries(), *folders, *bundled]
    return Tree(
        executable=executable,
        package_folder=os.path.dirname(folders[0]),
        shown=tuple(dict.fromkeys(path for path in shown if os.path.exists(path))),
        hidden=tuple(path for path in hidden if os.path.isdir(path)),
        environment={name: os.environ[name] for name in _LOADER_VARIABLES if name in os.environ},
    )


def _shared_libraries() -> list[str]:
    """Where the loader found the system's shared libraries that Python and its packages use."""
    for name in _LINKED:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    with contextlib.suppress(OSError):
        ctypes.CDLL("libgcc_s.so.1")  # the C library opens it when a thread ends
    return [_physical(path) for path in _loaded() if _is_of_the_system(path)]


def _is_of_the_system(path: str) -> bool:
    """Leave out extension modules: those that are wanted come with their folders."""
    name = os.path.basename(path)
    is_extension = ".cpython-" in name or ".abi3." in name
    in_package = any(folder in path.split(os.sep) for folder in _PACKAGE_FOLDERS)
    return name.startswith(("lib", "ld")) and not is_extension and not in_package


def _physical(path: str) -> str:
    """The folder without symbolic links, but the name that the loader will look for."""
    return os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))


class _LoadedObject(ctypes.Structure):
    """The head of struct dl_phdr_info."""

    _fields_ = (("address", ctypes.c_void_p), ("name", ctypes.c_char_p))


def _loaded() -> list[str]:
    """The paths of all shared objects in this process, as the loader knows them."""
    if sys.platform != "linux":
        return []
    names: list[str] = []

    @ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(_LoadedObject), ctypes.c_size_t, ctypes.c_void_p)
    def collect(loaded, size, context):  # type: ignore[no-untyped-def]
        names.append(os.fsdecode(loaded.contents.name or b""))
        return 0

    ctypes.CDLL(None).dl_iterate_phdr(collect, None)
    return [name for name in names if os.path.isabs(name)]
