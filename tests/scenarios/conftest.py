"""A centre of ten days, run once without any trouble: what every troubled run must come back to.

It has a chat and an e-mail queue beside the sample's calls.
"""

from __future__ import annotations

from datetime import date

import pytest

from tests.other_channels import add_other_channels
from tests.small_centre import SmallCentre, make_small_centre


@pytest.fixture(scope="session")
def small_centre(tmp_path_factory: pytest.TempPathFactory) -> SmallCentre:
    calls_alone = make_small_centre(
        tmp_path_factory.mktemp("small"),
        first=date(2026, 6, 21),
        last=date(2026, 6, 30),
        agents=24,
    )
    return add_other_channels(calls_alone)


@pytest.fixture(scope="session")
def finished(small_centre: SmallCentre) -> SmallCentre:
    """The same centre after an uninterrupted run."""
    done = small_centre.callfloor("run", "--period", "2026-06")
    assert done.returncode == 0, done.stdout + done.stderr
    return small_centre
