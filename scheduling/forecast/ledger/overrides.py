"""What planners override: by whom and why, with the engine's figure kept beside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
from pydantic import Field

from data_contracts.dated import Rule
from scheduling.tables import FORECAST

OVERRIDES = pa.schema(
    [
        ("plan_week", pa.date32()),
        ("override_id", pa.string()),
        ("queue_id", pa.string()),
        ("first_date", pa.date32()),
        ("last_date", pa.date32()),
        ("factor", pa.float64()),
        ("who", pa.string()),
        ("why_zh", pa.string()),
        ("why_en", pa.string()),
        ("half_hours", pa.int64()),
        ("offered_engine", pa.float64()),
        ("offered", pa.float64()),
    ]
)
_SCALED = ("offered_p05", "offered", "offered_p50", "offered_p95")


class Override(Rule):
    """Multiply the forecast of a queue (None: of all) on local dates, ends included."""

    override_id: str
    queue_id: str | None = None
    first_date: date
    last_date: date
    factor: Decimal = Field(gt=0)
    who: str
    why_zh: str
    why_en: str

    def covers(self, row: dict[str, Any]) -> bool:
        """Whether a forecast row falls under it."""
        queue = self.queue_id in (None, row["queue_id"])
        return queue and self.first_date <= row["business_date"] <= self.last_date


class OverrideFile(Rule):
    """forecast_overrides.yaml: every override of the centre's planners, oldest first."""

    overrides: tuple[Override, ...]


def overridden(forecast: pa.Table, overrides: Sequence[Override]) -> tuple[pa.Table, pa.Table]:
    """The forecast to plan with, and rows of outputs/forecast_overrides.

    Overrides multiply; several on one half-hour apply one after the other, in their order. Each
    row of the second table tells one override and planned week before and after that override.
    """
    rows = forecast.to_pylist()
    told: list[dict[str, Any]] = []
    for override in overrides:
        told += _apply(override, rows)
    return pa.Table.from_pylist(rows, schema=FORECAST), pa.Table.from_pylist(told, schema=OVERRIDES)


def reconciled(centre: pa.Table, planned: pa.Table) -> pa.Table:
    """outputs/forecast_centre as the sum of the queues planned with, its interval in proportion."""
    sums: dict[datetime, list[float]] = {}
    for row in planned.to_pylist():
        total = sums.setdefault(row["interval_start_at"], [0.0, 0.0])
        total[0] += row["offered"]
        total[1] += row["offered"] * row["aht_s"]
    rows = [row | _of_sum(row, *sums[row["interval_start_at"]]) for row in centre.to_pylist()]
    return pa.Table.from_pylist(rows, schema=centre.schema)


def _of_sum(row: dict[str, Any], offered: float, workload_s: float) -> dict[str, float]:
    factor = offered / row["offered"] if row["offered"] else 1.0
    bounds = {name: row[name] * factor for name in ("offered_p05", "offered_p95")}
    return bounds | {"offered": offered, "workload_s": workload_s}


def _apply(override: Override, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    weeks: dict[date, list[dict[str, Any]]] = {}
    for row in rows:
        if override.covers(row):
            weeks.setdefault(row["plan_week"], []).append(row)
    return [_told(override, week, own) for week, own in sorted(weeks.items())]


def _told(override: Override, week: date, own: list[dict[str, Any]]) -> dict[str, Any]:
    factor, before = float(override.factor), sum(row["offered"] for row in own)
    for row in own:
        row.update({name: row[name] * factor for name in _SCALED})
    return override.model_dump() | {
        "plan_week": week,
        "queue_id": override.queue_id or "all",
        "factor": factor,
        "half_hours": len(own),
        "offered_engine": before,
        "offered": sum(row["offered"] for row in own),
    }
