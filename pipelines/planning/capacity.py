"""The capacity plan of the months after a period, as the run stores it."""

from __future__ import annotations

from datetime import timedelta

import duckdb
import numpy as np
import pyarrow as pa

from pipelines.centre import Centre
from pipelines.period import Period
from pipelines.planning.bridge import BRIDGE
from pipelines.planning.stored_month import store_month
from pipelines.warehouse import fetched, has_table
from scheduling.capacity import CapacityPast, CapacityRules, capacity_plan, read_capacity
from scheduling.capacity.workload import DailyWorkload

CAPACITY_PLAN = "capacity_plan"
CAPACITY_FILE = "capacity.yaml"
DRAWS, SEED = 1000, 20260401
FULL_TIME_H = 40.0

# Contacts that nobody answered are worth the queue's handle time of the day.
_WORKLOAD = """
with days as (
    select business_date, queue_id, sum(offered) as offered,
        sum(handle_s) / nullif(sum(answered), 0) as aht_s
    from marts.queue_interval where business_date <= $last
    group by all
)
select business_date, sum((offered * coalesce(aht_s, 0))::decimal(18, 6))::double / 3600 as hours
from days group by business_date order by business_date
"""
# Agent hours that the month's plan takes on the queue, per hour of handling it expects.
_STAFFED = """
select (sum(planned_agents::decimal(18, 6)) / 2)::double
    / nullif(sum((planned_offered * planned_aht_s)::decimal(18, 6)) / 3600, 0)::double
from scheduling.service_level_bridge where period = $1
"""
_AGENTS = """
select date_diff('day', employees.hired_on, $last::date) / 30.4375 as tenure_months,
    employees.weekly_hours
from staging.stg_people__employees as employees
inner join staging.stg_people__assignments as assigned using (employee_id)
where assigned.role = 'agent'
    and assigned.effective_from <= $last
    and (assigned.effective_to is null or assigned.effective_to > $last)
    and employees.hired_on <= $last
    and (employees.left_on is null or employees.left_on > $last)
order by employees.employee_id
"""


def store_capacity(
    connection: duckdb.DuckDBPyConnection, centre: Centre, period: Period
) -> pa.Table | None:
    """The months after the period; None for a centre without assumptions, people or a plan."""
    document = centre.document(CAPACITY_FILE)
    if document is None or not has_table(connection, f"scheduling.{BRIDGE}"):
        return None
    rules = read_capacity(document, period.last)
    past = _past(connection, centre, period, rules)
    if past is None:
        return None
    first = period.last + timedelta(days=1)
    plan = capacity_plan(past, rules, first, draws=DRAWS, seed=SEED)
    plan = plan.append_column("currency", pa.array([centre.settings.currency] * plan.num_rows))
    return store_month(connection, CAPACITY_PLAN, plan, period)


def _past(
    connection: duckdb.DuckDBPyConnection, centre: Centre, period: Period, rules: CapacityRules
) -> CapacityPast | None:
    [(staffed,)] = connection.execute(_STAFFED, [period.name]).fetchall()
    last = {"last": period.last}
    people = fetched(connection, _AGENTS, last)
    if staffed is None or not people.num_rows:
        return None
    workload = fetched(connection, _WORKLOAD, last)
    days = workload["business_date"].to_pylist()
    ahead = period.last + timedelta(days=31 * rules.horizon_months)
    return CapacityPast(
        DailyWorkload(days, workload["hours"].to_numpy().astype(float)),
        {day: centre.calendar.day_class(day) for day in centre.days(days[0], ahead)},
        staffed_h_per_workload_h=float(staffed),
        tenure_months=[int(months) for months in people["tenure_months"].to_pylist()],
        contract_share=np.array(people["weekly_hours"].to_pylist(), float) / FULL_TIME_H,
    )
