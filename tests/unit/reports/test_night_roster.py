"""A night across midnight and a split shift, from the library to roster, coverage and calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import pyarrow as pa
from icalendar import Calendar

from data_contracts.located_yaml import read_yaml
from reports import ReportContext, Scope, build_calendar
from scheduling import Roster, build_roster, check_roster, read_shift_library, read_working_time
from scheduling.half_hours import half_hours_of, local_to_utc

MONDAY, ZONE = date(2026, 7, 6), "Asia/Shanghai"
SHIFTS = """
shifts:
  N:
    name_zh: 夜班
    name_en: Night
    definition:
      2026-01-01:
        source: test
        value:
          starts: ["22:00"]
          length_s: 30600
          paid_s: 28800
          meal: {length_s: 1800, earliest_s: 12600, latest_s: 16200}
          breaks: []
  S:
    name_zh: 两头班
    name_en: Split
    definition:
      2026-01-01:
        source: test
        value:
          starts: ["08:00"]
          length_s: 43200
          paid_s: 28800
          meal: {length_s: 14400, earliest_s: 14400, latest_s: 14400}
          breaks: []
"""
RULES = """
minimum_rest_h: {2026-01-01: {value: 11, source: test}}
maximum_consecutive_days: {2026-01-01: {value: 6, source: test}}
minimum_days_off_per_week: {2026-01-01: {value: 2, source: test}}
maximum_paid_h_per_day: {2026-01-01: {value: 8, source: test}}
maximum_paid_h_per_week: {2026-01-01: {value: 40, source: test}}
contract_hours_tolerance_h: {2026-01-01: {value: 8, source: test}}
employment:
  full_time: {shift_codes: {2026-01-01: {value: [N, S], source: test}}}
coverage_prices:
  2026-01-01:
    value: {band: 0.10, short: 10, short_beyond: 20, over: 1, over_beyond: 2}
    source: test
start_change_price: {2026-01-01: {value: 1, source: test}}
"""
AGENTS = [f"A{1001 + n}" for n in range(6)]


def wanted(slot: int) -> int:
    """Two at night, two in the morning and evening, nobody from 12 to 16."""
    return 2 if slot < 12 or slot >= 44 or 16 <= slot < 24 or 32 <= slot < 40 else 0


def known() -> dict[str, Any]:
    people = [
        {"agent_id": a, "role": "agent", "employment": "full_time", "weekly_hours": Decimal(40)}
        for a in AGENTS
    ]
    nobody = pa.schema(
        [("agent_id", pa.string()), ("starts_at", pa.timestamp("us")),
         ("ends_at", pa.timestamp("us"))]
    )  # fmt: skip
    return {
        "people": pa.Table.from_pylist(people),
        "skills": pa.Table.from_pylist([{"agent_id": a, "queue_id": "q"} for a in AGENTS]),
        "leaves": nobody.empty_table(),
        "shift_library": read_shift_library(read_yaml(SHIFTS, "shifts.yaml")),
        "working_time": read_working_time(read_yaml(RULES, "working_time.yaml")),
        "plan_week": MONDAY,
        "zone": ZONE,
    }


@cache
def roster() -> Roster:
    rows = [
        {"plan_week": MONDAY, "queue_id": "q", "interval_start_at": at,
         "required_agents": wanted(slot)}
        for day in range(7)
        for at, slot in half_hours_of(MONDAY + timedelta(days=day), ZONE)
    ]  # fmt: skip
    return build_roster(pa.Table.from_pylist(rows), **known(), time_limit_s=3.0, seed=1)


def rows_of(table: pa.Table, **equal: Any) -> list[dict[str, Any]]:
    return [row for row in table.to_pylist() if all(row[k] == v for k, v in equal.items())]


def present(day: date, clock: str) -> float:
    at = local_to_utc(day, 60 * int(clock[:2]) + int(clock[3:]), ZONE)
    [row] = rows_of(roster().coverage, interval_start_at=at)
    return row["scheduled_agents"]


def test_every_rule_is_kept_and_both_shifts_are_used() -> None:
    made = roster()
    assert check_roster(made.shifts, made.activities, **known()).num_rows == 0
    assert {row["shift_code"] for row in rows_of(made.shifts)} >= {"N", "S", "OFF"}


def test_a_night_belongs_to_the_day_it_starts_and_covers_the_next() -> None:
    for night in range(6):
        day, next_day = (MONDAY + timedelta(days=night + more) for more in (0, 1))
        working = rows_of(roster().shifts, work_date=day, shift_code="N")
        for row in working:
            assert row["starts_at"] == local_to_utc(day, 22 * 60, ZONE)
            assert row["ends_at"] == row["starts_at"] + timedelta(hours=8.5)
        assert present(day, "23:00") == len(working)
        assert present(next_day, "05:30") == len(working), "the meal is over by half past two"


def test_a_split_shift_leaves_its_middle_and_comes_back() -> None:
    for day in (MONDAY + timedelta(days=n) for n in range(7)):
        working = len(rows_of(roster().shifts, work_date=day, shift_code="S"))
        assert [present(day, clock) for clock in ("11:30", "12:00", "15:30", "16:00")] == [
            working, 0, 0, working,
        ]  # fmt: skip


def test_the_calendar_shows_the_night_as_one_event(
    context_for: Callable[[], ReportContext],
) -> None:
    made = roster()
    [night, *_] = rows_of(made.shifts, shift_code="N")
    tables = {"roster_shifts": made.shifts, "roster_activities": made.activities}
    who = Scope("agent", night["agent_id"], "甲")
    calendar = build_calendar(tables, who, context_for())
    assert calendar is not None
    starts = {
        event.decoded("dtstart").replace(tzinfo=None): event.decoded("dtend")
        for event in Calendar.from_ical(calendar.content).walk("VEVENT")
    }
    end: datetime = starts[night["starts_at"]]
    assert end.replace(tzinfo=None) == night["ends_at"]
