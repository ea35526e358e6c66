"""Trainings and meetings of a plan: each placed where its people are worth least on their queues,
before the lines are searched; pauses make room for it afterwards.

Where a session may move, its place is chosen at the prices of the linear program (prices.py), one
session after the other. Lines then pay for a shift that does not suit, as a soft rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from scheduling.roster.pauses import Shares
from scheduling.roster.requests.finished import FinishedRoster
from scheduling.roster.response.arrays import Floats
from scheduling.roster.response.coverage import marginal_gains
from scheduling.roster.response.encoding import SLOTS, encoded
from scheduling.roster.response.prices import plan_prices
from scheduling.roster.response.problem import WEEK, Meeting, RosterProblem, Worker
from scheduling.roster.response.solve import Duty
from scheduling.roster.session_rows import ABSENT
from scheduling.roster.sessions import (
    Busy,
    Session,
    SessionPlace,
    Span,
    busy_slots,
    free_places,
    meets,
    suits,
)
from scheduling.roster.shift_library import ShiftOption
from scheduling.roster.week import Week


def with_meetings(problem: RosterProblem, weeks: Sequence[Week]) -> tuple[RosterProblem, Busy]:
    """The problem with the weeks' sessions as meetings, and where they lie by person and day.

    People are off their queue while they meet.
    """
    if not any(week.sessions for week in weeks):
        return problem, {}
    places = _Places(problem)
    for n, week in enumerate(weeks):
        weight = float(week.limits.soft.get("sessions_attended", ABSENT))
        for session in sorted(week.sessions, key=lambda one: len(one.places)):
            places.hold(session, n, weight)
    return places.problem_with(), places.busy


def half_hours_met(weeks: Sequence[Week]) -> float:
    """Half-hours that the weeks' sessions take at most, all participants together."""
    sessions = [session for week in weeks for session in week.sessions]
    return sum(len(one.participants) * one.length_min / 30 for one in sessions)


class _Places:
    """Sessions placed so far."""

    def __init__(self, problem: RosterProblem) -> None:
        self.problem = problem
        self.prices = plan_prices(encoded(problem))
        self.workers = {worker.agent_id: worker for worker in problem.people}
        self.busy: dict[tuple[str, int], tuple[Span, ...]] = {}
        self.weights: dict[tuple[str, int], float] = {}

    def hold(self, session: Session, week: int, weight: float) -> None:
        """Give the session its cheapest place; whoever can be there is."""
        members = [self.workers[one] for one in sorted(session.participants & set(self.workers))]

        def cost(place: SessionPlace) -> float:
            day, span = week * WEEK + place.day, session.span(place)
            return sum(self._cost(worker, day, span, weight) for worker in members)

        place = min(session.places, key=cost)
        day, span = week * WEEK + place.day, session.span(place)
        for worker in members:
            if self._suiting(worker, day, span):
                spans = self.busy.get((worker.agent_id, day), ())
                self.busy[worker.agent_id, day] = tuple(sorted((*spans, span)))
                self.weights[worker.agent_id, day] = weight

    def problem_with(self) -> RosterProblem:
        """The problem with everybody's meetings."""
        given = {
            queue: list(self.problem.given.get(queue, [0.0] * self.problem.days * SLOTS))
            for queue in self.problem.queues
        }
        meetings: dict[str, dict[int, Meeting]] = defaultdict(dict)
        for (agent_id, day), spans in self.busy.items():
            worker = self.workers[agent_id]
            queue = self._queue(worker, day)
            options = frozenset(self._suiting(worker, day))
            meetings[agent_id][day] = Meeting(options, queue, self.weights[agent_id, day])
            for slot in busy_slots(day, spans):
                given[queue][slot] -= 1.0
        people = [replace(one, meetings=meetings[one.agent_id]) for one in self.problem.people]
        return replace(self.problem, people=people, given=given)

    def _cost(self, worker: Worker, day: int, span: Span, weight: float) -> float:
        """What the person's absence from the queues costs there, or from the session."""
        if worker.away and worker.away[day]:
            return 0.0
        if not self._suiting(worker, day, span):
            return weight
        served = [self.problem.queues.index(queue) for queue in worker.skills[day]]
        slots = busy_slots(day, [span])
        return float(max(self.prices[k, slots].sum() for k in served))

    def _suiting(self, worker: Worker, day: int, *more: Span) -> list[ShiftOption]:
        """Shifts of the day that suit the person's sessions and `more`; none where these meet."""
        spans = (*self.busy.get((worker.agent_id, day), ()), *more)
        slots = busy_slots(day, spans)
        pin = worker.pins.get(day)
        if not worker.free[day] or not worker.skills[day] or len(slots) > len(set(slots)):
            return []
        open_to = worker.options[day // WEEK] if pin is None else {pin.option}
        return [
            option
            for option in self.problem.options
            if option in open_to
            and suits(option, spans)
            and day * 1440 + option.start_min >= worker.ready_min
        ]

    def _queue(self, worker: Worker, day: int) -> str:
        """The queue that the person is worth most on that day."""
        pin = worker.pins.get(day)
        if pin is not None and pin.queue is not None:
            return pin.queue
        hours = slice(day * SLOTS, (day + 1) * SLOTS)
        worth = dict(zip(self.problem.queues, self.prices[:, hours].sum(axis=1), strict=True))
        return max(sorted(worker.skills[day]), key=lambda queue: worth[queue])


def beside_meetings(problem: RosterProblem, duties: Sequence[Duty], busy: Busy) -> list[Duty]:
    """The duties, each pause that meets a session moved where it costs coverage least."""
    finished = FinishedRoster(problem, duties)
    for duty in duties:
        spans = busy.get((duty.worker.agent_id, duty.day), ())
        if spans and suits(duty.option, spans) and _meet(duty, spans):
            others = [one for one in finished.line(duty.worker.agent_id) if one.day != duty.day]
            finished.take(duty.worker.agent_id, [*others, _beside(finished, duty, spans)])
    return finished.duties


def _meet(duty: Duty, spans: Sequence[Span]) -> bool:
    pauses = zip(duty.option.pauses, duty.pauses, strict=True)
    return any(meets(duty.option, pause, start, spans) for pause, start in pauses)


def _beside(finished: FinishedRoster, duty: Duty, spans: Sequence[Span]) -> Duty:
    """The duty with the pauses that lose least of the places left."""
    demand, queue = finished.given.demand, finished.problem.queues.index(duty.queue)
    whole: Floats = np.empty_like(finished.cover)
    marginal_gains(finished.cover, demand, whole, np.empty_like(whole))
    starts: list[int] = []
    for pause, start in zip(duty.option.pauses, duty.pauses, strict=True):
        if meets(duty.option, pause, start, spans):
            places = free_places(0, duty.option, pause, spans)
            start = _cheapest(places, whole[queue], duty.day * SLOTS)
        starts.append(start)
    return replace(duty, pauses=tuple(starts))


def _cheapest(places: Mapping[Shares, Sequence[int]], gain: Floats, first: int) -> int:
    def loss(shares: Iterable[tuple[int, float]]) -> float:
        return sum(share * float(gain[first + slot]) for slot, share in shares)

    return places[min(places, key=loss)][0]
