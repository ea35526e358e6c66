"""What the week's roster will give, with its risk and a reserve, as the run stores it."""

from __future__ import annotations

from datetime import date

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from data_contracts.dated import Dated, Rule
from data_contracts.located_yaml import LocatedYaml, validated
from pipelines.centre import Centre
from pipelines.planning.plan_metrics import PLAN_METRICS, store_plan_metrics
from pipelines.planning.shared_skills import skill_rules
from pipelines.planning.stored_week import store_week
from pipelines.planning.week_plan import past_misses, queue_errors, waiting_plan, week_plan
from scheduling.efficiency import mismatch_cost, schedule_efficiency
from scheduling.half_hours import minute_of, slot_of
from scheduling.prediction import (
    ErrorCorrelation,
    ReservePrices,
    Risk,
    SharedReserve,
    error_correlation,
    plan_risk,
    predict,
    simulate_plan,
)
from scheduling.schedule_quality import SCHEDULE_QUALITY_FILE, read_schedule_quality
from scheduling.staffing.skill_rules import SkillRules

PREDICTION, CENTRE, CORRELATION, SIMULATION, EFFICIENCY, RISK, RISK_LEVELS, RESERVE, SHARED = (
    "plan_prediction", "plan_centre_days", "forecast_error_correlation", "plan_simulation",
    "schedule_efficiency", "plan_risk", "plan_risk_levels", "plan_reserve",
    "plan_reserve_shared",
)  # fmt: skip
PREDICTION_TABLES = {
    PREDICTION: "Service of the roster's half-hours as distributions, and the worth of ±1 agent.",
    CENTRE: "Days of the whole centre, its queues' forecasts missing together as they have.",
    CORRELATION: "How queues' forecasts have missed together, as seen and as used.",
    SIMULATION: "The same days simulated: what chance and carry-over add to the formula.",
    EFFICIENCY: "Hours under and over, coverage fit and half-hours within 10 %, by queue and day.",
    RISK: "Service and cost of each day as planned, with agents added, and with a reserve.",
    RISK_LEVELS: "How often days reach which service level.",
    RESERVE: "Agents to add and to hold on call by window, with the value of flexibility.",
    SHARED: "The same for groups whose agents serve several queues, with the value of sharing.",
    PLAN_METRICS: "M068 to M075 of the plan: hours, fit, misfit and its cost, gap, satisfaction.",
}
RESERVE_FILE = "reserve.yaml"
DRAWS, SEED = 100, 20260401

_CORRELATED = pa.schema(
    [
        ("queue_id", pa.string()),
        ("other_queue_id", pa.string()),
        *((name, pa.float64()) for name in ("day", "half_hour", "day_seen", "half_hour_seen")),
    ]
)


class ReserveFile(Rule):
    """reserve.yaml"""

    windows: Dated[list[tuple[str, str]]]
    prices: Dated[ReservePrices]


def store_prediction(
    connection: duckdb.DuckDBPyConnection, centre: Centre, plan_week: date
) -> pa.Table | None:
    """Store half-hours, days and reserve; returns the days, None without a requirement.

    E-mail, for which nobody waits, has hours under and over, and no service to predict here.

    Errors are those of the last quarter's reviewed plans; a queue that no review covers has no
    known error, and its distributions are points. Without a reserve.yaml nothing is reserved.
    """
    whole = week_plan(connection, centre, plan_week)
    plan = waiting_plan(connection, centre, plan_week)
    if whole is None or plan is None:
        return None
    past = past_misses(connection, plan_week)
    errors = queue_errors(past, plan)
    correlation = error_correlation(past, errors)
    predicted = predict(plan, errors, correlation, draws=DRAWS, seed=SEED)
    store_week(connection, PREDICTION, _net(predicted.half_hours, plan), plan_week)
    store_week(connection, CENTRE, predicted.centre, plan_week)
    store_week(connection, CORRELATION, _pairs(correlation), plan_week)
    simulated = simulate_plan(plan, errors, correlation, draws=DRAWS, seed=SEED)
    store_week(connection, SIMULATION, simulated, plan_week)
    fitted = whole.rename_columns({"agents": "scheduled_agents"})
    efficient = schedule_efficiency(fitted, ("queue_id", "business_date"))
    store_week(connection, EFFICIENCY, _mismatched(centre, efficient, plan_week), plan_week)
    store_plan_metrics(connection, centre, plan_week)
    document = centre.document(RESERVE_FILE)
    if document is not None:
        windows, prices = reserve_rules(document, plan_week)
        plan = plan.append_column("window", _windows(plan, windows, centre.settings.zone))
        rules = skill_rules(centre, plan_week)
        shared = [] if rules is None else shared_groups(rules)
        risk = plan_risk(plan, errors, prices, correlation, shared, draws=DRAWS, seed=SEED)
        _store_risk(connection, risk, centre.settings.currency, plan_week)
        if rules is not None:
            named = _priced(_named(risk.shared, rules), centre.settings.currency)
            store_week(connection, SHARED, named, plan_week)
    return predicted.days


