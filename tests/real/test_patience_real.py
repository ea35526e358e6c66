"""Patience of the callers of an anonymous bank, 1999, beside statsmodels."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from statsmodels.duration.survfunc import SurvfuncRight

from scheduling.patience import estimate_patience, hazard_by_wait, patience_curve

DATA = Path(os.environ.get("CALLFLOOR_DATA", Path(__file__).parents[2].parent / "shared" / "data"))
LOG = DATA / "anonymous_bank_1999"

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not LOG.exists(), reason=f"the bank's call log is not in {LOG}"),
]


@pytest.fixture(scope="module", params=["january", "august"])
def waits(request: pytest.FixtureRequest) -> tuple[str, np.ndarray, np.ndarray]:
    """Seconds in the queue of the month's offered calls, and whether each hung up there."""
    calls = pd.read_csv(LOG / f"{request.param}.txt", sep="\t")
    calls = calls[calls["outcome"].isin(["AGENT", "HANG"])]
    hung_up = np.asarray(calls["outcome"] == "HANG", bool)
    waited = np.asarray(calls["q_time"], float)
    offered = ~hung_up | (waited > 0)
    return request.param, waited[offered], hung_up[offered]


def test_the_mean_is_the_documented_one(waits: tuple[str, np.ndarray, np.ndarray]) -> None:
    month, waited, left = waits
    found = estimate_patience(waited, left)
    assert found.mean_s is not None and found.mean_low_s is not None
    assert round(found.mean_s) == {"january": 369, "august": 409}[month]
    assert found.mean_low_s < found.mean_s


def test_the_curve_is_that_of_statsmodels(waits: tuple[str, np.ndarray, np.ndarray]) -> None:
    _, waited, left = waits
    theirs = SurvfuncRight(waited, left.astype(int))
    ours = patience_curve(waited, left)["survival"].to_numpy()
    assert np.allclose(ours, theirs.surv_prob, atol=1e-12)


def test_people_leave_most_after_each_message(waits: tuple[str, np.ndarray, np.ndarray]) -> None:
    """The hazard's two peaks, near 15 s and 60 s, when messages play (L. Brown et al. 2005)."""
    _, waited, left = waits
    bands = hazard_by_wait(waited, left, (0, 10, 15, 30, 40, 50, 60, 100))
    rate = dict(zip(bands["from_s"].to_pylist(), bands["hazard_per_s"].to_pylist(), strict=True))
    assert rate[10] > 1.5 * rate[30]
    assert rate[50] > 1.3 * rate[30]
    assert rate[100] < rate[30]
