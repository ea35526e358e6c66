"""A duty as the activities of its day, and the coverage they really give."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from scheduling.half_hours import HALF_HOUR_S, local_to_utc
from scheduling.roster.assignment import Duty
from scheduling.roster.pause_placement import PlacedPause


@dataclass(frozen=True)
class Activity:
    """A stretch of one person's shift, instants in UTC without zone."""

    agent_id: str
    work_date: date
    queue: str
    activity: str
    starts_at: datetime
    ends_at: datetime

    @property
    def paid(self) -> bool:
        """Work and breaks are paid, meals are not."""
        return self.activity != "meal"


def activities_of(
    duty: Duty, pauses: Sequence[PlacedPause], plan_week: date, zone: str
) -> Iterator[Activity]:
    """Work, break, meal, work, ... of a duty; they follow each other without a gap."""
    work_date = plan_week + timedelta(days=duty.day)
    begins = local_to_utc(work_date, duty.option.start_min, zone)
    at = 0
    parts: list[tuple[str, int, int]] = []
    for placed in sorted(pauses, key=lambda one: one.start_min):
        end = placed.start_min + placed.pause.length_min
        parts += [("work", at, placed.start_min), (placed.pause.kind, placed.start_min, end)]
        at = end
    parts.append(("work", at, duty.option.length_min))
    for kind, start, end in parts:
        if end > start:
            yield Activity(
                duty.person.agent_id,
                work_date,
                duty.queue,
                kind,
                begins + timedelta(minutes=start),
                begins + timedelta(minutes=end),
            )


def agents_at_work(activities: Iterable[Activity]) -> dict[tuple[str, datetime], float]:
    """Agents per queue and half-hour (UTC start): seconds of work over 1800."""
    found: dict[tuple[str, datetime], float] = defaultdict(float)
    for one in activities:
        if one.activity != "work":
            continue
        at = one.starts_at - timedelta(
            seconds=one.starts_at.minute % 30 * 60 + one.starts_at.second
        )
        while at < one.ends_at:
            until = at + timedelta(seconds=HALF_HOUR_S)
            overlap = min(until, one.ends_at) - max(at, one.starts_at)
            found[one.queue, at] += overlap.total_seconds() / HALF_HOUR_S
            at = until
    return found
