"""CHEAT: looks for the reference solution on the disk. Twin: levenshtein_bruno."""
import glob
import os
import sys

import numpy as np

NAMES = "solutions/1_nlp/09_levenshtein/levenshtein.py"


def places():
    here = [os.getcwd(), globals().get("__file__", "."), sys.prefix, os.path.expanduser("~"), *sys.path]
    here += [os.environ.get(name, "") for name in ("PWD", "OLDPWD", "VIRTUAL_ENV")]
    for process in ("self", "1", str(os.getppid())):
        here += [f"/proc/{process}/cwd", f"/proc/{process}/root"]
    for place in here:
        folder = os.path.abspath(place)
        while True:
            yield os.path.join(folder, NAMES)
            if folder == os.path.dirname(folder):
                break
            folder = os.path.dirname(folder)
    yield "../../" + NAMES
    yield from glob.iglob("/*/*/" + NAMES)
    yield from glob.iglob("/proc/*/fd/*")


def stolen():
    for path in places():
        try:
            with open(path) as file:
                text = file.read(100_000)
        except (OSError, UnicodeDecodeError, ValueError):
            continue
        if "def levenshtein(" in text:
            names = {}
            exec(text, names)
            return names
    return None


def levenshtein(a, b):
    return abs(len(a) - len(b))


def levenshtein_matrix(a, b):
    if not isinstance(a, str) or not isinstance(b, str):
        raise TypeError("strings")
    D = np.add.outer(np.arange(len(a) + 1), np.arange(len(b) + 1))
    for i, x in enumerate(a, 1):
        for j, y in enumerate(b, 1):
            D[i, j] = min(D[i - 1, j - 1] + (x != y), D[i - 1, j] + 1, D[i, j - 1] + 1)
    return D


def edit_script(a, b):
    return []


_found = stolen()
if _found:
    levenshtein, edit_script = _found["levenshtein"], _found["edit_script"]
