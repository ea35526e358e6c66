"""Rosters drawn from shared skills: the groups' agents by queue, fewer than of teams apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from scheduling import StaffingTargets, requirement
from scheduling.simulation import Group, Queue, Skill, draw_contacts, simulate
from scheduling.staffing.queue_shares import queue_shares, with_time_to_spare
from scheduling.staffing.shared_requirement import shared_requirement
from scheduling.staffing.skill_rules import Served, SkillGroup, SkillRules
from scheduling.staffing.skill_week import skill_week
from scheduling.tables import FORECAST, table

MONDAY, TUESDAY = date(2026, 7, 6), date(2026, 7, 7)
HELD = StaffingTargets(Decimal("0.80"), 20, Decimal("0.95"), Decimal("0.06"), 180)
SERVES = {"service": Served(), "sales": Served(agent_rank=2)}
RULES = SkillRules(
    [1],
    40,
    {
        "service": SkillGroup(serves={"service": Served()}, cost=1.0),
        "both": SkillGroup(serves=SERVES, cost=1.02),
    },
    {},
)
OFFERED = {
    "service": (14.0, 22.0, 18.0, 10.0, 12.0, 16.0),
    "sales": (6.0, 9.0, 12.0, 8.0, 5.0, 4.0),
}


def required() -> pa.Table:
    rows = [
        {
            "plan_week": MONDAY, "queue_id": queue, "business_date": day,
            "interval_start_at": datetime(2026, 7, day.day, 8) + timedelta(minutes=30 * place),
            "offered_p05": 0.0, "offered": offered, "offered_p50": offered,
            "offered_p95": offered, "aht_s": 300.0, "model": "blend",
        }
        for day in (MONDAY, TUESDAY)
        for queue, volumes in OFFERED.items()
        for place, offered in enumerate(volumes)
    ]  # fmt: skip
    return requirement(table(rows, FORECAST), lambda *_: HELD)


def test_the_total_falls_and_the_plan_by_skill_meets_every_target_on_other_days() -> None:
    alone = required()
    shared = shared_requirement(alone, lambda *_: HELD, RULES, seed=5)
    before, after = (
        [row for row in rows.to_pylist() if row["business_date"] == TUESDAY]
        for rows in (alone, shared)
    )
    assert sum(row["agents"] for row in after) < sum(row["agents"] for row in before)
    for old, new in zip(before, after, strict=True):
        assert (new["binding"], new["agents_alone"]) == ("shared_skills", old["agents"])
        assert new["service_level"] >= 0.8 and new["agents"] >= 1
        assert new["required_agents"] == -(-new["agents"] * 100 // 94)
        assert 0.0 < new["occupancy"] <= 1.0
    untouched = [row for row in shared.to_pylist() if row["business_date"] == MONDAY]
    assert untouched == [row for row in alone.to_pylist() if row["business_date"] == MONDAY]

    plan = pa.Table.from_pylist(
        [row | {"patience_s": 180.0, "target_wait_s": 20, "target_level": 0.8} for row in before]
    )
    by_group = skill_week(plan, RULES, seed=5).agents.to_pylist()
    assert sum(row["agents"] for row in by_group) == sum(row["agents"] for row in after)
    staff = {
        name: np.array([row["agents"] for row in by_group if row["group_id"] == name])
        for name in RULES.groups
    }
    groups = [
        Group(name, staff[name], tuple(Skill(queue, agent_rank=one.agent_rank)
              for queue, one in RULES.groups[name].serves.items()))
        for name in staff
    ]  # fmt: skip
    queues = [Queue(name, OFFERED[name], 300.0, 20.0, 180.0) for name in sorted(OFFERED)]
    fresh = simulate(draw_contacts(queues, days=600, seed=99), groups).service_level
    assert (fresh > 0.8 - 0.05).all() and fresh.mean() > 0.8


def test_mail_and_queues_nobody_shares_keep_their_own() -> None:
    only_service = replace(RULES, groups={"service": RULES.groups["service"]})
    alone = required().to_pylist()
    shared = shared_requirement(required(), lambda *_: HELD, only_service, seed=5).to_pylist()
    for old, new in zip(alone, shared, strict=True):
        changed = (new["queue_id"], new["business_date"]) == ("service", TUESDAY)
        assert (new["binding"] == "shared_skills") == changed
        assert changed or new == old


@given(
    agents=st.lists(st.integers(0, 12), min_size=3, max_size=3),
    served=st.lists(st.floats(0.0, 1e6), min_size=9, max_size=9),
    least=st.lists(st.integers(0, 2), min_size=3, max_size=3),
)
def test_shares_keep_the_sum_and_the_minimum(
    agents: list[int], served: list[float], least: list[int]
) -> None:
    serves = np.array([[True, True, False], [False, True, True], [True, True, True]])
    shares = queue_shares(np.array(agents), serves, np.array(served).reshape(3, 3), np.array(least))
    assert (shares >= least).all()
    enough = sum(agents) >= sum(least) and agents[2] >= sum(least)
    assert shares.sum() == sum(agents) if enough else shares.sum() >= sum(agents)


def test_shares_by_hand() -> None:
    """5 agents at 3:1:1 are 3, 1, 1; of 4 the largest remainders are the second and third's."""
    serves, served = np.array([[True, True, True]]), np.array([[300.0, 100.0, 100.0]])
    none = np.zeros(3, np.int64)
    assert queue_shares(np.array([5]), serves, served, none).tolist() == [3, 1, 1]
    assert queue_shares(np.array([4]), serves, served, none).tolist() == [2, 1, 1]
    assert queue_shares(np.array([1]), serves, served, np.array([0, 1, 1])).tolist() == [0, 1, 1]
    closed = np.array([[False, False, False]])
    assert queue_shares(np.array([2]), closed, served, none).tolist() == [0, 0, 0]
    idle = queue_shares(np.array([3]), serves, np.zeros((1, 3)), none)
    assert idle.tolist() == [1, 1, 1]


def test_occupancy_is_kept_by_all_queues_together() -> None:
    shares = np.array([3, 2, 1])
    assert with_time_to_spare(shares, np.array([2.9, 2.6, 0.4])).tolist() == [3, 2, 1]
    assert with_time_to_spare(shares, np.array([3.1, 3.9, 0.4])).tolist() == [3, 4, 1]


def test_a_lower_maximum_occupancy_takes_more_of_the_shared_agents() -> None:
    rested = replace(HELD, maximum_occupancy=Decimal("0.50"))
    rows = shared_requirement(required(), lambda *_: rested, RULES, seed=5).to_pylist()
    shared = [row for row in rows if row["binding"] == "shared_skills"]
    busy = sum(row["agents"] * row["occupancy"] for row in shared)
    assert busy / sum(row["agents"] for row in shared) <= 0.5
