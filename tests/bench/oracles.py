"""The independent calculations that stand in the unit tests, for measures to compare with."""

from __future__ import annotations

import importlib.util
from types import ModuleType

from tests.bench.clock import PROJECT


def oracle_of(path: str) -> ModuleType:
    """A test module below `tests/unit`, loaded by its path. Raises FileNotFoundError."""
    file = PROJECT / "tests" / "unit" / path
    spec = importlib.util.spec_from_file_location(f"bench_{file.stem}", file)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
