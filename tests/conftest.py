"""What every test keeps to: no property fails because the machine is slow, and tests that share
what is dear to make share a worker."""

import os
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import settings

TESTS = Path(__file__).parent
SHARED = ("month", "unit/dbt_project")  # folders whose files share one run, one warehouse

settings.register_profile("patient", deadline=None, max_examples=50)
settings.register_profile("thorough", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "patient"))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    """The tests of a file run in one worker, as do those of a folder that shares; or as marked."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(_group_of(item.path.relative_to(TESTS))))


def _group_of(file: Path) -> str:
    name = file.as_posix()
    return next((folder for folder in SHARED if name.startswith(f"{folder}/")), name)
