"""Time off in lieu: earned, brought along, taken, paid when it runs out."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from data_contracts.refusal import Refusal
from pipelines.period import Period
from pipelines.statutory.comp_leave import opening_of
from pipelines.statutory.month import statutory_facts
from pipelines.warehouse import replace_rows
from scoring.statutory import overtime_day_table
from tests.unit.pipelines.statutory.attendance import (
    HOUR,
    found,
    people,
)


def test_time_off_settles_rest_day_work_and_what_expires_is_paid(warehouse, centre) -> None:
    """8 h of a free Saturday of April are settled by time off: 5 h are taken in May, and the 3 h
    left are paid at 200 % in the month in which the 180 days have passed."""
    april, october = Period(2026, 4), Period(2026, 10)
    begins = datetime(2026, 4, 11, 1)
    warehouse.execute(
        "insert into marts.attendance_day values ('E1', 'A1', '2026-04-11', 'rest_day', null,"
        " null, ?, ?, 0, ?, null, 0)",
        [begins, begins + 8 * HOUR, 8 * 3600],
    )
    warehouse.execute(
        "insert into landing.overtime_approvals values"
        " ('A1', '2026-04-11', 'approved', '2026-04-10', 1, 'comp_leave')"
    )
    warehouse.execute(
        "insert into marts.attendance_day values ('E1', 'A1', '2026-05-06', 'workday', ?, ?,"
        " null, null, 0, 0, 'compensatory', ?)",
        [datetime(2026, 5, 6, 1), datetime(2026, 5, 6, 9), 5 * 3600],
    )
    earned = statutory_facts(warehouse, centre, april, people())
    assert [row["comp_leave_s"] for row in earned.overtime.to_pylist()] == [8 * 3600]
    warehouse.execute("create schema scoring")
    rows = overtime_day_table("2026-04", earned.all_days)
    replace_rows(warehouse, "scoring.overtime_day", rows, where={"period": "2026-04"})
    may = found(warehouse, centre)
    moved = [(row.kind, row.seconds // 3600) for row in may.comp_leave["A1"].rows]
    assert moved == [("earned", 8), ("taken", -5)]
    assert (may.comp_leave["A1"].balance_s, may.overtime.num_rows) == (3 * 3600, 0)
    late = statutory_facts(warehouse, centre, october, people())
    [due] = late.overtime.to_pylist()
    assert (due["work_date"], due["day_class"]) == (date(2026, 4, 11), "rest_day")
    assert (due["overtime_s"], due["comp_leave_s"]) == (3 * 3600, 0)
    after = statutory_facts(warehouse, centre, Period(2026, 11), people())
    assert (after.overtime.num_rows, after.comp_leave["A1"].balance_s) == (0, 0)


def test_time_off_that_was_brought_along_is_taken_and_runs_out(
    warehouse, own_centre, centre
) -> None:
    """8 h of a January Saturday and 4 h of a March one: 5 h are taken in May, the rest of January
    runs out in July and is paid at 200 %. Overtime before the ledger begins is in them already."""
    opening = """
ledger_from: 2026-04-01
source: "HR, 31 March 2026"
balances:
  - {agent_id: A1, earned_on: 2026-01-10, hours: 8}
  - {agent_id: A1, earned_on: 2026-03-21, hours: 4.5}
"""
    own = own_centre(comp_leave=opening)
    taken = (
        "insert into marts.attendance_day values ('E1', 'A1', ?, 'workday', ?, ?, null, null, 0, 0,"
        " 'compensatory', ?)"
    )
    for day, hours in ((date(2026, 5, 6), 5), (date(2026, 3, 23), 8)):
        begins = datetime(day.year, day.month, day.day, 1)
        warehouse.execute(taken, [day, begins, begins + 8 * HOUR, hours * 3600])
    may = found(warehouse, own).comp_leave["A1"]
    assert [(row.kind, row.seconds / 3600) for row in may.rows] == [
        ("earned", 8), ("earned", 4.5), ("taken", -5),
    ]  # fmt: skip
    july = statutory_facts(warehouse, own, Period(2026, 7), people())
    [due] = july.overtime.to_pylist()
    assert (due["day_class"], due["overtime_s"]) == ("rest_day", 3 * 3600)
    assert july.comp_leave["A1"].balance_s == 4.5 * 3600


@pytest.mark.parametrize("earned_on", ["2026-04-01", "2026-03-21"])
def test_time_off_of_a_date_in_the_ledger_or_told_twice_is_refused(
    own_centre, earned_on: str
) -> None:
    twice = f"""
ledger_from: 2026-04-01
source: s
balances:
  - {{agent_id: A1, earned_on: 2026-03-21, hours: 8}}
  - {{agent_id: A1, earned_on: {earned_on}, hours: 8}}
"""
    with pytest.raises(Refusal) as refused:
        opening_of(own_centre(comp_leave=twice))
    assert refused.value.place.line == 6


def test_more_time_off_than_was_earned_is_refused(warehouse, centre) -> None:
    warehouse.execute(
        "insert into marts.attendance_day values ('E1', 'A1', '2026-05-06', 'workday', ?, ?,"
        " null, null, 0, 0, 'compensatory', 3600)",
        [datetime(2026, 5, 6, 1), datetime(2026, 5, 6, 9)],
    )
    with pytest.raises(Refusal, match="more comp leave is taken on 2026-05-06"):
        found(warehouse, centre)
