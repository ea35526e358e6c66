"""The rest of a day from the day so far."""

from __future__ import annotations

import numpy as np
import pytest

from scheduling.forecast import reforecast
from scheduling.forecast.queue_forecast import Past

EXPECTED = np.full(48, 50.0)
MORNING = np.arange(48) < 20


def past(lasts: float, spread: float = 0.15, seed: int = 4) -> Past:
    """Past days whose morning's surprise lasts to a share in the afternoon."""
    rng = np.random.default_rng(seed)
    expected = np.full((26, 1, 7, 48), 50.0)
    level = rng.normal(0, spread, (26, 1, 7, 1))
    own = rng.normal(0, 0.02, (26, 1, 7, 1))
    logs = np.where(MORNING, level, lasts * level + own)
    actual = rng.poisson(expected * np.exp(logs)).astype(float)
    return Past(actual, expected, np.arange(1, 27))


def so_far(factor: float) -> np.ndarray:
    return np.where(MORNING, 50.0 * factor, np.nan)


@pytest.mark.parametrize("lasts", [0.0, 0.5, 1.0])
def test_as_much_of_the_surprise_lasts_as_on_past_days(lasts: float) -> None:
    found = reforecast(EXPECTED, so_far(1.2), past(lasts))
    assert found.lasting == pytest.approx(lasts, abs=0.08)
    assert found.factor[1] == pytest.approx(1.2**lasts, abs=0.02)
    assert found.offered[~MORNING] == pytest.approx(50 * found.factor[1])
    assert np.isnan(found.offered[MORNING]).all()
    assert found.factor[0] <= found.factor[1] <= found.factor[2]


def test_a_morning_as_expected_changes_nothing() -> None:
    found = reforecast(EXPECTED, so_far(1.0), past(1.0))
    assert found.offered[~MORNING] == pytest.approx(50.0)


def test_without_past_days_the_forecast_stays_and_the_interval_is_wide() -> None:
    no_days = np.full((0, 1, 7, 48), np.nan)
    nothing = Past(no_days, no_days, np.zeros(0, int))
    found = reforecast(EXPECTED, so_far(1.3), nothing)
    assert found.lasting == 0.0
    assert found.offered[~MORNING] == pytest.approx(50.0)
    assert found.high[30] - found.low[30] > 20


def test_the_interval_holds_nine_of_ten_half_hours() -> None:
    known, later = past(0.6), past(0.6, seed=5)
    inside = []
    for day in later.actual.reshape(-1, 48):
        found = reforecast(EXPECTED, np.where(MORNING, day, np.nan), known)
        inside.append(((day >= found.low) & (day <= found.high))[~MORNING])
    assert 0.87 < np.mean(inside) < 0.93


def test_a_day_that_is_over_has_no_rest() -> None:
    with pytest.raises(ValueError, match="over"):
        reforecast(EXPECTED, EXPECTED, past(1.0))
