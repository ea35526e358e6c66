"""The warehouse finds what the simulation did, to the contact and to the second."""

from __future__ import annotations

import pytest

from tests.month.conftest import Month

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("month")]

# A half-hour without a contact has no row in the mart; a day without a login has no seconds.
PRESENT = {"queue_interval": "true", "agent_day": "logged_in_s is not null"}
EMPTY = {"queue_interval": "offered + flow_out + callback_accepted > 0", "agent_day": "true"}


@pytest.mark.parametrize("table", PRESENT)
def test_mart_is_the_truth(month: Month, table: str) -> None:
    truth = month.truth_table(table).filter(EMPTY[table])
    columns = truth.columns
    found = month.rows(
        f"select {', '.join(columns)} from marts.{table} where {PRESENT[table]} order by all"
    )
    expected = truth.order("all").fetchall()
    assert len(expected) > 500
    assert found == expected


def test_promises_are_kept_late_or_missed_as_they_were(month: Month) -> None:
    """All but those of the last two days, of whom some may still be called."""
    fates = ("kept", "late", "missed", "early", "withdrawn")
    found = month.rows(
        f"select business_date::varchar, queue_id, {', '.join(fates)} from marts.callback_day"
        " where business_date < (select max(business_date) - 1 from marts.callback_day)"
        " order by all"
    )
    truth = {(row["day"], row["queue_id"]): row for row in month.truth["callbacks"]}
    assert len(found) > 50
    assert found == [
        (day, queue, *(truth[day, queue].get(fate, 0) for fate in fates))
        for day, queue, *_ in found
    ]


def test_lateness_is_found_where_both_punches_are_in_the_log(month: Month) -> None:
    truth = {
        (employee, day): late_s
        for employee, day, late_s in month.truth_table("attendance")
        .filter("not on_leave and arrived_at is not null")
        .project("employee_id, work_date, late_s")
        .fetchall()
    }
    found = month.rows(
        "select employee_id, work_date, late_s from marts.attendance_day "
        "where late_count = 1 and unpaired_punches = 0"
    )
    assert len(found) > 10
    told = [(key, late_s) for *key, late_s in found]
    assert [(key, truth[tuple(key)]) for key, _ in told] == told


@pytest.mark.parametrize(
    ("kind", "metric"),
    [
        ("short_calls", "short_contact_rate"),
        ("wrap_parking", "average_wrap_s"),
    ],
)
def test_a_gamer_stands_out_from_every_honest_agent(month: Month, kind: str, metric: str) -> None:
    [gamer] = [agent for agent, how in month.truth["gamers"].items() if how == kind]
    found = dict(
        month.rows(
            "select subject_id, value from scoring.metric_values "
            "where subject_kind = 'agent' and metric = $1 and denominator > 100",
            metric,
        )
    )
    honest = [value for agent, value in found.items() if agent not in month.truth["gamers"]]
    assert len(honest) >= 15
    assert found[gamer] > max(honest)
