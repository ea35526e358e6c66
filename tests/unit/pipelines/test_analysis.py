"""Lists and drivers from the months that there are: peers, subjects, short history, actions."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from pipelines.analysis import parts_differ
from pipelines.centre import load_centre
from pipelines.drivers import below_peers, store_drivers, subjects_of
from pipelines.metrics import METRIC_VALUES
from pipelines.months import History
from pipelines.period import parse_period
from pipelines.selection import (
    SelectionRules,
    months_upto,
    peers_of,
    selection_rules,
    store_selection,
)
from pipelines.settings import SAMPLE_CENTRE
from scoring import Metric
from scoring.tables import SCORE_LINES, table_of

MAY, JUNE, JULY = (parse_period(f"2026-0{month}") for month in (5, 6, 7))
CATALOGUE = {
    "qa_score": Metric("M079", "质检", "QA", "points", "up", "EVENT"),
    "attendance_rate": Metric("M128", "出勤", "Attendance", "%", "up", "EVENT", "HOURS"),
}
STAFF = """
create schema staging; create schema intermediate; create schema marts; create schema scoring;
create table staging.stg_people__employees as
select 'E' || n as employee_id, 'A' || n as agent_id, 'regular' as employment,
    40::decimal(18, 6) as weekly_hours, 3000::decimal(18, 2) as base_salary_amount,
    'CNY' as currency, date '2024-12-31' as hired_on, null::date as left_on
from range(1, 5) as t(n);
create table staging.stg_people__assignments as
select 'E' || n as employee_id, if(n = 4, 'team_leader', 'agent') as role, 'T01' as team_id,
    'D1' as department_id, date '2024-12-31' as effective_from, null::date as effective_to
from range(1, 5) as t(n);
create table staging.stg_people__skills as
select 'E1' as employee_id, 'voice_complaints' as queue_id, date '2025-01-01' as effective_from,
    null::date as effective_to, date '2026-06-30' as certificate_expires_on
union all select 'E2', 'voice_complaints', date '2025-01-01', date '2026-06-30', null;
create table marts.attendance_day (
    employee_id varchar, work_date date, scheduled_s bigint, paid_s bigint
);
create table intermediate.int_people_dated as
select 'A4' as agent_id, date '2026-06-30' as calendar_date, 'T01' as team_id,
    'team_leader' as role;
"""


@pytest.fixture
def staff():
    with duckdb.connect(":memory:") as connection:
        connection.execute(STAFF)
        yield connection


def month(period: str, scores: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A total and one item of everybody."""
    rows = []
    for agent, score in scores.items():
        for node, parent, kind in (("total", None, "total"), ("qa", "total", "item")):
            rows.append(
                {
                    **{f.name: "-" if f.type == pa.string() else None for f in SCORE_LINES},
                    "period": period, "agent_id": agent, "node_id": node, "parent_id": parent,
                    "kind": kind, "metric": "qa_score" if parent else None, "policy": None,
                    "function": "F1", "n": 4, "numerator": Decimal(4 * score),
                    "denominator": Decimal(4), "metric_value": Decimal(score),
                    "score": Decimal(score), "weight_declared": Decimal(100),
                    "weight_applied": Decimal(100), "contribution": Decimal(score), "flag": None,
                }
            )  # fmt: skip
    return rows


def history(**months: Mapping[str, Any]) -> History:
    """history(m2026_06={"A1": 80}) has these scores and no metric values."""
    rows = [
        row for name, scores in months.items() for row in month(name[1:].replace("_", "-"), scores)
    ]
    return History(table_of(rows, SCORE_LINES), METRIC_VALUES.empty_table(), ())


PEOPLE = pa.table(
    {
        "agent_id": ["A1", "A2", "A3", "A4"],
        "role": ["agent", "agent", "agent", "team_leader"],
        "team_id": ["T01", "T01", None, "T01"],
    }
)


def test_months_are_counted_back_over_the_year() -> None:
    names = [one.name for one in months_upto(parse_period("2026-01"), 3)]
    assert names == ["2025-11", "2025-12", "2026-01"]


def test_peers_have_the_same_role() -> None:
    peers = peers_of(PEOPLE)
    assert peers["A1"] == ["A1", "A2", "A3"] and peers["A4"] == ["A4"]


def test_only_who_is_below_the_mean_of_their_role_is_compared() -> None:
    lines = history(m2026_06={"A1": 60, "A2": 80, "A3": 100, "A4": 10}).score_lines
    assert below_peers(PEOPLE, lines) == {"A1": ["A1", "A2", "A3"]}


def test_subjects_are_the_scored_their_teams_and_the_centre() -> None:
    lines = history(m2026_06={"A1": 60, "A3": 80}).score_lines
    assert subjects_of(PEOPLE, lines) == {
        ("agent", "A1"): ("A1",), ("team", "T01"): ("A1",), ("agent", "A3"): ("A3",),
        ("centre", "all"): ("A1", "A3"),
    }  # fmt: skip


