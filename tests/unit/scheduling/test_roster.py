"""The weekly roster of a small centre: rules kept, figures that add up, reasons in words."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from data_contracts.refusal import Refusal
from scheduling import precheck
from scheduling.roster.coverage_cost import cost_parts
from scheduling.tables import (
    ROSTER_ACTIVITIES,
    ROSTER_COVERAGE,
    ROSTER_PENALTIES,
    ROSTER_PROOF,
    ROSTER_SHIFTS,
)


def test_no_rule_is_broken(small_week: Any) -> None:
    roster = small_week.roster
    assert small_week.violations(roster.shifts.to_pylist(), roster.activities.to_pylist()) == []


def test_tables_have_the_contracts_columns_and_every_agent_seven_days(small_week: Any) -> None:
    roster = small_week.roster
    assert roster.shifts.schema == ROSTER_SHIFTS
    assert roster.activities.schema == ROSTER_ACTIVITIES
    assert roster.coverage.schema == ROSTER_COVERAGE
    assert roster.proof_table.schema == ROSTER_PROOF
    assert roster.penalties.schema == ROSTER_PENALTIES
    days = Counter(row["agent_id"] for row in roster.shifts.to_pylist())
    assert set(days.values()) == {7}
    assert len(days) == 24, "the team leader is not rostered"
    assert roster.coverage.num_rows == 2 * 7 * 48


def test_contract_hours_are_met_exactly_where_they_can_be(small_week: Any) -> None:
    paid: Counter[str] = Counter()
    for row in small_week.roster.shifts.to_pylist():
        paid[row["agent_id"]] += row["paid_s"] // 3600
    assert paid["A1001"] == 40
    assert paid["A1023"] == 20
    assert paid["A1003"] == 40 - 2 * 8, "two days of leave count as two fifths of the week"
    assert paid["A1016"] == 40 - 8, "three hours of leave take the day"


def test_coverage_is_what_the_activities_give(small_week: Any) -> None:
    roster = small_week.roster
    queue = {
        (row["agent_id"], row["work_date"]): row["queue_group"] for row in roster.shifts.to_pylist()
    }
    worked: Counter[str] = Counter()
    for one in roster.activities.to_pylist():
        if one["activity"] == "work":
            span = (one["ends_at"] - one["starts_at"]).total_seconds() / 3600
            worked[queue[one["agent_id"], one["work_date"]]] += span
    for name in ("general", "sales"):
        rows = [row for row in roster.coverage.to_pylist() if row["queue_group"] == name]
        assert sum(row["scheduled_agents"] for row in rows) / 2 == pytest.approx(worked[name])
        for row in rows:
            net = row["required_agents"] - row["scheduled_agents"]
            assert row["short_h"] - row["over_h"] == pytest.approx(net / 2)
            assert min(row["short_h"], row["over_h"]) == 0


def test_the_objective_is_the_price_of_the_coverage_and_not_below_its_bound(
    small_week: Any,
) -> None:
    roster = small_week.roster
    prices = small_week.rules.on(small_week.plan_week).prices
    cost = sum(
        sum(cost_parts(row["required_agents"], row["scheduled_agents"], prices))
        for row in roster.coverage.to_pylist()
    )
    proof = roster.proof
    assert proof.objective == pytest.approx(cost)
    assert proof.bound <= proof.objective + 1e-6
    assert proof.gap == pytest.approx((cost - proof.bound) / cost)
    assert proof.start_change_bound <= proof.start_changes + 1e-6
    priced = [
        row["amount"]
        for row in roster.penalties.to_pylist()
        if row["penalty"].startswith("coverage")
    ]
    assert sum(priced) == pytest.approx(cost)


def test_where_starts_are_met_the_roster_costs_what_the_counts_promised(small_week: Any) -> None:
    proof = small_week.roster.proof
    assert proof.starts_missed == 0
    assert proof.objective == pytest.approx(proof.counts.objective, rel=0.02)


def test_the_proof_names_solver_seed_status_and_the_kind_of_bound(small_week: Any) -> None:
    said = {row["item"]: row for row in small_week.roster.proof_table.to_pylist()}
    wanted = [
        "objective",
        "bound",
        "gap",
        "time_s",
        "seed",
        "solver",
        "version",
        "status",
        "coverage_short_h",
    ]
    assert set(wanted) <= set(said)
    assert (said["solver"]["value"], said["seed"]["value"]) == ("HiGHS", "7")
    assert "aggregate" in said["bound"]["note_en"]
    assert "聚合" in said["bound"]["note_zh"]


def test_the_same_seed_gives_the_same_roster(small_week: Any) -> None:
    """Where the search ends by its gap; a time limit may end it anywhere."""
    few = {
        name: table.slice(0, 5) if name == "people" else table
        for name, table in small_week.tables.items()
    }
    first, second = (small_week.build(**few, time_limit_s=60.0) for _ in range(2))
    assert first.shifts.equals(second.shifts)
    assert first.activities.equals(second.activities)


def test_leave_and_days_off_say_why(small_week: Any) -> None:
    rows = {
        (row["agent_id"], row["work_date"]): row for row in small_week.roster.shifts.to_pylist()
    }
    tuesday = small_week.plan_week + timedelta(days=1)
    assert rows["A1003", tuesday]["shift_code"] == "LEAVE"
    assert rows["A1003", tuesday]["note_zh"] == "已批准的请假"
    assert {row["note_en"] for row in rows.values() if row["shift_code"] == "OFF"} == {"Day off"}


def test_a_requested_leave_is_not_leave_yet_and_a_lapsed_skill_is_none(small_week: Any) -> None:
    leaves = [row | {"status": "requested"} for row in small_week.tables["leaves"].to_pylist()]
    skills = [
        row | {"certificate_expires_on": date(2026, 7, 9) if row["agent_id"] == "A1001" else None}
        for row in small_week.tables["skills"].to_pylist()
    ]
    roster = small_week.build(
        leaves=pa.Table.from_pylist(leaves), skills=pa.Table.from_pylist(skills), time_limit_s=2.0
    )
    rows = roster.shifts.to_pylist()
    assert not [row for row in rows if row["shift_code"] == "LEAVE"]
    assert {row["shift_code"] for row in rows if row["agent_id"] == "A1001"} == {"OFF"}
    assert [found.agent_id for found in roster.findings] == ["A1001"]


def told(small_week: Any, **changed: Any) -> dict[str, Any]:
    given = small_week.tables | {"requirement": small_week.requirement} | changed
    found = precheck(
        **given,
        shift_library=small_week.library,
        working_time=small_week.rules,
        plan_week=small_week.plan_week,
        zone=small_week.zone,
    )
    return {finding.reason: finding for finding in found}


def with_person(small_week: Any, **changed: Any) -> pa.Table:
    first, *others = small_week.tables["people"].to_pylist()
    return pa.Table.from_pylist([first | changed, *others])


def test_precheck_has_nothing_to_say_about_a_sound_week(small_week: Any) -> None:
    assert told(small_week) == {}


def test_precheck_contract_above_the_law(small_week: Any) -> None:
    found = told(small_week, people=with_person(small_week, weekly_hours=Decimal(48)))
    assert (
        "A1001 is due 48 h this week, the law allows 40 h"
        in found["contract_above_the_law"].text_en
    )
    assert "法定上限 40 小时" in found["contract_above_the_law"].text_zh


def test_precheck_no_shift_allowed(small_week: Any) -> None:
    found = told(small_week, people=with_person(small_week, employment="seasonal"))
    assert found["no_shift_allowed"].blocking


def test_precheck_more_hours_than_days_stops_the_roster_in_words(small_week: Any) -> None:
    text = small_week.rules.document
    fewer_days = small_week.rules.file.model_copy(
        update={
            "minimum_days_off_per_week": type(small_week.rules.file.minimum_days_off_per_week)
            .model_validate({date(2026, 1, 1): {"value": 4, "source": "test"}})
        }
    )  # fmt: skip
    rules = type(small_week.rules)(fewer_days, text)
    with pytest.raises(Refusal, match=r"no roster.*A1001 is due 40 h but can work 3 days"):
        small_week.build(working_time=rules)


def test_somebody_who_joins_in_the_week_owes_only_their_days(small_week: Any) -> None:
    joins = small_week.plan_week + timedelta(days=4)
    assert told(small_week, people=with_person(small_week, hired_on=joins)) == {}


def test_precheck_queue_without_skill_costs_coverage_only(small_week: Any) -> None:
    skills = small_week.tables["skills"]
    general = skills.filter([queue == "general" for queue in skills["queue_id"].to_pylist()])
    found = told(small_week, skills=general)
    assert not found["queue_without_skill"].blocking
    assert {"queue_without_skill", "person_without_skill"} == set(found)


def test_precheck_nobody_to_roster(small_week: Any) -> None:
    assert told(small_week, people=small_week.tables["people"].slice(24))["nobody_to_roster"]


def test_a_week_without_requirement_is_refused(small_week: Any) -> None:
    with pytest.raises(Refusal, match="no requirement for the week of 2026-07-13"):
        small_week.build(plan_week=small_week.plan_week + timedelta(days=7))
