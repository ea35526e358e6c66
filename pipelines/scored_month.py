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
from pipelines.centre import Centre
from pipelines.metrics import Metric
from pipelines.months import month_of
from pipelines.people import people_of
from pipelines.period import Period
from pipelines.settings import House
from pipelines.settlement.corrections import adjustments_due, overridden_values
from pipelines.settlement.locked import keep_locked, locked_tables
from pipelines.settlement.results import pay_groups
from pipelines.settlement.settling import Settling
from pipelines.warehouse import replace_rows
from scoring.impact import counterfactuals_of
from scoring.notices import Notice

COUNTERFACTUALS = "counterfactuals"


@dataclass(frozen=True)
class MonthScored:
    """What was calculated, what of it is stored, and what there is to say."""

    done: scoring.Scoring
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
    back = rules.months_back(period.name)
    month = month_of(connection, centre, metrics, period, back)
    measured = overridden_values(house, month.metric_values)
    facts = _with_adjustments(month.facts, adjustments_due(house, period.name))
    done = replace(month, metric_values=measured.metric_values, facts=facts).under(rules)
    stored = _unless_locked(connection, house, centre, period, done.tables)
    stored[COUNTERFACTUALS] = counterfactuals_of(done.run)
    for name, table in stored.items():
        replace_rows(connection, f"scoring.{name}", table, where={"period": period.name})
    return MonthScored(done, stored, (*done.notices, *measured.notices))


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
