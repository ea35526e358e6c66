"""What a month cost: pay, time and contacts fetched, allocated by scoring.cost, stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import duckdb
import pyarrow as pa

import scoring
from pipelines.centre import Centre
from pipelines.people import people_of
from pipelines.period import Period
from pipelines.warehouse import fetched, replace_rows
from scoring.cost import (
    CostFacts,
    CostPlan,
    allocate,
    cost_controls,
    differing,
    journal_lines,
    read_cost_rules,
    seat_use,
    unit_costs,
)

COSTS_FILE = "costs.yaml"

_PAY = "select * from scoring.pay_lines where period = $period order by all"
_TRACED = """
select coalesce(sum(output), 0)::decimal(18, 2) from scoring.trace_nodes
where period = ? and parent_id is null and kind = 'amount'
"""
_TIME = """
select
    agent_id, team_id,
    cast(sum(coalesce(available_s, 0) + coalesce(ring_s, 0)) as bigint) as available_s,
    cast(sum(coalesce(logged_in_s, 0)) as bigint) as logged_in_s,
    cast(sum(greatest(coalesce(paid_s, 0), coalesce(attended_s, 0))) as bigint) as present_s
from marts.agent_day
where business_date between $first and $last
group by agent_id, team_id
order by all
"""
_OTHER_WORK = """
select work.agent_id, days.team_id, work.work_type, work.business_date, work.quantity
from marts.work_done as work
left join marts.agent_day as days using (agent_id, business_date)
where
    work.business_date between $first and $last and not starts_with(work.work_type, 'contact:')
order by all
"""
# Resolved: the customer does not come back with the same type within so many days, as far as
# the data reach.
_HANDLED = """
with answered as (
    select
        *,
        customer_key is not null and transferred_out = 0 and coalesce(
            lead(arrived_at) over (
                partition by customer_key, contact_type
                order by arrived_at, contact_id, segment_no
            ) > ended_at + to_days(cast($days as integer)),
            true
        ) as resolved
    from marts.contacts
    where
        answered = 1 and agent_id is not null
        and business_date between $first and $last + cast($days as integer)
)
select
    agent_id, team_id, channel, queue_id, contact_type,
    cast(sum(coalesce(handle_s, 0)) as bigint) as handle_s,
    count(*) as contacts,
    count(*) filter (resolved) as resolutions
from answered
where business_date between $first and $last
group by agent_id, team_id, channel, queue_id, contact_type
order by all
"""
_OCCUPIED = """
select
    isodow(timezone($zone, timezone('UTC', interval_start_at))) as weekday,
    hour(timezone($zone, timezone('UTC', interval_start_at))) * 2
    + minute(timezone($zone, timezone('UTC', interval_start_at))) // 30 as half_hour,
    cast(sum(logged_in_s) as bigint) as logged_in_s
from marts.agent_interval
where business_date between $first and $last
group by interval_start_at
order by interval_start_at
"""


@dataclass(frozen=True)
class MonthCosted:
    """The tables that were stored, and control totals that do not agree, one sentence each."""

    tables: Mapping[str, pa.Table]
    differing: Sequence[str]


def store_costs(
    connection: duckdb.DuckDBPyConnection, centre: Centre, rules: scoring.Rules, period: Period
) -> MonthCosted:
    """Allocate the month's cost and store it with unit costs, journal, controls and seats.

    Raises Refusal where costs.yaml is wrong. Needs the month's pay lines and trace.
    """
    plan = cost_plan(centre, period)
    done = allocate(plan, _facts(connection, rules, plan, period))
    [(traced,)] = connection.execute(_TRACED, [period.name]).fetchall()
    unit, journal = unit_costs(done), journal_lines(done)
    controls = cost_controls(done, unit, journal, traced)
    span = _span(period) | {"zone": centre.settings.zone}
    seats = seat_use(plan, fetched(connection, _OCCUPIED, span).to_pylist())
    tables = {
        "cost_lines": done.table,
        "cost_unit": unit,
        "journal_lines": journal,
        "cost_controls": controls,
        "seat_use": seats,
    }
    for name, table in tables.items():
        replace_rows(connection, f"scoring.{name}", table, where={"period": period.name})
    return MonthCosted(tables, differing(controls))


def cost_plan(centre: Centre, period: Period) -> CostPlan:
    """costs.yaml in a month; the centre has one. Raises Refusal where it is wrong."""
    document = centre.document(COSTS_FILE)
    assert document is not None
    return read_cost_rules(document, period.name)


def _facts(
    connection: duckdb.DuckDBPyConnection, rules: scoring.Rules, plan: CostPlan, period: Period
) -> CostFacts:
    span = _span(period)
    handled = fetched(connection, _HANDLED, span | {"days": plan.resolution_days})
    return CostFacts(
        people=tuple(people_of(connection, period.first, period.last).to_pylist()),
        pay=tuple(fetched(connection, _PAY, {"period": period.name}).to_pylist()),
        time=tuple(fetched(connection, _TIME, span).to_pylist()),
        other_work=_other_work(fetched(connection, _OTHER_WORK, span), rules),
        handled=tuple(handled.to_pylist()),
    )


def _other_work(work: pa.Table, rules: scoring.Rules) -> tuple[dict[str, Any], ...]:
    """Seconds of tickets, evaluations and the like at the standard that pays for them."""
    standards: dict[str, Any] = {}
    for tariff, _ in rules.points:
        standards |= tariff.standard_s
    rows: list[dict[str, Any]] = []
    for row in work.to_pylist():
        dated = standards.get(row["work_type"])
        entry = dated.entry_on(row["business_date"]) if dated else None
        seconds = Fraction(entry[1].value or Decimal(0)) if entry else Fraction(0)
        rows.append(row | {"seconds": row["quantity"] * seconds})
    return tuple(rows)


def _span(period: Period) -> dict[str, object]:
    return {"first": period.first, "last": period.last}