def _store_risk(
    connection: duckdb.DuckDBPyConnection, risk: Risk, currency: str, plan_week: date
) -> None:
    """Store what the error may cost, and the reserve that answers it."""
    store_week(connection, RISK, _priced(risk.days, currency), plan_week)
    store_week(connection, RISK_LEVELS, risk.levels, plan_week)
    reserve = risk.windows.rename_columns({"window": "time_window"})
    store_week(connection, RESERVE, _priced(reserve, currency), plan_week)


def reserve_rules(document: LocatedYaml, day: date) -> tuple[list[tuple[str, str]], ReservePrices]:
    """Windows and prices of a reserve.yaml on a day. Raises Refusal where one is missing."""
    rules = validated(ReserveFile, document)
    windows = rules.windows.on(day, document.place(("windows",)))
    return windows, rules.prices.on(day, document.place(("prices",)))


def shared_groups(rules: SkillRules) -> list[SharedReserve]:
    """The groups of skills that may share a reserve: those that serve several queues."""
    return [
        SharedReserve(group_id, frozenset(group.serves), group.cost)
        for group_id, group in rules.groups.items()
        if len(group.serves) > 1
    ]


def _named(shared: pa.Table, rules: SkillRules) -> pa.Table:
    """With the groups' names, and the span's column called as everywhere."""
    for place, language in enumerate(("zh", "en")):
        names = [rules.names[group][place] for group in shared["group_id"].to_pylist()]
        shared = shared.append_column(f"name_{language}", pa.array(names, pa.string()))
    return shared.rename_columns({"window": "time_window"})


def _net(half_hours: pa.Table, plan: pa.Table) -> pa.Table:
    """Net staffing beside the predicted half-hours: agents less required ones (M070)."""
    keys = ["queue_id", "interval_start_at"]
    joined = half_hours.join(plan.select([*keys, "required_agents"]), keys)
    net = pc.call_function("subtract", [joined["agents"], joined["required_agents"]])
    return joined.append_column("net_agents", net).sort_by([(key, "ascending") for key in keys])


def _mismatched(centre: Centre, efficient: pa.Table, plan_week: date) -> pa.Table:
    """With what hours under and over cost (X04); no amounts for a centre that prices none."""
    document = centre.document(SCHEDULE_QUALITY_FILE)
    prices = None if document is None else read_schedule_quality(document, plan_week)
    return mismatch_cost(efficient, prices, centre.settings.currency)


def _pairs(correlation: ErrorCorrelation | None) -> pa.Table:
    """Each pair of queues once, with its correlations as used and as seen."""
    if correlation is None:
        return _CORRELATED.empty_table()
    queues = correlation.queue_ids
    rows = [
        {"queue_id": queues[one], "other_queue_id": queues[other]}
        | {name: float(getattr(correlation, name)[one, other]) for name in _CORRELATED.names[2:]}
        for one in range(len(queues))
        for other in range(one + 1, len(queues))
    ]
    return pa.Table.from_pylist(rows, _CORRELATED)


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
