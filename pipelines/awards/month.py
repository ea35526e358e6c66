"""All awards of a month in their order, and what must hold of them before pay."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pyarrow as pa

import scoring
from data_contracts.refusal import Place, Refusal
from pipelines.awards.cascades import store_targets
from pipelines.awards.commission import settles_commission, store_commission
from pipelines.awards.contests import store_contests
from pipelines.awards.documents import award_rules
from pipelines.awards.extras import award_extras
from pipelines.awards.results import settle_results
from pipelines.centre import Centre
from pipelines.metrics import Metric
from pipelines.period import Period
from pipelines.settings import House
from pipelines.settlement.locked import locked_tables
from pipelines.warehouse import fetched, has_table
from scoring.notices import Notice
from scoring.rules.pay_plans import CommissionPlan

# The component that pays each table of Extras.
COMPONENTS = {"sales": "P6", "prizes": "P7", "team_awards": "P11", "adjustments": "P12"}

_OVER_BUDGET = """
select contest_id, sum(amount) from scoring.contest_prizes group by contest_id
"""
_CASCADE_SUMS = """
select parents.agent_id, parents.cascade_id, parents.part_id, parents.score, children.total
from scoring.cascade_lines as parents
inner join (
    select agent_id, cascade_id, parent_id, sum(contribution) as total
    from scoring.cascade_lines where period = $period and parent_id is not null
    group by agent_id, cascade_id, parent_id
) as children
    on
        parents.agent_id = children.agent_id
        and parents.cascade_id = children.cascade_id
        and parents.part_id = children.parent_id
where parents.period = $period and parents.score is not null and parents.score <> children.total
"""


def store_awards(
    connection: duckdb.DuckDBPyConnection,
    house: House,
    centre: Centre,
    rules: scoring.Rules,
    metrics: tuple[Metric, ...],
    period: Period,
) -> list[Notice]:
    """Settle every award of the month. A month that is locked keeps what was paid by."""
    if locked_tables(house, period.name):
        zh, en = "本月已锁定，奖励保持发放时的结果", "the month is locked: awards stay as paid"
        return [Notice("awards_locked", zh, en)]
    refuse_second_rate(rules, centre, period)
    awards = award_rules(centre, rules.catalogue, period)
    notices = store_commission(connection, centre, awards.commissions, period)
    notices += store_contests(connection, awards.contests, metrics, period)
    store_targets(connection, awards.targets, period)
    return notices + settle_results(connection, house, centre, rules, metrics, period)


def cascades_add_up(connection: duckdb.DuckDBPyConnection, period: Period) -> list[str]:
    """Lines whose children do not sum to their score, one sentence each."""
    if not has_table(connection, "scoring.cascade_lines"):
        return []
    rows = fetched(connection, _CASCADE_SUMS, {"period": period.name}).to_pylist()
    return [
        f"{row['agent_id']} {row['cascade_id']} {row['part_id']}: children give {row['total']}, "
        f"it has {row['score']}"
        for row in rows
    ]


def budgets_hold(
    connection: duckdb.DuckDBPyConnection, rules: scoring.Rules, centre: Centre, period: Period
) -> list[str]:
    """Contests whose prizes are more than their budget, one sentence each."""
    if not has_table(connection, "scoring.contest_prizes"):
        return []
    paid = dict(connection.execute(_OVER_BUDGET).fetchall())
    contests = award_rules(centre, rules.catalogue, period).contests
    return [
        f"{plan.rule.id}: prizes of {paid[plan.rule.id]}, budget {plan.terms.budget_amount}"
        for plan in contests
        if paid.get(plan.rule.id, Decimal(0)) > plan.terms.budget_amount
    ]


def unpaid_amounts(
    connection: duckdb.DuckDBPyConnection, rules: scoring.Rules, centre: Centre, period: Period
) -> list[str]:
    """Amounts that no component of a pay plan of the month pays, one sentence for each kind."""
    codes = {one.code for plan in rules.in_month(period.name).pay for one in plan.components}
    extras = award_extras(connection, centre, period)
    return [
        f"{rows} amounts of {name}, and no pay plan has a component {COMPONENTS[name]}"
        for name, table in extras.items()
        if COMPONENTS[name] not in codes and (rows := _amounts(name, table, centre, period))
    ]


def _amounts(name: str, table: pa.Table, centre: Centre, period: Period) -> int:
    """Rows with money; raw sales are not amounts that anybody was promised."""
    if name == "sales" and not settles_commission(centre, period):
        return 0
    return sum(amount != 0 for amount in table["amount"].to_pylist())


def refuse_second_rate(rules: scoring.Rules, centre: Centre, period: Period) -> None:
    """Raises Refusal for a component P6 with a rate of its own beside a commission file."""
    if not settles_commission(centre, period):
        return
    for plan in rules.in_month(period.name).pay:
        for one in plan.components:
            if isinstance(one, CommissionPlan) and one.rate != 1:
                raise Refusal(
                    f"the component '{one.id}' applies a rate to commission that has one",
                    place=Place(plan.document.file, key=f"{one.id}.rate"),
                    value=one.rate,
                    next_step="write 1: the rates are those of the commission file in awards/",
                )
