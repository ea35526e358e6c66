"""Requirement rows: model, binding reason, shrinkage, expectations."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
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


OPEN = tuple((float(v), "m") for v in (40, 90, 130, 140, 110, 80, 100, 60))
DAY = (*OPEN, (0.0, "closed"))


def test_simulated_days_say_how_far_the_formula_is_off_and_what_an_agent_is_worth() -> None:
    *open_rows, closed = staffed(replace(TARGETS, maximum_occupancy=Decimal("0.99")), *DAY)
    for row in open_rows:
        assert row["service_level_one_less"] < row["simulated_service_level"]
        assert row["simulated_service_level"] < row["service_level_one_more"]
        assert 0 < row["simulated_error"] < 0.03
        off = row["service_level"] - row["simulated_service_level"]
        assert row["model_error"] == pytest.approx(off)
    assert closed["simulated_service_level"] is None and closed["model_error"] is None
    assert max(abs(row["model_error"]) for row in open_rows) > 0.02


def test_a_centre_chooses_its_model() -> None:
    by_model = {
        model: staffed(replace(TARGETS, chosen_model=model), *DAY)
        for model in ("erlang_c", "erlang_a", "simulation")
    }
    hours = {model: sum(row["agents"] for row in rows) for model, rows in by_model.items()}
    assert hours["erlang_a"] < hours["erlang_c"] > hours["simulation"]
    for model, rows in by_model.items():
        assert {row["model"] for row in rows} == {model}
        assert rows[-1]["agents"] == 0
    assert by_model["erlang_c"][0]["abandon_rate"] is None
    with pytest.raises(ValueError, match="patience"):
        replace(TARGETS, chosen_model="erlang_a", patience_s=None)


def test_simulation_keeps_the_level_and_the_other_limits_in_every_half_hour() -> None:
    *rows, _ = staffed(replace(TARGETS, chosen_model="simulation"), *DAY)
    for row in rows:
        assert row["service_level"] >= 0.8
        assert row["simulated_service_level"] > 0.8 - 4 * row["simulated_error"]
        assert row["agents"] >= 2
        assert row["required_agents"] == -(-row["agents"] * 10 // 7)
    limited = staffed(
        replace(TARGETS, chosen_model="simulation", maximum_occupancy=Decimal("0.60")), *DAY
    )
    assert {row["binding"] for row in limited} == {"occupancy", "closed"}


def test_columns_are_the_contracts() -> None:
    for name, schema in (("requirement", REQUIREMENT), ("forecast", FORECAST)):
        text = Path(f"data_contracts/outputs/{name}.odcs.yaml")
        path = Path(__file__).parents[3] / text
        contract = yaml.safe_load(path.read_text(encoding="utf-8"))
        columns = [one["name"] for one in contract["schema"][0]["properties"]]
        assert columns == schema.names
