"""The centre's KPIs, its people in figures, and what threatens soon: fetched, judged, stored."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import duckdb
import pyarrow as pa

from data_contracts.located_yaml import LocatedYaml, validated
from pipelines.centre import Centre
from pipelines.daily_sums import daily_sums
from pipelines.metrics import Metric
from pipelines.period import Period
from pipelines.scores import scoring_catalogue
from pipelines.warehouse import fetched, has_table, replace_rows
from scoring.kpi import (
    Absence,
    Ahead,
    Costs,
    Gap,
    KpiPlan,
    Leave,
    Month,
    Prices,
    Week,
    early_warnings,
    judge_kpis,
    staff_figures,
)

RULES_FILE, COSTS_FILE = "kpis.yaml", "early_warning.yaml"
KPI_TABLES = ("kpis", "kpi_weeks", "staff_figures")
WARNING_TABLES = ("early_warnings",)
SEEN_DAYS = 365

_NEWEST = "select max(business_date) from marts.queue_interval where business_date <= ?"
_GAPS = """
select business_date, sum(short_h)::decimal(18, 6), sum(over_h)::decimal(18, 6)
from scheduling.roster_coverage
where business_date > ?
group by business_date, plan_week
qualify plan_week = max(plan_week) over (partition by business_date)
order by business_date
"""
_CERTIFICATES = """
select
    employees.agent_id, skills.queue_id, skills.certificate_expires_on,
    coalesce(employees.weekly_hours, 40)::decimal(9, 2)
from staging.stg_people__skills as skills
inner join staging.stg_people__employees as employees using (employee_id)
where
    skills.certificate_expires_on > $day
    and skills.effective_from <= $day
    and (skills.effective_to is null or skills.effective_to > $day)
    and (employees.left_on is null or employees.left_on > $day)
    and employees.agent_id is not null
order by all
"""
# Forecast weeks after the last rostered one: hours to schedule, and contract hours less leave.
_WEEKS = """
with hours as (
    select plan_week as monday, sum(required_agents::decimal(18, 6)) / 2 as required_h
    from scheduling.requirement
    where plan_week > $rostered
    group by plan_week
),
agents as (
    select employees.employee_id, coalesce(employees.weekly_hours, 40) as weekly_hours
    from staging.stg_people__employees as employees
    inner join staging.stg_people__assignments as assigned using (employee_id)
    where assigned.role = 'agent' and assigned.effective_from <= $day
        and (assigned.effective_to is null or assigned.effective_to > $day)
        and (employees.left_on is null or employees.left_on > $day)
),
absent as (
    select hours.monday, sum(date_diff('hour',
        greatest(leaves.starts_at, hours.monday::timestamp),
        least(leaves.ends_at, (hours.monday + 7)::timestamp)) / 168.0 * agents.weekly_hours
    )::decimal(18, 6) as leave_h
    from hours
    inner join staging.stg_people__leaves as leaves
        on leaves.status = 'approved' and leaves.starts_at < (hours.monday + 7)::timestamp
            and leaves.ends_at > hours.monday::timestamp
    inner join agents using (employee_id)
    group by hours.monday
)
select hours.monday, hours.required_h::decimal(18, 6),
    ((select sum(weekly_hours) from agents) - coalesce(absent.leave_h, 0))::decimal(18, 6)
from hours left join absent using (monday)
order by hours.monday
"""
_LEAVES = """
select employees.agent_id,
    greatest(
        (leaves.starts_at at time zone 'UTC' at time zone centre.zone)::date, $day::date + 1
    ) as first_day,
    (date_diff('hour', greatest(leaves.starts_at, $day::timestamp), leaves.ends_at) / 168.0
        * coalesce(employees.weekly_hours, 40))::decimal(18, 6) as hours
from staging.stg_people__leaves as leaves
inner join staging.stg_people__employees as employees using (employee_id)
cross join config.centre as centre
where leaves.status = 'requested' and leaves.ends_at > ($day::date + 1)::timestamp
    and employees.agent_id is not null
order by all
"""
# A full-time month has 40 hours a week.
_MONTHS = """
select month_start, (-gap_fte_p50)::decimal(18, 6),
    (-gap_fte_p50 * 40 * 365.25 / 84)::decimal(18, 6),
    understaffed_probability::decimal(9, 6)
