"""Plans of several weeks: the independent checker counts what the search paid for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import pyarrow as pa
import pytest

from scheduling.roster.checker import examine_roster
from scheduling.roster.fairness import bounds_left
from scheduling.roster.person import Bounds
from scheduling.roster.progress import Progress, heard_by
from tests.unit.scheduling.conftest import requirement
from tests.unit.scheduling.test_roster_limits import NIGHTS, dated

SOFT = (
    NIGHTS
    + dated("maximum_weekends_in_4_weeks", 1)
    + dated("maximum_nights_in_4_weeks", 3)
    + "soft_rules: {maximum_weekends: {2026-01-01: {value: 6, source: test}}, "
    "maximum_nights: {2026-01-01: {value: 2, source: test}}, "
    "fairness_bounds: {2026-01-01: {value: 1, source: test}}}\n"
)
WEIGHTS = {"maximum_weekends": 6.0, "maximum_nights": 2.0, "fairness_bounds": 1.0}
FAIR: list[Bounds] = [{"A1002": (0, 1)}, {"A1002": (1, 2)}]


def wanted(weeks: int, *, after_hour_utc: int = 0, from_day: int = 0) -> pa.Table:
    """Agents wanted in the same evenings, or days, of every week."""
    rows = [
        row | {"required_agents": row["required_agents"] * (at.hour >= after_hour_utc)}
        for row in requirement(1.0).to_pylist()
        for at in [row["interval_start_at"]]
    ]
    for row in rows:
        row["required_agents"] *= row["interval_start_at"].weekday() >= from_day
    moved = ("plan_week", "interval_start_at")
    return pa.Table.from_pylist(
        [
            row | {key: row[key] + timedelta(weeks=week) for key in moved}
            for week in range(weeks)
            for row in rows
        ]
    )


def planned(small_week: Any, more: str, agents: int, weeks: int, **given: Any) -> tuple[Any, Any]:
    """A roster by best response, and what the checker reads."""
    first = small_week.plan_week
    worked = [first - timedelta(days=9), first - timedelta(days=4)]
    before = [
        {"agent_id": "A1001", "work_date": day, "shift_code": "L",
         "ends_at": datetime.combine(day, time(14))}
        for day in worked
    ]  # fmt: skip
    inputs: Any = {
        "people": pa.Table.from_pylist(small_week.tables["people"].to_pylist()[:agents]),
        "working_time": small_week.rules_with(more),
        "previous_shifts": pa.Table.from_pylist(before),
    }
    made = small_week.build(
        **inputs, weeks=weeks, method="best_response", time_limit_s=0.2, **given
    )
    return made, {**small_week.known, **inputs}


def violations(made: Any, known: Any, weeks: int, fair: Sequence[Bounds] = ()) -> list[Any]:
    """What the checker finds in each week, after the weeks before it."""
    worked = [row for row in made.shifts.to_pylist() if row["ends_at"] is not None]
    past = known["previous_shifts"].to_pylist()
    found: list[Any] = []
    for n in range(weeks):
        week: date = known["plan_week"] + timedelta(weeks=n)
        before = [row for row in worked if row["work_date"] < week]
        left = bounds_left(fair[n], before, known["zone"], 20 * 60) if fair else None
        asked = {"plan_week": week, "previous_shifts": pa.Table.from_pylist([*past, *before])}
        now: Any = {**known, **asked, "fairness": left}
        found += examine_roster(made.shifts, made.activities, **now).violations.to_pylist()
    return found


def test_the_checker_finds_what_the_penalties_say(small_week: Any) -> None:
    heard: list[Progress] = []
    with heard_by(heard.append):
        made, known = planned(
            small_week, SOFT, 6, 2, requirement=wanted(2, after_hour_utc=10),
            fairness=FAIR[0], fairness_ahead=FAIR,
        )  # fmt: skip
    broken = violations(made, known, 2, FAIR)
    assert not any(row["hard"] for row in broken)
    found = Counter((row["rule"], row["agent_id"], row["work_date"]) for row in broken)
    priced = [row for row in made.penalties.to_pylist() if row["penalty"] in WEIGHTS]
    assert found == Counter((r["penalty"], r["agent_id"], r["work_date"]) for r in priced)
    assert {rule for rule, _, _ in found} == set(WEIGHTS), "each rule is worth breaking here"
    assert made.proof.rule_cost == sum(WEIGHTS[row["rule"]] for row in broken)
    searched = [one.objective for one in heard if one.step == "best_response"]
    assert made.proof.objective == pytest.approx(searched[-1]), "the search pays what tables say"
    assert made.proof.lagrangian_bound <= made.proof.objective + 1e-6
    assert made.proof.counts_bound <= made.proof.objective + 1e-6


def test_six_weeks_count_weekends_over_four_weeks_each(small_week: Any) -> None:
    more = dated("maximum_weekends_in_4_weeks", 2)
    made, known = planned(small_week, more, 3, 6, requirement=wanted(6, from_day=5))
    assert violations(made, known, 6) == []
    weekends = Counter(
        agent
        for agent, _ in {
            (row["agent_id"], row["plan_week"])
            for row in made.shifts.to_pylist()
            if row["starts_at"] and row["work_date"].weekday() > 4
        }
    )
    assert max(weekends.values()) == 4, "two, none in two weeks, and two again"
    assert made.proof.bound <= made.proof.objective + 1e-6
    proof = {row["item"]: row["value"] for row in made.proof_table.to_pylist()}
    assert proof["roster_weeks"] == "6" and "soft_rules_kept_hard" not in proof
    days = made.shifts.to_pylist()
    assert len(days) == 3 * 42 and len({row["plan_week"] for row in days}) == 6
