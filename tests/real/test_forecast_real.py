"""The forecast against real arrivals: a North American bank's calls of 2003."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from scheduling import backtest
from scheduling.forecast import judged_forecasts, read_history

DATA = Path(os.environ.get("CALLFLOOR_DATA", Path(__file__).parents[2].parent / "shared" / "data"))
BANK = DATA / "call_arrivals" / "bank_calls.csv"

pytestmark = pytest.mark.real


def bank_history() -> pa.Table:
    calls = pd.read_csv(BANK, parse_dates=["DateTime"])
    half_hours = calls.groupby(calls["DateTime"].dt.floor("30min"))["Calls"].sum()
    half_hours = half_hours[half_hours.index.hour < 21]
    offered = half_hours.astype(int).tolist()
    return pa.table(
        {
            "queue_id": ["bank"] * len(offered),
            "interval_start_at": pa.array(half_hours.index.to_pydatetime(), pa.timestamp("us")),
            "business_date": [at.date() for at in half_hours.index],
            "offered": offered,
            "answered": offered,
            "handle_s": [180 * calls for calls in offered],
        }
    )


FEDERAL_HOLIDAYS = {date(2003, 5, 26), date(2003, 7, 4), date(2003, 9, 1), date(2003, 10, 13)}


def calendar() -> dict[date, str]:
    days = (date(2003, 3, 1) + timedelta(days=i) for i in range(260))
    plain = {day: "workday" if day.weekday() < 5 else "rest_day" for day in days}
    return plain | dict.fromkeys(FEDERAL_HOLIDAYS, "statutory_holiday")


def opening(queue_id: str, day: date) -> tuple[str, str] | None:
    return ("07:00", "21:00") if day.weekday() < 5 else None


@pytest.mark.skipif(not BANK.exists(), reason=f"no real data at {BANK}; set CALLFLOOR_DATA")
def test_a_week_ahead_on_the_banks_calls() -> None:
    found = backtest(bank_history(), calendar(), opening, zone="UTC", origins=6).to_pylist()
    assert len(found) == 6
    assert np.mean([row["wape"] for row in found]) < 0.07
    assert 0.80 <= np.mean([row["coverage"] for row in found]) <= 0.97
    assert np.mean([row["mase"] for row in found]) < 0.9


@pytest.mark.skipif(not BANK.exists(), reason=f"no real data at {BANK}; set CALLFLOOR_DATA")
def test_the_blend_beats_its_challengers_four_weeks_ahead_on_the_banks_calls() -> None:
    [bank] = read_history(bank_history(), calendar(), opening, zone="UTC")

    def missed(model: str) -> float:
        judged = judged_forecasts(bank, 12, 4, 180.0, model)
        return sum(float(np.nansum(np.abs(one.actual - one.made.median))) for one in judged)

    blend = missed("blend")
    assert blend < 0.95 * missed("median_of_six")
    assert blend < 0.85 * missed("seasonal_naive")
