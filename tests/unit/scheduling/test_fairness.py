"""The fairness ledger counts what a hand count does, and its bounds bind the next roster."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from scheduling.half_hours import local_to_utc
from scheduling.roster.fairness import FairnessRules, bounds, fairness_ledger
from scheduling.roster.response import LineRules, RosterProblem, Worker, best_response
from scheduling.roster.response.arrays import NEVER
from scheduling.roster.response.problem import Limit
from scheduling.roster.shift_library import ShiftOption
from scheduling.roster.working_time import CoveragePrices
from scheduling.tables import FAIRNESS_LEDGER

ZONE = "Asia/Shanghai"
MONDAY = date(2026, 7, 6)
H = 3600
PRICES = CoveragePrices.model_validate(
    {"band": "0.1", "short": 10, "short_beyond": 20, "over": 1, "over_beyond": 2}
)


def shift(agent_id: str, days_ago: int, start_min: int, length_min: int = 480) -> dict[str, Any]:
    day = MONDAY - timedelta(days=days_ago)
    starts_at = local_to_utc(day, start_min, ZONE)
    ends_at = starts_at + timedelta(minutes=length_min)
    return {"agent_id": agent_id, "work_date": day, "starts_at": starts_at, "ends_at": ends_at}


def people(*agents: str) -> pa.Table:
    rows = [{"agent_id": agent, "role": "agent", "employment": "full_time"} for agent in agents]
    return pa.Table.from_pylist(rows)


def test_the_ledger_is_a_count_by_hand() -> None:
    shifts = [
        shift("A1", 2, 840),  # Saturday, 14:00-22:00: late
        shift("A1", 1, 540),  # Sunday of the same weekend, 11 hours after
        shift("A1", 9, 1320),  # Saturday before, ends at 06:00: late and a night
        shift("A1", 15, 480),  # Sunday, a holiday
        shift("A1", 366, 480),  # more than twelve months ago
        shift("A2", 0, 480),  # as_of itself does not count
    ]
    requests = [
        {"agent_id": "A1", "work_date": date(2026, 7, 3), "weight": 6.0, "granted": True},
        {"agent_id": "A1", "work_date": date(2026, 7, 2), "weight": 3.0, "granted": False},
    ]
    ledger = fairness_ledger(
        pa.Table.from_pylist(shifts), people("A1", "A2"), [MONDAY - timedelta(days=15)],
        as_of=MONDAY, zone=ZONE, rules=FairnessRules(), requests=pa.Table.from_pylist(requests),
    )  # fmt: skip
    assert ledger.schema == FAIRNESS_LEDGER
    first, second = ledger.to_pylist()
    counts = ("shifts", "lates", "nights", "weekends", "holidays", "short_turnarounds")
    assert [first[name] for name in counts] == [4, 2, 1, 3, 1, 1]
    assert (first["requested_weight"], first["granted_weight"]) == (9.0, 6.0)
    assert second["shifts"] == 0


def test_whoever_bore_more_weekends_gets_none_and_the_roster_keeps_to_it() -> None:
    shifts = [shift("A1", 2 + 7 * week, 540) for week in range(20)]
    ledger = fairness_ledger(
        pa.Table.from_pylist(shifts), people("A1", "A2"), [],
        as_of=MONDAY, zone=ZONE, rules=FairnessRules(),
    )  # fmt: skip
    limits = bounds(ledger, 1, FairnessRules(above_mean=2.0))
    assert limits["A1"][0] == 0
    assert limits["A2"][0] == 1
    problem = _weekend_problem({agent: weekends for agent, (weekends, _) in limits.items()})
    worked = {
        (duty.worker.agent_id, duty.day)
        for duty in best_response(problem, time_limit_s=6, seed=1).duties
    }
    assert not {("A1", 5), ("A1", 6)} & worked
    assert {("A2", 5), ("A2", 6)} <= worked


def _weekend_problem(most: dict[str, int]) -> RosterProblem:
    option = ShiftOption("D", "日", "Day", 540, 480, 8 * H, ())
    wanted = [0.0] * 48 * 5 + [2.0 if 18 <= slot < 34 else 0.0 for slot in range(48)] * 2
    staff = [
        Worker(
            agent_id=agent,
            employment="full_time",
            options=(frozenset({option}),),
            skills=(frozenset({"q"}),) * 7,
            free=(True,) * 7,
            away=(False,) * 8,
            week_paid_s=((16 * H, 16 * H),),
            most_days=(5,),
            weekend_limits=(Limit((most[agent],), (NEVER,), 1),),
        )
        for agent in ("A1", "A2")
    ]
    return RosterProblem(1, staff, (option,), {"q": wanted}, PRICES, LineRules(660, 6))
