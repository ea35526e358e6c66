"""When a group of people can meet: every slot of the week by who is there and what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scheduling.roster.replanning.published import Published
from scheduling.roster.requests.finished import FinishedRoster
from scheduling.roster.response.coverage import slot_cost
from scheduling.roster.response.solve import Duty


@dataclass(frozen=True)
class MeetingSlot:
    """A slot of a day, minutes after midnight; `cost` is what coverage costs more."""

    work_date: date
    start_min: int
    present: int
    cost: float


def meeting_slots(
    published: Published, agents: Sequence[str], length_min: int, *, at_most: int = 10
) -> list[MeetingSlot]:
    """The best slots for these people: most of them at work without a pause, then least cost.

    Starts lie on half-hours and the length is whole half-hours.
    """
    if length_min <= 0 or length_min % 30:
        raise ValueError(f"a meeting lasts whole half-hours, not {length_min} minutes")
    finished = FinishedRoster(published.problem, list(published.duties.values()))
    found: list[MeetingSlot] = []
    for day in range(published.problem.days):
        mine = [
            published.duties[agent_id, day]
            for agent_id in agents
            if (agent_id, day) in published.duties
        ]
        for start in range(0, 1440 - length_min + 1, 30):
            free = [duty for duty in mine if _at_work(duty, start, start + length_min)]
            if free:
                work_date = published.week.plan_week + timedelta(days=day)
                cost = _cost(finished, free, day, start, length_min)
                found.append(MeetingSlot(work_date, start, len(free), cost))
    found.sort(key=lambda slot: (-slot.present, slot.cost, slot.work_date, slot.start_min))
    return found[:at_most]


def _at_work(duty: Duty, start: int, end: int) -> bool:
    """Whether the person works all through the span, no pause within."""
    begins = duty.option.start_min
    if not (begins <= start and end <= duty.option.end_min):
        return False
    return not any(
        begins + at < end and begins + at + pause.length_min > start
        for pause, at in zip(duty.option.pauses, duty.pauses, strict=True)
    )


def _cost(
    finished: FinishedRoster, away: Sequence[Duty], day: int, start: int, length_min: int
) -> float:
    """What coverage costs more while these people are not on their queues."""
    demand, total = finished.given.demand, 0.0
    for k, queue in enumerate(finished.problem.queues):
        missing = sum(duty.queue == queue for duty in away)
        for slot in range(start // 30, (start + length_min) // 30):
            t = day * 48 + slot
            there = float(finished.cover[k, t])
            total += slot_cost(there - missing, k, t, demand) - slot_cost(there, k, t, demand)
    return total
