"""What the week's roster will give, with its risk and a reserve, as the run stores it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from data_contracts.dated import Dated, Rule
from data_contracts.located_yaml import LocatedYaml, validated
from pipelines.centre import Centre
from pipelines.planning.bridge import BRIDGE
from pipelines.planning.reviewed import targets_table
from pipelines.warehouse import fetched, has_table, replace_rows
from scheduling.efficiency import schedule_efficiency
from scheduling.half_hours import minute_of, slot_of
from scheduling.prediction import (
    ForecastErrors,
    ReservePrices,
    forecast_errors,
    plan_risk,
    predict,
    simulate_plan,
)

PREDICTION, SIMULATION, EFFICIENCY, RISK, RISK_LEVELS, RESERVE = (
    "plan_prediction", "plan_simulation", "schedule_efficiency", "plan_risk", "plan_risk_levels",
    "plan_reserve",
)  # fmt: skip
PREDICTION_TABLES = {
    PREDICTION: "Service of the roster's half-hours as distributions, and the worth of ±1 agent.",
    SIMULATION: "The same days simulated: what chance and carry-over add to the formula.",
    EFFICIENCY: "Hours under and over, coverage fit and half-hours within 10 %, by queue and day.",
    RISK: "Service and cost of each day as planned, with agents added, and with a reserve.",
    RISK_LEVELS: "How often days reach which service level.",
    RESERVE: "Agents to add and to hold on call by window, with the value of flexibility.",
}
RESERVE_FILE = "reserve.yaml"
DRAWS, SEED = 100, 20260401

# Who is on the queue by the roster, less shrinkage; a centre without a roster plans as required.
_ROSTERED = """
select required.queue_id, required.interval_start_at, required.business_date, required.offered,
    required.aht_s,
    {agents} as agents, required.agents::double as required_agents,
    targets.patience_s, targets.target_wait_s, targets.target_level, targets.maximum_occupancy
