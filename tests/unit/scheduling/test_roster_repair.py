"""A refused wish is granted where somebody else can take over what it leaves."""

from __future__ import annotations

from dataclasses import replace

from scheduling.roster.requests.repair import repaired
from scheduling.roster.response import Duty, LineRules, RosterProblem, Wish, Worker
from scheduling.roster.seats import SeatsTaken
from scheduling.roster.shift_library import ShiftOption
from scheduling.roster.working_time import CoveragePrices

DAY_S = 8 * 3600
SHIFT = ShiftOption("E", "早", "Early", 480, 480, DAY_S, ())
PRICES = CoveragePrices.model_validate(
    {"band": "0.1", "short": 10, "short_beyond": 20, "over": 1, "over_beyond": 2}
)
OFF_ON_MONDAY = Wish("off", 4.0, 0)
NO_SITES = SeatsTaken({}, {"A1": "", "A2": ""})


def worker(agent_id: str, employment: str) -> Worker:
    """One shift a week, on any day."""
    return Worker(
        agent_id=agent_id,
        employment=employment,
        options=(frozenset({SHIFT}),),
        skills=(frozenset({"q"}),) * 7,
        free=(True,) * 7,
        away=(False,) * 8,
        week_paid_s=((DAY_S, DAY_S),),
        most_days=(5,),
    )


def roster_of(*, second_free: bool) -> tuple[RosterProblem, list[Duty]]:
    """One agent is wanted on Monday and on Tuesday; the first works Monday and would be off."""
    one = replace(worker("A1", "full_time"), wishes=(OFF_ON_MONDAY,))
    two = worker("A2", "part_time")
    if not second_free:
        two = replace(two, free=(False,) + (True,) * 6)
    day = [1.0 if 16 <= slot < 32 else 0.0 for slot in range(48)]
    required = {"q": day * 2 + [0.0] * 240}
    given = RosterProblem(1, (one, two), (SHIFT,), required, PRICES, LineRules(660, 5))
    return given, [Duty(one, 0, SHIFT, "q", ()), Duty(two, 1, SHIFT, "q", ())]


def days(duties: list[Duty]) -> dict[str, int]:
    return {duty.worker.agent_id: duty.day for duty in duties}


def test_two_people_of_different_contracts_change_days() -> None:
    given, before = roster_of(second_free=True)
    assert days(repaired(given, before, NO_SITES)) == {"A1": 1, "A2": 0}


def test_a_wish_that_would_leave_a_hole_stays_refused() -> None:
    given, before = roster_of(second_free=False)
    assert days(repaired(given, before, NO_SITES)) == {"A1": 0, "A2": 1}
