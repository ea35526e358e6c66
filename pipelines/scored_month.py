"""A month scored and paid from what the warehouse and the ledgers know, and stored.

Facts come from everywhere: people cut into segments, metric values with their corrections,
awards, statutory overtime, adjustments of locked months, flags. Rows of a locked pay group are
never replaced: they stay as they were signed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import duckdb
import pyarrow as pa

import scoring
from pipelines.arrivals import late_marts
from pipelines.centre import Centre
from pipelines.metrics import Metric
from pipelines.months import month_of
from pipelines.people import people_of
from pipelines.period import Period
from pipelines.points_expiry import expired_points
from pipelines.settings import House
from pipelines.settlement.corrections import adjustments_due, overridden_values
from pipelines.settlement.locked import keep_locked, locked_tables
from pipelines.settlement.results import pay_groups
from pipelines.settlement.settling import Settling
from pipelines.statutory.wage_claims import ledger_of_month
from pipelines.warehouse import replace_rows
from pipelines.work_tables import work_tables
from scoring.cost import point_prices
from scoring.impact import Month, counterfactuals_of
from scoring.notices import Notice
from scoring.points import expiry_trace

COUNTERFACTUALS, POINT_PRICES = "counterfactuals", "point_prices"
DEDUCTIONS = "deduction_ledger"


@dataclass(frozen=True)
class MonthScored:
    """What was calculated with its whole trace, what is stored, and what there is to say."""

    done: scoring.Scoring
    trace_nodes: pa.Table
    stored: Mapping[str, pa.Table]
    notices: tuple[Notice, ...]


def score_month(
    connection: duckdb.DuckDBPyConnection,
    house: House,
    centre: Centre,
    rules: scoring.Rules,
    metrics: tuple[Metric, ...],
    period: Period,
) -> MonthScored:
    """Score, grade, earn and pay everybody of the month and store the lines with their trace."""
    month, notices = month_corrected(connection, house, centre, rules, metrics, period)
    done = month.under(rules)
    expired = expired_points(connection, rules, period)
    trace = pa.concat_tables([done.trace_nodes, expiry_trace(expired, period.name)])
    ledger = pa.concat_tables([done.point_lines, expired])
    made = done.tables | {"point_lines": ledger, "trace_nodes": trace}
    stored = _unless_locked(connection, house, centre, period, made)
    stored[COUNTERFACTUALS] = counterfactuals_of(done.run)
    stored[POINT_PRICES] = point_prices(done.run)
    stored[DEDUCTIONS] = ledger_of_month(connection, house, done, period)
    stored |= work_tables(connection, centre, rules, done, stored["point_lines"], period)
    for name, table in stored.items():
        replace_rows(connection, f"scoring.{name}", table, where={"period": period.name})
    return MonthScored(done, trace, stored, (*done.notices, *notices))


def month_corrected(
    connection: duckdb.DuckDBPyConnection,
    house: House,
    centre: Centre,
    rules: scoring.Rules,
    metrics: tuple[Metric, ...],
    period: Period,
) -> tuple[Month, tuple[Notice, ...]]:
    """A month with the overrides of its figures, the adjustments that fall due in it and the
    marts that wait for a delivery, and what there is to say of them."""
    month = month_of(connection, centre, metrics, period, rules.months_back(period.name))
    measured = overridden_values(house, month.metric_values)
    late = late_marts(connection, house, centre, period)
    facts = _with_adjustments(month.facts, adjustments_due(house, period.name))
    known = replace(
        month, metric_values=measured.metric_values, facts=replace(facts, late_marts=late)
    )
    return known, (*measured.notices, *_told_late(late))


def _told_late(marts: frozenset[str]) -> list[Notice]:
    if not marts:
        return []
    names = ", ".join(sorted(marts))
    zh, en = f"数据未到齐，相关得分暂缓：{names}", f"deliveries are missing, held: {names}"
    return [Notice("late_marts", zh, en)]


def _with_adjustments(facts: scoring.Facts, due: pa.Table) -> scoring.Facts:
    """What restatements of locked months still pay or recover, beside other adjustments."""
    listed = [table for table in (facts.extras.adjustments, due) if table is not None]
    joined = pa.concat_tables(listed, promote_options="default")
    if not joined.num_rows:
        return facts
    return replace(facts, extras=replace(facts.extras, adjustments=joined))


def _unless_locked(
    connection: duckdb.DuckDBPyConnection,
    house: House,
    centre: Centre,
    period: Period,
    tables: Mapping[str, pa.Table],
) -> dict[str, pa.Table]:
    """The tables to store: what was calculated, and the locked rows where they are locked."""
    if not locked_tables(house, period.name):
        return dict(tables)
    people = people_of(connection, period.first, period.last)
    groups = pay_groups(Settling(house, centre).approvals, people, period)
    return keep_locked(house, period.name, tables, groups)