from scheduling.requirement as required
inner join plan_targets as targets using (queue_id, business_date)
{coverage}
where required.plan_week = $week and required.model <> 'closed' and required.aht_s > 0
order by required.queue_id, required.interval_start_at
"""
_BY_ROSTER = {
    "agents": "coalesce(coverage.scheduled_agents, 0) * (1 - required.shrinkage)",
    "coverage": """left join scheduling.roster_coverage as coverage
    on coverage.plan_week = required.plan_week
        and coverage.queue_group = required.queue_id
        and coverage.interval_start_at = required.interval_start_at""",
}
_BY_REQUIREMENT = {"agents": "required.agents::double", "coverage": ""}
_PAST = """
select queue_id, business_date, planned_offered, offered from scheduling.service_level_bridge
where business_date < $week and business_date >= $week::date - 91
"""


class ReserveFile(Rule):
    """reserve.yaml"""

    windows: Dated[list[tuple[str, str]]]
    prices: Dated[ReservePrices]


def store_prediction(
    connection: duckdb.DuckDBPyConnection, centre: Centre, plan_week: date
) -> pa.Table | None:
    """Store half-hours, days and reserve; returns the days, None without a requirement.

    Errors are those of the last quarter's reviewed plans; a queue that no review covers has no
    known error, and its distributions are points. Without a reserve.yaml nothing is reserved.
    """
    plan = _plan(connection, centre, plan_week)
    if plan is None:
        return None
    errors = _errors(connection, plan_week, plan)
    week = {"plan_week": plan_week}
    predicted = predict(plan, errors, draws=DRAWS, seed=SEED)
    _store(connection, PREDICTION, predicted.half_hours, week)
    simulated = simulate_plan(plan, errors, draws=DRAWS, seed=SEED)
    _store(connection, SIMULATION, simulated, week)
    fitted = plan.rename_columns({"agents": "scheduled_agents"})
    efficient = schedule_efficiency(fitted, ("queue_id", "business_date"))
    _store(connection, EFFICIENCY, efficient, week)
    document = centre.document(RESERVE_FILE)
    if document is not None:
        _store_risk(connection, centre, plan, errors, reserve_rules(document, plan_week), week)
    return predicted.days


def _store_risk(
    connection: duckdb.DuckDBPyConnection,
    centre: Centre,
    plan: pa.Table,
    errors: dict[str, ForecastErrors],
    rules: tuple[list[tuple[str, str]], ReservePrices],
    week: dict[str, date],
) -> None:
    """Store what the error may cost, and the reserve that answers it."""
    windows, prices = rules
    plan = plan.append_column("window", _windows(plan, windows, centre.settings.zone))
    risk = plan_risk(plan, errors, prices, draws=DRAWS, seed=SEED)
    currency = centre.settings.currency
    _store(connection, RISK, _priced(risk.days, currency), week)
    _store(connection, RISK_LEVELS, risk.levels, week)
    reserve = risk.windows.rename_columns({"window": "time_window"})
    _store(connection, RESERVE, _priced(reserve, currency), week)


def reserve_rules(document: LocatedYaml, day: date) -> tuple[list[tuple[str, str]], ReservePrices]:
    """Windows and prices of a reserve.yaml on a day. Raises Refusal where one is missing."""
    rules = validated(ReserveFile, document)
    windows = rules.windows.on(day, document.place(("windows",)))
    return windows, rules.prices.on(day, document.place(("prices",)))


def _plan(
    connection: duckdb.DuckDBPyConnection, centre: Centre, plan_week: date
) -> pa.Table | None:
    pairs = [
        (queue_id, plan_week + timedelta(days=day))
        for queue_id in centre.queues
        for day in range(7)
    ]
    connection.register("plan_targets", targets_table(centre, pairs))
    rostered = _is_rostered(connection, plan_week)
    query = _ROSTERED.format(**(_BY_ROSTER if rostered else _BY_REQUIREMENT))
    plan = fetched(connection, query, {"week": plan_week})
    connection.unregister("plan_targets")
    return plan if plan.num_rows else None


def _is_rostered(connection: duckdb.DuckDBPyConnection, plan_week: date) -> bool:
    if not has_table(connection, "scheduling.roster_coverage"):
        return False
    query = "select count(*) from scheduling.roster_coverage where plan_week = $1"
    [(rows,)] = connection.execute(query, [plan_week]).fetchall()
    return rows > 0


def _errors(
    connection: duckdb.DuckDBPyConnection, plan_week: date, plan: pa.Table
) -> dict[str, ForecastErrors]:
    """Each queue's errors from its reviewed half-hours."""
    past: list[dict[str, Any]] = []
    if has_table(connection, f"scheduling.{BRIDGE}"):
        past = fetched(connection, _PAST, {"week": plan_week}).to_pylist()
    found = {}
    for queue_id in set(plan["queue_id"].to_pylist()):
        own = [row for row in past if row["queue_id"] == queue_id]
        found[queue_id] = forecast_errors(
            [row["planned_offered"] for row in own],
            [row["offered"] for row in own],
            np.array([row["business_date"] for row in own], dtype="datetime64[D]"),
        )
    return found


def _windows(plan: pa.Table, windows: list[tuple[str, str]], zone: str) -> pa.Array:
    """The window of each half-hour by the centre's clock, empty outside all."""

    def name_of(minute: int) -> str | None:
        for start, end in windows:
            if minute_of(start) <= minute < minute_of(end):
                return f"{start}-{end}"
        return None

    minutes = [30 * slot_of(at, zone) for at in plan["interval_start_at"].to_pylist()]
    return pa.array([name_of(minute) for minute in minutes], pa.string())


def _priced(rows: pa.Table, currency: str) -> pa.Table:
    return rows.append_column("currency", pa.array([currency] * rows.num_rows, pa.string()))


def _store(
    connection: duckdb.DuckDBPyConnection, table: str, rows: pa.Table, week: dict[str, date]
) -> None:
    dated = rows.append_column("plan_week", pa.array([week["plan_week"]] * rows.num_rows))
    replace_rows(connection, f"scheduling.{table}", dated, where=week)
