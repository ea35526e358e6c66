"""Best response beyond one person's hard rules: soft rules, seats, steady starts, fairness."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise, product
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pytest

from scheduling.roster.assignment import FAR_MIN
from scheduling.roster.fairness import FairnessRules, bounds, bounds_ahead, bounds_left
from scheduling.roster.methods import kept_hard
from scheduling.roster.requests.finished import FinishedRoster
from scheduling.roster.response import LineRules, Pin, Response, best_response
from scheduling.roster.response.counters import make_room
from scheduling.roster.response.encoding import encoded, line_costs
from scheduling.roster.response.line import best_line
from scheduling.roster.week import Week
from tests.unit.scheduling.test_response import (
    DAY,
    EARLY,
    LATE,
    THREE,
    H,
    costs,
    problem,
    worker,
)

SOFT = LineRules(660, 7, frozenset({("E", "L")}), rest_weight=6.0, succession_weight=2.0)


@pytest.mark.parametrize("seed", range(5))
def test_the_best_line_pays_for_short_rests_and_successions(seed: int) -> None:
    one = worker(week_paid_s=((16 * H, 40 * H),), most_days=(7,), earliest_min=500)
    given = encoded(problem(one, options=THREE, rules=SOFT))
    kind_of = given.shifts.kind.tolist()
    assert len(set(kind_of)) == len(THREE)
    gains = np.round(np.random.default_rng(seed).normal(2, 5, (7, len(THREE))), 1)
    values, found = gains.copy(), np.zeros(7, np.int64)
    values[:, kind_of] = gains - given.people.penalty[0]
    room = make_room(given.people, given.kinds)
    best = best_line(0, values, np.zeros(7), given.people, given.kinds, room, found)

    def worth(line: tuple[int, ...]) -> float:
        paid = sum(THREE[o].paid_s for o in line if o >= 0)
        worked = sum(gains[day, kind_of[o]] for day, o in enumerate(line) if o >= 0)
        early = 6.0 if line[0] >= 0 and THREE[line[0]].start_min < 500 else 0.0
        pairs = [(THREE[a], THREE[b]) for a, b in pairwise(line) if a >= 0 and b >= 0]
        rests = [later.start_min + 1440 - first.end_min for first, later in pairs]
        if not 16 * H <= paid <= 40 * H or any(rest < 0 for rest in rests):
            return -np.inf
        short = 6.0 * sum(rest < 660 for rest in rests)
        return worked - early - short - 2.0 * sum(p == (EARLY, LATE) for p in pairs)

    assert best == pytest.approx(max(worth(line) for line in product((-1, 0, 1, 2), repeat=7)))


def test_nobody_is_without_a_seat_while_there_are_seats() -> None:
    staff = [worker(agent_id=f"A{n}", site="S") for n in range(6)]
    wanted = {"q": [0.0] * 18 + [6.0] * 8 + [0.0] * 22 + [0.0] * 48 * 6}
    crowded = best_response(problem(*staff, required=wanted), time_limit_s=0.5)
    seated = best_response(problem(*staff, required=wanted, seats={"S": (4,)}), time_limit_s=0.5)
    on_monday = [
        sum(duty.day == 0 and duty.option.start_min <= 600 < duty.option.end_min for duty in duties)
        for duties in (crowded.duties, seated.duties)
    ]
    assert on_monday[0] > 4 >= on_monday[1]
    assert seated.without_seat == 0
    assert seated.bound <= seated.objective + 1e-6


def _changes(made: Response) -> int:
    start = {(duty.worker.agent_id, duty.day): duty.option.start_min for duty in made.duties}
    return sum(
        abs(at - start.get((agent, day - 1), at)) > FAR_MIN for (agent, day), at in start.items()
    )


def test_starts_are_steadier_and_the_first_level_is_no_dearer() -> None:
    staff = [
        worker(agent_id=f"A{n}", week_paid_s=((32 * H, 32 * H),), pins={0: Pin(DAY)} if n else {})
        for n in range(6)
    ]
    need = [2.0 if 18 <= slot < 44 else 0.0 for slot in range(48)] * 7
    of = problem(*staff, options=(DAY, LATE), required={"q": need}, rules=LineRules(660, 5))
    plain, steady = (
        best_response(replace(of, start_change_price=price), time_limit_s=0.2, seed=2)
        for price in (0.0, 1.0)
    )
    assert _changes(steady) < _changes(plain)
    assert steady.coverage_cost == plain.coverage_cost == pytest.approx(costs(steady, of)[0])
    assert steady.line_cost <= plain.line_cost
    lines = FinishedRoster(of, steady.duties).lines.option
    assert np.isfinite(line_costs(encoded(of), np.arange(6), lines)), "every rule is kept"


def _ledger(weekends: int) -> pa.Table:
    rows = [
        {"agent_id": agent, "employment": "f", "weeks": 4.0, "weekends": had, "nights": 0}
        for agent, had in (("A1", weekends), ("A2", 0))
    ]
    return pa.Table.from_pylist(rows)


def test_fairness_bounds_grow_with_the_weeks_of_the_plan() -> None:
    rules, ledger = FairnessRules(above_mean=1.0), _ledger(4)
    first, second = bounds_ahead(ledger, 2, rules)
    assert first == bounds(ledger, 1, rules)
    assert first["A1"][0] == second["A1"][0] == 0, "fair are 3.5 and 4 after one week and two"
    assert (first["A2"][0], second["A2"][0]) == (1, 2), "a weekend in each week, not one in both"


def test_a_later_week_has_what_the_weeks_before_it_left() -> None:
    worked: list[dict[str, Any]] = [
        {"agent_id": "A2", "work_date": date(2026, 7, 11), "ends_at": datetime(2026, 7, 11, 20)},
        {"agent_id": "A2", "work_date": date(2026, 7, 12), "ends_at": datetime(2026, 7, 12, 9)},
        {"agent_id": "A1", "work_date": date(2026, 7, 12), "ends_at": None},
    ]
    left = bounds_left({"A1": (1, 3), "A2": (2, 3)}, worked, "Asia/Shanghai", 1440)
    assert left == {"A1": (1, 3), "A2": (1, 2)}, "one weekend; 20:00 UTC is in the night"


def test_a_rule_that_is_hard_in_one_of_the_weeks_is_named() -> None:
    soft, hard = (
        cast(Week, SimpleNamespace(limits=SimpleNamespace(soft=rules)))
        for rules in ({"minimum_rest": 5, "maximum_weekends": 7}, {})
    )
    assert kept_hard([soft, soft]) == []
    assert kept_hard([soft, hard]) == ["minimum_rest"], "limits on weekends are each week's own"
