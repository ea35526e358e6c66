"""Call-backs: promised to those who accept one in the queue, and what becomes of the promise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np

from pipelines.sample_centre.calendar_effects import CLOSES_S, HALF_HOUR_S, OPENS_S
from pipelines.sample_centre.floor_day import DutyAgent, Segment
from pipelines.sample_centre.people import QUEUES, Person
from pipelines.sample_centre.streams import stream

# Hours of the window that each queue promises; it begins with the next half-hour, or at the next
# opening where it would end after the close.
WINDOW_H = (2, 4, 2)
FATES = ("kept", "late", "missed", "early", "withdrawn")
CHANCES = (0.80, 0.09, 0.05, 0.02, 0.04)
LATE_MEAN_S, LATE_MOST_S = 2700, 3 * 3600
REACHED_SHARE = 0.82
LEAST_EARLY_S = 120


@dataclass(frozen=True)
class Promise:
    """A call-back asked for, and what will come of it; local times, None where it never does."""

    callback_id: str
    contact_id: str
    queue: int
    requested_at: datetime
    window_from: datetime
    window_to: datetime
    fate: str
    called_at: datetime | None
    withdrawn_at: datetime | None
    reached: bool
    caller_luck: float

    @property
    def ends_at(self) -> datetime:
        """When the last thing happens to it."""
        return self.called_at or self.withdrawn_at or self.requested_at


@dataclass(frozen=True)
class CallbackState:
    """A promise as it stands at the end of a day, and who called if somebody has."""

    promise: Promise
    caller: Person | None
    ended: bool


class CallbackDesk:
    """The promises that wait for their call, from one day to the next."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.waiting: list[Promise] = []
        self.fates: dict[tuple[date, str], Counter[str]] = {}

    def live(
        self, day: date, asking: Sequence[tuple[str, Segment]], crew: Sequence[DutyAgent]
    ) -> list[CallbackState]:
        """What was asked for, called or withdrawn on the day, as it stands when the day ends.

        `asking` has the day's accepted call-backs, each with the number of its contact.
        """
        asked = self._promised(day, asking)
        touched = [p for p in self.waiting if p.ends_at.date() == day] + asked
        self.waiting = [p for p in [*self.waiting, *asked] if p.ends_at.date() > day]
        return [_state(promise, day, crew) for promise in touched]

    def _promised(self, day: date, asking: Sequence[tuple[str, Segment]]) -> list[Promise]:
        rng = stream(self.seed, "callbacks", day.toordinal())
        made = [
            _promise(f"CB{day:%Y%m%d}{n:03d}", contact_id, segment, day, rng)
            for n, (contact_id, segment) in enumerate(asking, start=1)
        ]
        for promise in made:
            counted = self.fates.setdefault((day, QUEUES[promise.queue]), Counter())
            counted[promise.fate] += 1
        return made


def _promise(
    callback_id: str, contact_id: str, segment: Segment, day: date, rng: np.random.Generator
) -> Promise:
    requested = _at(day, segment.ended_s)
    window_from, window_to = _window(day, segment)
    fate = FATES[int(rng.choice(len(FATES), p=CHANCES))]
    share, late_s = float(rng.random()), min(LATE_MOST_S, 60 + rng.exponential(LATE_MEAN_S))
    if fate == "early" and window_from - requested < timedelta(seconds=LEAST_EARLY_S):
        fate = "kept"
    called = {
        "kept": _between(window_from, window_to, share),
        "early": _between(requested, window_from, share),
        "late": _while_open(window_to, int(late_s)),
    }.get(fate)
    withdrawn = _between(requested, window_to, share) if fate == "withdrawn" else None
    reached, caller_luck = bool(rng.random() < REACHED_SHARE), float(rng.random())
    return Promise(
        callback_id, contact_id, segment.queue, requested, window_from, window_to, fate, called,
        withdrawn, reached, caller_luck,
    )  # fmt: skip


def _window(day: date, segment: Segment) -> tuple[datetime, datetime]:
    """The next hours of the queue's length that lie within opening hours."""
    starts_s = (segment.ended_s // HALF_HOUR_S + 1) * HALF_HOUR_S
    length_s = WINDOW_H[segment.queue] * 3600
    if starts_s + length_s > CLOSES_S:
        day, starts_s = day + timedelta(days=1), OPENS_S
    return _at(day, starts_s), _at(day, starts_s + length_s)


def _between(first: datetime, last: datetime, share: float) -> datetime:
    """The whole second that far from one instant to another."""
    return first + timedelta(seconds=int(share * (last - first).total_seconds()))


def _while_open(instant: datetime, seconds: int) -> datetime:
    """So many opening seconds later."""
    closes = _at(instant.date(), CLOSES_S)
    left = int((closes - instant).total_seconds())
    if seconds < left:
        return instant + timedelta(seconds=seconds)
    return _at(instant.date() + timedelta(days=1), OPENS_S + seconds - left)


def _state(promise: Promise, day: date, crew: Sequence[DutyAgent]) -> CallbackState:
    """With the caller: one of those on duty at the time who serve the queue, else of all."""
    ended = promise.ends_at.date() == day
    if not ended or promise.called_at is None:
        return CallbackState(promise, None, ended)
    second = int((promise.called_at - _at(day, 0)).total_seconds())
    serving = [one for one in crew if promise.queue in one.queues]
    on_duty = [one for one in serving if one.logs_in_s <= second < one.logs_out_s]
    able = on_duty or serving or crew
    return CallbackState(promise, able[int(promise.caller_luck * len(able))].person, ended)


def _at(day: date, second: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(seconds=second)
