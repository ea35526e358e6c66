"""Wishes on the roster that classes made: its duties in, better ones and every outcome out."""

from __future__ import annotations

import pyarrow as pa

from scheduling.roster.assignment import Duty as WeekDuty
from scheduling.roster.pause_placement import Placed, PlacedPause
from scheduling.roster.requests.dealing import with_wishes
from scheduling.roster.requests.outcomes import request_rows
from scheduling.roster.requests.repair import repaired
from scheduling.roster.response.problem import RosterProblem
from scheduling.roster.response.solve import Duty
from scheduling.roster.seats import SeatsTaken
from scheduling.roster.session_duties import with_sessions
from scheduling.roster.sessions import Busy
from scheduling.roster.week import Week
from scheduling.tables import ROSTER_REQUESTS, table


def grant_wishes(
    week: Week, problem: RosterProblem, placed: Placed, busy: Busy
) -> tuple[Placed, pa.Table]:
    """The week's duties with their pauses once wishes are heard, and outputs/roster_requests.

    Sessions, `busy`, stay as they are.
    """
    workers = {worker.agent_id: worker for worker in problem.people}
    duties = [
        Duty(
            workers[duty.person.agent_id],
            duty.day,
            duty.option,
            duty.queue,
            tuple(_start(pauses, n) for n in range(len(duty.option.pauses))),
        )
        for duty, pauses in placed.items()
    ]
    people = {person.agent_id: person for person in week.people}
    site_of = {agent_id: person.site for agent_id, person in people.items()}
    seats = SeatsTaken(week.seats, site_of, busy)
    by_day = {(duty.worker.agent_id, duty.day): duty for duty in duties}
    problem = with_sessions(problem, busy, by_day)
    better = repaired(problem, with_wishes(problem, duties, seats), seats)
    return {
        WeekDuty(people[one.worker.agent_id], one.day, one.option, one.queue): [
            PlacedPause(pause, start)
            for pause, start in zip(one.option.pauses, one.pauses, strict=True)
        ]
        for one in better
    }, table(request_rows(problem, better, week.plan_week), ROSTER_REQUESTS)


def _start(pauses: list[PlacedPause], n: int) -> int:
    return pauses[n].start_min