def actions(staff) -> list[tuple[Any, ...]]:
    return staff.execute(
        "select period, subject_id, comparison, owner_id, state, lost_points "
        "from scoring.improvement_actions order by all"
    ).fetchall()


def test_gaps_are_stored_and_lost_points_become_actions_of_the_leader(staff) -> None:
    both = history(m2026_05={"A1": 80, "A2": 70}, m2026_06={"A1": 60, "A2": 90})
    store_drivers(staff, [], both, JUNE)
    assert parts_differ(staff, JUNE) == []
    assert staff.execute(
        "select subject_kind, points from scoring.score_gap_parts "
        "where comparison = 'last_period' and part_id = 'total' order by all"
    ).fetchall() == [("agent", -20), ("agent", 20), ("centre", 0), ("team", 0)]
    assert actions(staff) == [
        ("2026-06", "A1", "last_period", "A4", "open", 20),
        ("2026-06", "A1", "peers", "A4", "open", 30),
    ]


def test_an_action_is_judged_by_the_next_month_and_stays_judged(staff) -> None:
    store_drivers(staff, [], history(m2026_05={"A1": 80}, m2026_06={"A1": 60}), JUNE)
    later = history(m2026_06={"A1": 60}, m2026_07={"A1": 75})
    for _ in range(2):
        store_drivers(staff, [], later, JULY)
        [judged] = [row for row in actions(staff) if row[0] == "2026-06"]
        assert judged[4] == "improved"


def test_without_a_last_month_only_peers_are_compared(staff) -> None:
    store_drivers(staff, [], history(m2026_06={"A1": 60, "A2": 90}), JUNE)
    found = staff.execute("select distinct comparison from scoring.score_gap_parts").fetchall()
    assert found == [("peers",)]


def test_a_part_that_does_not_add_up_is_found(staff) -> None:
    store_drivers(staff, [], history(m2026_05={"A1": 80}, m2026_06={"A1": 60}), JUNE)
    staff.execute("update scoring.score_gap_parts set points = 1 where split = 'items'")
    assert parts_differ(staff, JUNE)


@pytest.fixture(scope="module")
def rules() -> SelectionRules:
    return selection_rules(load_centre(SAMPLE_CENTRE), CATALOGUE, JUNE)


def test_a_short_history_says_no_and_tells_why(staff, rules) -> None:
    notices = store_selection(staff, rules, {}, history(m2026_06={"A1": 95, "A2": 90}), JUNE)
    assert "pool_needs_months" in {notice.code for notice in notices}
    [(pool,)] = staff.execute("select count(*) from scoring.talent_pool").fetchall()
    assert pool == 0
    verdicts = dict(
        staff.execute(
            "select criterion_id, met from scoring.promotion_eligibility where agent_id = 'A1'"
        ).fetchall()
    )
    assert (verdicts["months"], verdicts["lowest"]) == (False, True)
    assert verdicts["service"]  # joined on the last day of 2024: eighteen full months


def test_a_skill_is_a_certificate_until_it_expires_or_ends(staff, rules) -> None:
    store_selection(staff, rules, {}, history(m2026_06={"A1": 95, "A2": 90}), JUNE)
    held = dict(
        staff.execute(
            "select agent_id, met from scoring.promotion_eligibility "
            "where criterion_id = 'certificate'"
        ).fetchall()
    )
    assert held == {"A1": True, "A2": False, "A3": False}  # A2's skill ended on the last day


def test_everything_known_of_a_person_is_a_fact(staff, rules) -> None:
    """A1 of two agents holds a certificate and has 7 points; nobody was scored on a metric."""
    staff.execute(
        "create table scoring.point_lines as select '2026-06' as period, 'A1' as agent_id,"
        " 'idea' as work_type, 7.0 as points"
    )
    staff.execute(
        "create table scoring.trace_nodes as select '2026-06' as period, 'A1' as agent_id,"
        " '2026-06/A1/points' as node_id, 'weight' as kind, '[]' as inputs"
    )
    store_selection(staff, rules, {}, history(m2026_06={"A1": 95}), JUNE)
    found = staff.execute(
        "select agent_id, fact, value, evidence from scoring.person_facts"
        " where agent_id = 'A1' order by fact"
    ).fetchall()
    assert ("A1", "points", 7, "2026-06/A1/points") in found
    assert [fact for _, fact, _, _ in found] == ["certificates", "points"]


def test_training_follows_what_an_item_lacks(staff, rules) -> None:
    store_selection(staff, rules, {}, history(m2026_06={"A1": 75}), JUNE)
    assert staff.execute(
        "select course_id, full_gain, expected_gain from scoring.training_needs"
    ).fetchall() == [("quality_basics", 25, 10)]
