"""Requirement rows: model, binding reason, shrinkage, expectations."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import yaml

from scheduling import StaffingTargets, requirement
from scheduling.tables import FORECAST, REQUIREMENT, table

TARGETS = StaffingTargets(
    service_level=Decimal("0.80"),
    target_wait_s=20,
    maximum_occupancy=Decimal("0.85"),
    shrinkage=Decimal("0.30"),
    patience_s=180,
    minimum_agents=2,
)


def forecast_of(*volumes: tuple[float, str]) -> pa.Table:
    rows = [
        {
            "plan_week": date(2026, 7, 6),
            "queue_id": "voice",
            "interval_start_at": datetime(2026, 7, 6) + timedelta(minutes=30 * i),
            "business_date": date(2026, 7, 6),
            "offered_p05": 0.0,
            "offered": offered,
            "offered_p95": offered,
            "aht_s": 180.0,
            "model": model,
        }
        for i, (offered, model) in enumerate(volumes)
    ]
    return table(rows, FORECAST)


def staffed(targets: StaffingTargets, *volumes: tuple[float, str]) -> list[dict]:
    return requirement(forecast_of(*volumes), lambda queue, day: targets).to_pylist()


def without_patience() -> StaffingTargets:
    return StaffingTargets(Decimal("0.80"), 20, Decimal("0.95"), Decimal(0))


def test_erlang_c_without_patience_meets_the_published_example() -> None:
    """100 calls of 180 s: 14 agents give 88.8 %, 13 would give less than 80 %."""
    (row,) = staffed(without_patience(), (100.0, "m"))
    assert (row["model"], row["agents"], row["binding"]) == ("erlang_c", 13 + 1, "service_level")
    assert round(row["service_level"], 5) == 0.88835
    assert row["abandon_rate"] is None


def test_closed_needs_nobody_and_open_without_volume_the_minimum() -> None:
    closed, quiet = staffed(TARGETS, (0.0, "closed"), (0.0, "m"))
    assert (closed["agents"], closed["required_agents"], closed["binding"]) == (0, 0, "closed")
    assert closed["service_level"] is None
    assert (quiet["agents"], quiet["required_agents"], quiet["binding"]) == (2, 3, "minimum")


def test_occupancy_binds_a_large_queue() -> None:
    (row,) = staffed(TARGETS, (2000.0, "m"))
    assert row["binding"] == "occupancy"
    assert row["occupancy"] <= 0.85
    assert row["service_level"] > 0.80


def test_patience_saves_agents_and_says_what_is_lost() -> None:
    patient = StaffingTargets(Decimal("0.80"), 20, Decimal("0.99"), Decimal(0), 180)
    (a,) = staffed(patient, (100.0, "m"))
    (c,) = staffed(without_patience(), (100.0, "m"))
    assert a["agents"] <= c["agents"]
    assert 0 < a["abandon_rate"] < 0.2
    assert a["model"] == "erlang_a"


def test_shrinkage_is_exact_and_rows_keep_their_order() -> None:
    rows = staffed(TARGETS, *[(float(v), "m") for v in range(0, 400, 7)])
    assert [row["offered"] for row in rows] == [float(v) for v in range(0, 400, 7)]
    for row in rows:
        assert row["required_agents"] == -(-row["agents"] * 10 // 7)


def test_columns_are_the_contracts() -> None:
    for name, schema in (("requirement", REQUIREMENT), ("forecast", FORECAST)):
        text = Path(f"data_contracts/outputs/{name}.odcs.yaml")
        path = Path(__file__).parents[3] / text
        contract = yaml.safe_load(path.read_text(encoding="utf-8"))
        columns = [one["name"] for one in contract["schema"][0]["properties"]]
        assert columns == schema.names