from scheduling.capacity_plan
where period = $1 and gap_fte_p50 < 0
order by month_start
"""
_STAFF = """
select agent_id, hired_on, left_on, weekly_hours from staging.stg_people__employees
where hired_on <= ?
"""
_PAID = """
select agent_id, pay_amount, code <> 'P1' as variable from scoring.pay_lines where period = ?
"""


def kpi_plan(centre: Centre, metrics: tuple[Metric, ...]) -> KpiPlan | None:
    """kpis.yaml; None where the centre has none. Raises Refusal where it is wrong."""
    document = centre.document(RULES_FILE)
    return None if document is None else KpiPlan.read(document, scoring_catalogue(metrics))


def store_kpis(
    connection: duckdb.DuckDBPyConnection,
    plan: KpiPlan,
    metrics: tuple[Metric, ...],
    period: Period,
    first: date,
) -> None:
    """Judge the month as of its last day of data, from `first` on, and store what was found."""
    [(as_of,)] = connection.execute(_NEWEST, [period.last]).fetchall()
    as_of = min(as_of or period.last, period.last)
    wanted = {kpi.metric for kpi in plan.rules.kpis}
    daily = daily_sums(
        connection,
        [metric for metric in metrics if metric.name in wanted],
        subject_kind="centre",
        first=first,
        last=as_of,
    )
    kpis, weeks = judge_kpis(plan, period.name, as_of, daily, first)
    staff = fetched(connection, _STAFF, [period.last])
    paid = fetched(connection, _PAID, [period.name])
    people = staff_figures(period.name, staff, paid)
    for name, table in zip(KPI_TABLES, (kpis, weeks, people), strict=True):
        replace_rows(connection, f"scoring.{name}", table, where={"period": period.name})


def prices_on(document: LocatedYaml, day: date) -> Prices:
    """early_warning.yaml on one day. Raises Refusal where it is wrong or a value is missing."""
    costs = validated(Costs, document)

    def value(name: str) -> Decimal:
        return getattr(costs, name).on(day, document.place((name,)))

    hour = value("hour_amount")
    return Prices(
        hour=hour,
        overtime=hour * value("overtime_multiplier"),
        contacts=value("contacts_per_hour"),
        lost=value("lost_contact_amount"),
        hiring=value("hiring_amount"),
        hiring_days=costs.hiring_days.on(day, document.place(("hiring_days",))),
        renewal=value("renewal_amount"),
        least_hours=value("least_hours"),
    )


def store_warnings(
    connection: duckdb.DuckDBPyConnection, document: LocatedYaml, period: Period
) -> pa.Table:
    """List what threatens after the month's last day, from the newest plan and the staff list."""
    ahead = _ahead(connection, period)
    found = early_warnings(period.name, ahead, prices_on(document, period.last))
    replace_rows(connection, "scoring.early_warnings", found, where={"period": period.name})
    return found


def _ahead(connection: duckdb.DuckDBPyConnection, period: Period) -> Ahead:
    as_of = period.last
    gaps: list[Gap] = []
    if has_table(connection, "scheduling.roster_coverage"):
        gaps = [Gap(*row) for row in connection.execute(_GAPS, [as_of]).fetchall()]
    certificates = connection.execute(_CERTIFICATES, {"day": as_of}).fetchall()
    staff = connection.execute(_STAFF, [as_of]).fetchall()
    here = [row for row in staff if row[2] is None or row[2] > as_of]
    [(since,)] = connection.execute("select min(work_date) from marts.attendance_day").fetchall()
    seen = min(SEEN_DAYS, (as_of - since).days + 1) if since else 0
    left = sum(row[2] is not None and 0 <= (as_of - row[2]).days < seen for row in staff)
    hours = [row[3] for row in here if row[3] is not None]
    return Ahead(
        as_of=as_of,
        gaps=gaps,
        weeks=_weeks(connection, as_of, gaps),
        leaves=[Leave(*row) for row in connection.execute(_LEAVES, {"day": as_of}).fetchall()],
        certificates=[Absence(*row) for row in certificates],
        months=_months(connection, period),
        headcount=len(here),
        left=left,
        seen_days=seen,
        weekly_hours=sum(hours, Decimal(0)) / len(hours) if hours else Decimal(0),
    )


def _weeks(connection: duckdb.DuckDBPyConnection, as_of: date, gaps: list[Gap]) -> list[Week]:
    """Forecast weeks after the last rostered day."""
    if not has_table(connection, "scheduling.requirement"):
        return []
    rostered = max((gap.day for gap in gaps), default=as_of)
    rows = connection.execute(_WEEKS, {"rostered": rostered, "day": as_of}).fetchall()
    return [Week(*row) for row in rows]


def _months(connection: duckdb.DuckDBPyConnection, period: Period) -> list[Month]:
    """Months of the capacity plan that the median says are short."""
    if not has_table(connection, "scheduling.capacity_plan"):
        return []
    return [Month(*row) for row in connection.execute(_MONTHS, [period.name]).fetchall()]
