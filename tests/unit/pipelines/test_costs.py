"""The month's cost from a small warehouse: who came back, whose half-hour, and every total."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import duckdb
import pytest

import scoring
from data_contracts.located_yaml import read_yaml
from pipelines.centre import Centre, load_centre
from pipelines.costs import MonthCosted, store_costs
from pipelines.period import Period
from pipelines.settings import SAMPLE_CENTRE

JUNE = Period(2026, 6)
TABLES = """
create schema staging; create schema marts; create schema scoring;
create table staging.stg_people__employees as select 'E1' as employee_id, 'A1' as agent_id,
    'full_time' as employment, 40.0 as weekly_hours, 5000.00 as base_salary_amount,
    'CNY' as currency, date '2026-01-01' as hired_on, null::date as left_on;
create table staging.stg_people__assignments as select 'E1' as employee_id, 'agent' as role,
    'T1' as team_id, 'service' as department_id, date '2026-01-01' as effective_from,
    null::date as effective_to;
create table marts.attendance_day as select 'E1' as employee_id, date '2026-06-01' as work_date,
    28800 as scheduled_s, 28800 as paid_s;
create table marts.agent_day as select 'A1' as agent_id, 'T1' as team_id,
    date '2026-06-01' as business_date, 3600 as available_s, 0 as ring_s, 9000 as logged_in_s,
    28800 as paid_s, 27000 as attended_s;
create table marts.agent_interval as select timestamp '2026-06-01 01:30:00' as interval_start_at,
    date '2026-06-01' as business_date, 900 as logged_in_s;
create table marts.work_done as select 'A1' as agent_id, date '2026-06-01' as business_date,
    'ticket_resolved' as work_type, 2 as quantity;
create table scoring.pay_lines as select '2026-06' as period, 'A1' as agent_id,
    'base' as component, '岗位' as name_zh, 'Base' as name_en,
    8000.01::decimal(18, 2) as pay_amount, 'pay@day' as rule_ref;
create table scoring.trace_nodes as select '2026-06' as period, null as parent_id,
    'amount' as kind, 8000.01::decimal(18, 6) as output;
"""
CONTACTS = """
create table marts.contacts as
select
    'voice' as channel, 'voice_general' as queue_id, 1 as answered, 'A1' as agent_id,
    'T1' as team_id, cast(arrived as timestamp) as arrived_at,
    cast(arrived as timestamp) + to_minutes(5) as ended_at,
    cast(cast(arrived as timestamp) as date) as business_date,
    arrived as contact_id, 1 as segment_no,
    who as customer_key, kind as contact_type, sent_on as transferred_out, 300 as handle_s
from (values
    ('c1', 'enquiry', '2026-06-01 02:00:00', 0),
    ('c1', 'enquiry', '2026-06-05 02:00:00', 0),
    ('c1', 'billing', '2026-06-06 02:00:00', 0),
    ('c2', 'enquiry', '2026-06-29 02:00:00', 0),
    ('c2', 'enquiry', '2026-07-03 02:00:00', 0),
    (null, 'enquiry', '2026-06-07 02:00:00', 0),
    ('c3', 'enquiry', '2026-06-08 02:00:00', 1)
) as given(who, kind, arrived, sent_on)
"""
TARIFF = """
kind: points
id: tariff
name_zh: 积分
name_en: Points
owner: test
applies_to: everyone
reference_s: {2026-01-01: {value: 60, source: s}}
standard_s: {ticket_resolved: {2026-01-01: {value: 240, source: s}}}
"""


@pytest.fixture(scope="module")
def sample() -> Centre:
    return load_centre(SAMPLE_CENTRE)


@pytest.fixture(scope="module")
def costed(sample: Centre) -> Iterator[MonthCosted]:
    rules = scoring.compile_rules([read_yaml(TARIFF, "tariff.yaml")], {})
    with duckdb.connect() as connection:
        connection.execute(TABLES)
        connection.execute(CONTACTS)
        yield store_costs(connection, sample, rules, JUNE)


def rows(costed: MonthCosted, table: str, **where: Any) -> list[dict[str, Any]]:
    found = costed.tables[table].to_pylist()
    return [row for row in found if all(row[key] == value for key, value in where.items())]


def test_the_control_totals_agree(costed: MonthCosted) -> None:
    assert costed.differing == []
    [pay] = rows(costed, "cost_controls", left_en="Pay lines", right_en="Roots of the trace")
    assert pay["left_amount"] == Decimal("8000.01")


def test_a_customer_who_returns_with_the_same_type_in_a_week_was_not_helped(
    costed: MonthCosted,
) -> None:
    """Resolved: c1's second enquiry and the bill. Not: c1's first and c2's, who came back within
    seven days (c2 in July), a transfer, and a customer nobody knows."""
    [centre] = rows(costed, "cost_unit", scope_kind="centre")
    assert (centre["contacts"], centre["resolutions"]) == (6, 2)


def test_time_is_split_over_what_it_went_to(costed: MonthCosted) -> None:
    """28,800 s paid: 1,800 of handling, 3,600 of waiting, 480 on tickets, the rest shrinkage."""
    found = {
        row["activity"]: row["driver_quantity"]
        for row in rows(costed, "cost_lines", stage="activity", element="base")
    }
    assert found == {
        "handling": 1800, "waiting": 3600, "ticket_resolved": 480, "shrinkage": 22920
    }  # fmt: skip


def test_seats_are_told_by_the_clock_of_the_centre(costed: MonthCosted) -> None:
    [seat] = rows(costed, "seat_use")
    assert (seat["weekday"], seat["half_hour"]) == (1, 19)  # 01:30 in UTC, 09:30 in Shanghai
