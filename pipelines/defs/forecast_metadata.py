"""What the forecast shows of itself: its plot, how right it was, who forecasts each queue."""

from __future__ import annotations

from base64 import b64encode
from datetime import date
from typing import Any

import dagster as dg
import duckdb
import pyarrow as pa

from pipelines.centre import Centre
from pipelines.planning.past import forecast_past

_ERRORS = """
select
    basis, lead_weeks,
    sum(wape * actual) / sum(actual) as wape,
    sum(bias * actual) / sum(actual) as bias,
    avg(mase) as mase,
    sum(coverage * intervals) / sum(intervals) as coverage,
    sum(workload_wape * actual) / sum(actual) as workload_wape
from scheduling.forecast_accuracy
where grain = 'half_hour' and plan_week = ?
group by basis, lead_weeks
order by basis desc, lead_weeks
"""
_CHAMPIONS = """
select queue_id, model, role, wape, recent_wape, coverage, won_share, decision
from scheduling.forecast_champions
where plan_week = ?
order by queue_id, role, wape
"""


def forecast_metadata(
    connection: duckdb.DuckDBPyConnection, centre: Centre, forecast: pa.Table, plan_week: date
) -> dict[str, Any]:
    """Plot, accuracy per lead (frozen forecasts and backtest) and the champions' table."""
    errors = connection.execute(_ERRORS, [plan_week]).fetchall()
    found: dict[str, Any] = {
        "accuracy": dg.MetadataValue.md(
            _table(("basis", "weeks ahead", "WAPE", "bias", "MASE", "in 90 %", "workload WAPE"),
                   errors)
        ),
        "champions": dg.MetadataValue.md(
            _table(("queue", "model", "role", "WAPE", "last four", "in 90 %", "won", "decision"),
                   connection.execute(_CHAMPIONS, [plan_week]).fetchall())
        ),
        "plot": _plot(connection, centre, forecast, plan_week),
    }  # fmt: skip
    one_week = [row for row in errors if row[1] == 1]
    if one_week:
        _, _, wape, bias, _, coverage, _ = one_week[0]
        found |= {"wape_one_week_ahead": wape, "bias_one_week_ahead": bias, "coverage": coverage}
    return {name: value for name, value in found.items() if value is not None}


def _plot(
    connection: duckdb.DuckDBPyConnection, centre: Centre, forecast: pa.Table, plan_week: date
) -> dg.MarkdownMetadataValue | None:
    from pipelines.planning.forecast_plots import coming_weeks

    past = forecast_past(connection, centre, plan_week)
    queues = past.queues(before=plan_week)
    if not queues:
        return None
    picture = b64encode(coming_weeks(forecast, queues)).decode("ascii")
    return dg.MetadataValue.md(f"![forecast](data:image/png;base64,{picture})")


def _table(head: tuple[str, ...], rows: list[tuple[Any, ...]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(map(_cell, row)) + " |" for row in rows)])


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.3f}" if isinstance(value, float) else str(value)
