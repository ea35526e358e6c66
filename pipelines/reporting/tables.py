"""The tables that workbooks read, fetched once for a month, a day or a plan week."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import duckdb
import pyarrow as pa

import scoring
from pipelines.mail import DeliveryLedger
from pipelines.metrics import Metric, SubjectKind, metric_values_daily
from pipelines.people import directory
from pipelines.period import Period
from pipelines.planning import REVIEW_TABLES
from pipelines.run_ledger import RunLedger
from pipelines.settings import House
from pipelines.warehouse import fetched, has_table

Tables = dict[str, pa.Table]

_IN_PERIOD = {
    "agent_day": "select * from marts.agent_day where business_date between $first and $last",
    "attendance_day": "select * from marts.attendance_day where work_date between $first and $last",
    "evaluations": "select * from marts.evaluations where business_date between $first and $last",
    "evaluation_items": """
        select items.* from staging.stg_quality__evaluation_items as items
        inner join marts.evaluations as evaluations using (evaluation_id)
        where evaluations.business_date between $first and $last""",
    "queue_interval": """
        select * from marts.queue_interval where business_date between $first and $last""",
    "agent_interval": """
        select * from marts.agent_interval where business_date between $first and $last""",
}
PLAN_TABLES = (
    "forecast", "forecast_accuracy", "forecast_champions", "forecast_events",
    "forecast_overrides", "forecast_tickets", "forecast_tickets_accuracy", "forecast_versions",
    "requirement", "roster_shifts", "roster_coverage",
    "roster_penalties", "roster_proof", "roster_progress", "roster_requests", "roster_rule_checks",
    "roster_violations", "roster_service",
    "fairness_ledger",
    "plan_prediction", "plan_simulation", "plan_risk",
    "plan_risk_levels", "plan_reserve", "plan_reserve_shared",
    "schedule_efficiency", "plan_metrics",
    "plan_centre_days", "forecast_error_correlation", "skill_agents", "skill_queues",
    "blend_half_hours", "blend_campaigns", "callback_days", "callback_outcomes",
    "backlog_half_hours", "backlog_work", "backlog_capacity", "tours", "tours_comparison",
)  # fmt: skip
# Tables of which all weeks of the roster are shown, not only the one that it begins with.
_OF_ALL_WEEKS = (
    "roster_shifts", "roster_activities", "roster_coverage", "roster_service",
    "roster_penalties", "roster_requests", "roster_rule_checks", "roster_violations",
)  # fmt: skip
DAILY_SUBJECTS: tuple[SubjectKind, ...] = ("agent", "team", "queue", "centre")
# Results whose rows are of other months than the one reported on: all of them are shown.
_OF_OTHER_MONTHS = (
    "rule_preview_summary", "rule_preview_movers", "pay_forecast", "pay_accruals", "replay_deltas",
)  # fmt: skip
CAUSE_TABLES = (
    "ranked_causes", "score_gap_parts", "improvement_actions", "grade_lines", "gaming_flags",
    "kpis", "target_tree", "cascade_lines", "team_awards", "workload_lines", "work_matrix",
    "institution_lines", "review_scores", "review_sources", "review_raters", "coaching_cases",
    "unqualified_work", "score_spread", "score_variance", "period_scores",
)  # fmt: skip
EVALUATOR_TABLES = (
    "calibration_sessions", "calibration_agreement", "quality_cells", "evaluator_severity",
    "rater_bias",
)  # fmt: skip
AGENT_TABLES = (
    "quality_scores", "evaluation_lines", "counterfactuals", "appeal_cases",
    "projections", "projection_bands", "plan_documents", "acknowledgement_status",
)  # fmt: skip
TEAM_TABLES = ("projections", "projection_bands", "coaching_cases", "coaching_effects")
_UP_TO_PERIOD = ("score_lines", "point_lines", "pay_lines", "metric_values")


def person_and_team_tables(
    connection: duckdb.DuckDBPyConnection,
    metrics: Sequence[Metric],
    rules: scoring.Rules,
    period: Period,
) -> Tables:
    """For WB01 and WB03: the month's facts, figures and plan, with earlier months' results."""
    tables = span_tables(connection, metrics, period.first, period.last)
    for table in _UP_TO_PERIOD:
        query = f"select * from scoring.{table} where period <= $period order by all"
        tables[table] = fetched(connection, query, {"period": period.name})
    tables["trace_nodes"] = fetched(
        connection, "select * from scoring.trace_nodes where period = $period",
        {"period": period.name},
    )  # fmt: skip
    tables["score_bands"] = scoring.score_bands(rules, period.name)
    rostered = ("roster_shifts", "roster_requests")
    tables.update(plan_tables(connection, period.plan_week, only=rostered))
    results = (*CAUSE_TABLES, *AGENT_TABLES, *EVALUATOR_TABLES)
    tables.update(result_tables(connection, results, period))
    return tables


def settlement_tables(
    connection: duckdb.DuckDBPyConnection, names: Iterable[str], period: Period
) -> Tables:
    """For WB07 and WB19: law, overtime, appeals, restatements, and who signed the month."""
    tables = result_tables(connection, names, period)
    if has_table(connection, "control.settlement_events"):
        query = "select * from control.settlement_events where period = $period order by all"
        tables["settlement_events"] = fetched(connection, query, {"period": period.name})
    return tables


def result_tables(
    connection: duckdb.DuckDBPyConnection, names: Iterable[str], period: Period
) -> Tables:
    """Results of schema scoring by name, as far as they were stored.

    A monthly table gives the rows of `period`, one that is judged as of a day those of its
    latest day in the period, any other all it has.
    """
    found: Tables = {}
    for name in names:
        if has_table(connection, f"scoring.{name}"):
            columns = fetched(connection, f"from scoring.{name} limit 0").column_names
            where, values = _of_month(name, columns, period)
            query = f"select * from scoring.{name} {where} order by all"
            found[name] = fetched(connection, query, values)
    return found


def _of_month(
    name: str, columns: Sequence[str], period: Period
) -> tuple[str, dict[str, object] | None]:
    """The condition on a result's rows, with its parameters."""
    if "period" in columns and name not in _OF_OTHER_MONTHS:
        return "where period = $period", {"period": period.name}
    if "as_of" in columns:
        latest = f"select max(as_of) from scoring.{name} where as_of <= $last"
        return f"where as_of = ({latest})", {"last": period.last}
    return "", None


