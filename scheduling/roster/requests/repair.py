"""Refused wishes tried again, by more than one line: grant one, let the others repair the cover.

A wish is refused where the person's own best line that grants it costs more than its weight, the
others' lines staying. Others may take over what that line leaves: so it is granted all the same,
everybody else responds, and the roster is kept if it costs less.
"""

from __future__ import annotations

from collections.abc import Sequence

from scheduling.roster.requests.finished import FinishedRoster
from scheduling.roster.response.coverage import coverage_cost
from scheduling.roster.response.problem import RosterProblem, Wish, Worker
from scheduling.roster.response.solve import Duty
from scheduling.roster.seats import SeatsTaken

_EPS = 1e-6
MOST_TRIED = 20
"""Refused wishes that are tried, the heaviest first."""
MOST_ROUNDS = 3


def repaired(problem: RosterProblem, duties: Sequence[Duty], seats: SeatsTaken) -> list[Duty]:
    """The duties once every refused wish was tried; the objective never rises."""
    best = FinishedRoster(problem, duties)
    for worker, wish in _refused(best)[:MOST_TRIED]:
        tried = FinishedRoster(problem, best.duties)
        if _grant(tried, worker, wish, seats) and _cost(tried) < _cost(best) - _EPS:
            best = tried
    return best.duties


def _refused(finished: FinishedRoster) -> list[tuple[Worker, Wish]]:
    """Refused wishes, each of one day."""
    found: list[tuple[Worker, Wish]] = []
    for worker in finished.problem.people:
        for wish in worker.wishes:
            for day in range(finished.problem.days) if wish.day is None else [wish.day]:
                duty = finished.worked.get((worker.agent_id, day))
                if wish.refused_by(day, duty.option if duty else None):
                    asked = Wish(
                        wish.wants, wish.weight, day, wish.codes, wish.earliest_min, wish.latest_min
                    )
                    found.append((worker, asked))
    return sorted(found, key=lambda pair: (-pair[1].weight, pair[0].agent_id, pair[1].day or 0))


def _grant(finished: FinishedRoster, worker: Worker, wish: Wish, seats: SeatsTaken) -> bool:
    """Give the person the best line that grants the wish, then let the others respond."""
    taken = seats.emptied()
    for one in finished.problem.people:
        taken.change(one.agent_id, [], finished.line(one.agent_id))
    other = finished.granting(worker.agent_id, wish)
    if other is None or not _take(finished, worker, other.duties, taken):
        return False
    others = [one for one in finished.problem.people if one is not worker]
    for _ in range(MOST_ROUNDS):
        if not any([_respond(finished, one, taken) for one in others]):
            break
    return True


def _respond(finished: FinishedRoster, worker: Worker, taken: SeatsTaken) -> bool:
    """Give the person their best line where it costs less; whether it did."""
    other = finished.best(worker.agent_id)
    if other is None or other.cost >= -_EPS:
        return False
    return _take(finished, worker, other.duties, taken)


def _take(
    finished: FinishedRoster, worker: Worker, duties: Sequence[Duty], taken: SeatsTaken
) -> bool:
    """Whether the seats allow the duties; if so they are taken."""
    line = finished.line(worker.agent_id)
    if not taken.allow(worker.agent_id, line, duties):
        return False
    taken.change(worker.agent_id, line, duties)
    finished.take(worker.agent_id, duties)
    return True


def _cost(finished: FinishedRoster) -> float:
    return coverage_cost(finished.cover, finished.given.demand) + finished.line_cost
