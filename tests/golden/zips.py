"""Make the zip files of examples/class out of tests/golden/zipped: python tests/golden/zips.py.

The same files always give the same zip files (but for the version of zlib), so that they can be
looked at, changed and made again.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "zipped"
CLASS = HERE.parents[1] / "examples" / "class"

# What macOS adds to a zip file beside the files themselves: a folder of its own, with names that
# would be taken for second answers, and contents that are no Python.
_MAC = {"thandiwe": ("week_3/chapter_1/levenshtein.py", "week_3/chapter_3/minimax.py")}
_MAC_BYTES = b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X        "


def contents(name: str) -> dict[str, bytes]:
    """What belongs into the zip file of this name, by path."""
    folder = SOURCES / name
    files = {
        f"{name}/{file.relative_to(folder).as_posix()}": file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and "__pycache__" not in file.parts
    }
    for path in _MAC.get(name, ()):
        head, _, tail = f"{name}/{path}".rpartition("/")
        files[f"__MACOSX/{head}/._{tail}"] = _MAC_BYTES
    if name in _MAC:
        files[f"{name}/.DS_Store"] = b"\x00\x00\x00\x01Bud1\x00"
    return files


def names() -> list[str]:
    """The submissions that come as zip files."""
    return sorted(folder.name for folder in SOURCES.iterdir() if folder.is_dir())


def make(name: str, folder: Path = CLASS) -> Path:
    """Write one zip file."""
    path = folder / f"{name}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for entry, content in contents(name).items():
            info = zipfile.ZipInfo(entry, date_time=(2024, 5, 3, 23, 58, 0))
            info.external_attr = 0o100644 << 16
            info.create_system = 3
            archive.writestr(info, content, zipfile.ZIP_DEFLATED, 9)
    return path


if __name__ == "__main__":
    for each in names():
        print(make(each))
