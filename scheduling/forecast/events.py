"""What a centre knows of its own days ahead: campaigns, and the days on which it sends bills.

An event has a kind, queues, dates and a scope: its size beside others of the kind (twice the
messages: twice the scope). Dates are local, ends included. `known_on` is the day from which on a
forecast may know of it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
from pydantic import Field, model_validator

from data_contracts.dated import Rule
from scheduling.forecast.windows import Array


@dataclass(frozen=True)
class Event:
    """One event. `queue_ids` empty: every queue."""

    event_id: str
    kind: str
    queue_ids: tuple[str, ...]
    first_date: date
    last_date: date
    scope: float
    known_on: date
    name_zh: str
    name_en: str

    def concerns(self, queue_id: str) -> bool:
        """Whether it brings contacts to the queue."""
        return not self.queue_ids or queue_id in self.queue_ids


class Campaign(Rule):
    """A campaign, price change or the like, on dates of its own."""

    event_id: str
    kind: str
    queue_ids: tuple[str, ...] = ()
    first_date: date
    last_date: date
    scope: Decimal = Field(default=Decimal(1), gt=0)
    known_on: date
    name_zh: str
    name_en: str
    source: str

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Campaign:
        if self.last_date < self.first_date:
            raise ValueError("last_date lies before first_date")
        return self


class BillingDay(Rule):
    """A day of every month, from a date on: bills go out, and for `days` days contacts follow."""

    event_id: str
    kind: str
    queue_ids: tuple[str, ...] = ()
    month_day: int = Field(ge=1, le=31)
    days: int = Field(default=1, ge=1, le=28)
    from_date: date
    to_date: date | None = None
    scope: Decimal = Field(default=Decimal(1), gt=0)
    known_on: date
    name_zh: str
    name_en: str
    source: str

    def dates(self, first: date, last: date) -> Iterator[date]:
        """First days of its months that begin in a span; a short month's last day instead."""
        month = first.replace(day=1)
        while month <= last:
            length = monthrange(month.year, month.month)[1]
            day = month.replace(day=min(self.month_day, length))
            if max(first, self.from_date) <= day <= min(last, self.to_date or last):
                yield day
            month += timedelta(days=length)


class EventFile(Rule):
    """forecast_events.yaml: campaigns and billing days of a centre."""

    campaigns: tuple[Campaign, ...] = ()
    billing_days: tuple[BillingDay, ...] = ()

    def events(self, first: date, last: date) -> tuple[Event, ...]:
        """Every event that may touch the days of a span, in the order of their first dates."""
        found = [_campaign(one) for one in self.campaigns if one.last_date >= first]
        for one in self.billing_days:
            begins = first - timedelta(days=one.days - 1)
            found += [_billing(one, day) for day in one.dates(begins, last)]
        return tuple(sorted(found, key=lambda event: (event.first_date, event.event_id)))


def known_events(events: Iterable[Event], queue_id: str, last_day: date) -> tuple[Event, ...]:
    """What concerns a queue and was known when `last_day` was over."""
    return tuple(one for one in events if one.known_on <= last_day and one.concerns(queue_id))


def kinds_of(events: Iterable[Event]) -> tuple[str, ...]:
    """The kinds, by name."""
    return tuple(sorted({event.kind for event in events}))


def scopes(events: Iterable[Event], kinds: Sequence[str], first: date, count: int) -> Array:
    """Days x kinds: the scopes of the events of each of `count` days from `first` on."""
    made = np.zeros((count, len(kinds)))
    for event in events:
        if event.kind in kinds:
            begins = max((event.first_date - first).days, 0)
            ends = max((event.last_date - first).days + 1, 0)
            made[begins:ends, kinds.index(event.kind)] += event.scope
    return made


def _campaign(one: Campaign) -> Event:
    return Event(
        one.event_id, one.kind, one.queue_ids, one.first_date, one.last_date, float(one.scope),
        one.known_on, one.name_zh, one.name_en,
    )  # fmt: skip


def _billing(one: BillingDay, day: date) -> Event:
    return Event(
        f"{one.event_id}-{day.isoformat()}", one.kind, one.queue_ids, day,
        day + timedelta(days=one.days - 1), float(one.scope), one.known_on, one.name_zh,
        one.name_en,
    )  # fmt: skip
