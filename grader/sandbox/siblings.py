"""Modules that were handed in beside an answer, for it to import."""

from __future__ import annotations

import importlib.abc
import importlib.util
import types
from typing import Any


class Siblings(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports of modules that were handed in beside the answer, from their texts."""

    def __init__(self, texts: Any):
        self._texts = texts

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """A spec for a sibling, None for all else."""
        if name not in self._texts:
            return None
        return importlib.util.spec_from_loader(name, self)

    def exec_module(self, module: types.ModuleType) -> None:
        """Run the sibling's text."""
        name = module.__name__
        exec(compile(self._texts[name], f"{name}.py", "exec", dont_inherit=True), module.__dict__)
