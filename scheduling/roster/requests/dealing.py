"""Wishes on a roster that was made without them: lines change hands, then people respond.

Lines of people whom no rule tells apart may be exchanged without touching coverage, so they are
dealt out anew where that grants more (a linear assignment, exact). Then everybody with a refused
wish takes their best line, wishes included, and the others fill what that left, where it is worth
more than a changed line, until nobody moves. The objective never rises.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.optimize import linear_sum_assignment

from scheduling.roster.requests.finished import FinishedRoster
from scheduling.roster.response.encoding import line_cost
from scheduling.roster.response.problem import RosterProblem, Worker
from scheduling.roster.response.solve import Duty
from scheduling.roster.seats import SeatsTaken

_EPS = 1e-6
_STAY = 1e-3
"""What it takes at least for a line to change hands."""
_MOVE = 2.0
"""What the line of somebody whose wishes are granted must gain to change."""
_FORBIDDEN = 1e9
MOST_ROUNDS = 5


def with_wishes(
    problem: RosterProblem, duties: Sequence[Duty], seats: SeatsTaken | None = None
) -> list[Duty]:
    """The duties after dealing and responses; `problem` holds the wishes, `seats` the sites."""
    seats = seats or SeatsTaken({}, {worker.agent_id: "" for worker in problem.people})
    finished = FinishedRoster(problem, duties)
    for alike in _interchangeable(problem.people, seats):
        _deal(finished, alike)
    for worker in problem.people:
        seats.change(worker.agent_id, [], finished.line(worker.agent_id))
    for _ in range(MOST_ROUNDS):
        if not _respond(finished, seats):
            break
    return finished.duties


def _interchangeable(people: Sequence[Worker], seats: SeatsTaken) -> list[list[Worker]]:
    """People equal but for their names, their wishes and the rest they owe on the first day."""
    groups: dict[object, list[Worker]] = defaultdict(list)
    for one in people:
        if not one.pins:
            days = one.skills, one.free, one.carry_days, one.last_code
            hours = one.week_paid_s, one.most_days, one.period_paid_s
            limits = one.weekend_limits, one.night_limits, seats.site_of[one.agent_id]
            groups[one.employment, one.options, days, hours, limits].append(one)
    return [group for group in groups.values() if any(worker.wishes for worker in group)]


def _deal(finished: FinishedRoster, alike: Sequence[Worker]) -> None:
    rows = [finished.place[worker.agent_id] for worker in alike]
    cost = np.array(
        [[line_cost(finished.given, i, finished.lines.option[j]) for j in rows] for i in rows]
    )
    cost = np.minimum(cost, _FORBIDDEN) - _STAY * np.eye(len(rows))
    _, lines = linear_sum_assignment(cost)
    taken = [finished.line(alike[j].agent_id) for j in lines.tolist()]
    for worker, line in zip(alike, taken, strict=True):
        finished.take(worker.agent_id, [replace(duty, worker=worker) for duty in line])


def _respond(finished: FinishedRoster, seats: SeatsTaken) -> bool:
    """One round of best responses, those with a refused wish first; whether anybody moved."""

    def refused(worker: Worker) -> float:
        i = finished.place[worker.agent_id]
        return line_cost(finished.given, i, finished.lines.option[i])

    moved = False
    for worker in sorted(finished.problem.people, key=refused, reverse=True):
        agent_id, least = worker.agent_id, _EPS if refused(worker) else _MOVE
        other, line = finished.best(agent_id), finished.line(agent_id)
        if other is None or other.cost >= -least:
            continue
        if seats.allow(agent_id, line, other.duties):
            seats.change(agent_id, line, other.duties)
            finished.take(agent_id, other.duties)
            moved = True
    return moved
