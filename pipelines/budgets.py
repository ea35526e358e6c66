"""Budgets of a centre: for the forecast of pay, and against what a month came to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

import duckdb
import pyarrow as pa

import scoring
from pipelines.centre import Centre
from pipelines.metrics import Metric
from pipelines.people import people_of
from pipelines.period import Period
from pipelines.scored_month import month_corrected
from pipelines.scores import centre_rules
from pipelines.settings import House
from pipelines.warehouse import fetched, replace_rows
from scoring.cost import Actual, BudgetPlan, VolumeDriver, budget_variance, read_budgets
from scoring.impact import Budget

BUDGETS_FILE = "budgets.yaml"
VARIANCE = "budget_variance"

_PAID = """
select agent_id, component, pay_amount from scoring.pay_lines where period = $period
"""
_POINTS = """
select agent_id, sum(points) as quantity from scoring.point_lines
where period = $period and work_type <> 'expiry' group by agent_id
"""
_CONTACTS = """
select agent_id, sum(handled_contacts) as quantity from marts.agent_day
where business_date between $first and $last group by agent_id
"""

Money = dict[tuple[str, str], Decimal]


def budget_plan(centre: Centre, period: Period) -> BudgetPlan | None:
    """budgets.yaml in a month, None where the centre has none. Raises Refusal where it is wrong."""
    document = centre.document(BUDGETS_FILE)
    return None if document is None else read_budgets(document, period.name)


def forecast_budgets(centre: Centre, people: pa.Table, period: Period) -> list[Budget]:
    """Every budget of a coming month by team, department and centre; none without a file."""
    plan = budget_plan(centre, period)
    if plan is None:
        return []
    departments = {
        row["team_id"]: row["department_id"]
        for row in people.to_pylist()
        if row["team_id"] and row["department_id"]
    }
    return plan.budgets(departments)


def store_variance(
    connection: duckdb.DuckDBPyConnection,
    house: House,
    centre: Centre,
    rules: scoring.Rules,
    metrics: tuple[Metric, ...],
    period: Period,
) -> pa.Table:
    """Store budget against actual pay of a month with its four parts; empty without a file.

    What the rules of the budget would have paid is calculated by the same engine from the same
    facts, and only where a rule has changed since.
    """
    plan = budget_plan(centre, period)
    if plan is None:
        return pa.table({})
    team_of = _teams(connection, period)
    paid = _by_team(fetched(connection, _PAID, {"period": period.name}), team_of)
    before = centre_rules(centre, metrics, as_of=plan.rules_as_of)
    unchanged = paid
    if before.fingerprint(period.name) != rules.fingerprint(period.name):
        month, _ = month_corrected(connection, house, centre, before, metrics, period)
        unchanged = _by_team(month.under(before).pay_lines, team_of)
    actual = Actual(_volumes(connection, team_of, period), paid, unchanged)
    table = budget_variance(period.name, plan, actual)
    replace_rows(connection, f"scoring.{VARIANCE}", table, where={"period": period.name})
    return table


def _teams(connection: duckdb.DuckDBPyConnection, period: Period) -> Mapping[str, str]:
    """The last team of each person, as the forecast has it."""
    people = people_of(connection, period.first, period.last).to_pylist()
    return {row["agent_id"]: row["team_id"] or "" for row in people}


def _by_team(lines: pa.Table, team_of: Mapping[str, str]) -> Money:
    sums: Money = defaultdict(Decimal)
    for row in lines.select(["agent_id", "component", "pay_amount"]).to_pylist():
        sums[team_of.get(row["agent_id"], ""), row["component"]] += row["pay_amount"]
    return sums


def _volumes(
    connection: duckdb.DuckDBPyConnection, team_of: Mapping[str, str], period: Period
) -> Mapping[tuple[str, VolumeDriver], Decimal]:
    span = {"first": period.first, "last": period.last}
    month = {"period": period.name}
    found: dict[tuple[str, VolumeDriver], Decimal] = defaultdict(Decimal)
    counted: dict[VolumeDriver, pa.Table] = {
        "points": fetched(connection, _POINTS, month),
        "contacts": fetched(connection, _CONTACTS, span),
    }
    for driver, table in counted.items():
        for row in table.to_pylist():
            found[team_of.get(row["agent_id"], ""), driver] += Decimal(row["quantity"] or 0)
    for team in team_of.values():
        found[team, "heads"] += 1
    return found
