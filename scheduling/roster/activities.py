"""A duty as the activities of its day, and the coverage they really give."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from scheduling.half_hours import HALF_HOUR_S, local_to_utc
from scheduling.roster.assignment import Duty
from scheduling.roster.pause_placement import PlacedPause
from scheduling.roster.sessions import Span


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
    duty: Duty,
    pauses: Sequence[PlacedPause],
    plan_week: date,
    zone: str,
    spans: Sequence[Span] = (),
) -> Iterator[Activity]:
    """Work, break, meal, training, work, ... of a duty, one after the other without a gap.

    `spans` are the sessions of the day, which meet no pause.
    """
    work_date = plan_week + timedelta(days=duty.day)
    begins = local_to_utc(work_date, duty.option.start_min, zone)
    other = [(one.start_min, one.start_min + one.pause.length_min, one.pause.kind)
             for one in pauses]  # fmt: skip
    start_min = duty.option.start_min
    other += [(one.start_min - start_min, one.end_min - start_min, one.activity) for one in spans]
    at = 0
    parts: list[tuple[str, int, int]] = []
    for start, end, kind in sorted(other):
        parts += [("work", at, start), (kind, start, end)]
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