def span_tables(
    connection: duckdb.DuckDBPyConnection, metrics: Sequence[Metric], first: date, last: date
) -> Tables:
    """Facts of a span of days, their daily metric values, and who everybody is."""
    span = {"first": first, "last": last}
    tables = {
        name: fetched(connection, f"{query} order by all", span)
        for name, query in _IN_PERIOD.items()
    }
    daily = [
        metric_values_daily(connection, metrics, subject_kind=kind, first=first, last=last)
        for kind in DAILY_SUBJECTS
    ]
    tables["metric_values_daily"] = pa.concat_tables(daily)
    tables["directory"] = directory(connection, last)
    if has_table(connection, "scheduling.requirement"):
        tables["requirement"] = fetched(
            connection,
            "select * from scheduling.requirement "
            "where business_date between $first and $last order by all",
            span,
        )
    return tables


def plan_tables(
    connection: duckdb.DuckDBPyConnection,
    plan_week: date,
    only: Sequence[str] = PLAN_TABLES,
) -> Tables:
    """Forecast and requirement of one week and the roster from it on, as far as there are any.

    The seconds that the solver took stay in the warehouse: they differ from run to run, and
    equal runs give equal workbooks.
    """
    week = {"week": plan_week}
    roster = week | {"last": plan_week + timedelta(weeks=roster_weeks(connection, plan_week) - 1)}
    tables: Tables = {}
    for name in only:
        if has_table(connection, f"scheduling.{name}"):
            whole = name in _OF_ALL_WEEKS
            of = "between $week and $last" if whole else "= $week"
            query = f"select * from scheduling.{name} where plan_week {of} order by all"
            tables[name] = fetched(connection, query, roster if whole else week)
    if "roster_proof" in tables:
        proof = tables["roster_proof"]
        kept = [item != "time_s" for item in proof["item"].to_pylist()]
        tables["roster_proof"] = proof.filter(kept)
    for name, seconds in (("roster_progress", "seconds"), ("tours_comparison", "time_s")):
        if name in tables:
            tables[name] = tables[name].drop_columns([seconds])
    return tables


def roster_weeks(connection: duckdb.DuckDBPyConnection, plan_week: date) -> int:
    """How many weeks the stored roster has that begins with `plan_week`; 1 without one."""
    if not has_table(connection, "scheduling.roster_proof"):
        return 1
    query = """
        select value::int from scheduling.roster_proof
        where plan_week = $1 and item = 'roster_weeks'"""
    found = connection.execute(query, [plan_week]).fetchall()
    return found[0][0] if found else 1


def review_tables(
    connection: duckdb.DuckDBPyConnection, names: Iterable[str], period: Period
) -> Tables:
    """Tables of a month's plan review by name, as far as they were stored."""
    month = {"period": period.name}
    return {
        name: fetched(
            connection, f"from scheduling.{name} where period = $period order by all", month
        )
        for name in names
        if name in REVIEW_TABLES and has_table(connection, f"scheduling.{name}")
    }


def data_quality_tables(
    connection: duckdb.DuckDBPyConnection, house: House, period: Period, run_id: str
) -> Tables:
    """For WB14: what arrived in the month, what was refused, checked, run and delivered before."""
    span = {"first": period.first.isoformat(), "last": period.last.isoformat()}
    in_month = "(landing_date between $first and $last or landing_date = 'undated')"
    ledger = RunLedger(house.control)
    before = ledger.first_started(run_id)
    deliveries = DeliveryLedger(house.control / "deliveries.jsonl").table()
    return {
        "directory": directory(connection, period.last),
        "ingest_ledger": fetched(
            connection,
            f"select * from control.ingest_ledger_current where {in_month} order by all",
            span,
        ),
        "quarantine_rows": fetched(
            connection, f"select * from control.quarantine_rows where {in_month} order by all", span
        ),
        "check_results": fetched(connection, "select * from control.check_results order by all"),
        "run_ledger": ledger.before(before),
        "delivery_ledger": _delivered_before(connection, deliveries, before),
    }


def _delivered_before(
    connection: duckdb.DuckDBPyConnection, deliveries: pa.Table, before: object
) -> pa.Table:
    connection.register("deliveries", deliveries)
    kept = fetched(
        connection, "from deliveries where delivered_at < $before order by all", {"before": before}
    )
    connection.unregister("deliveries")
    return kept
