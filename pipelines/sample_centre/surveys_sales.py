"""What follows a call: invitations to rate it, and sales that are certified or refunded."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

import numpy as np

from pipelines.sample_centre.floor_day import Segment
from pipelines.sample_centre.people import Person
from pipelines.sample_centre.streams import stream

INVITED_SHARE, ANSWERED_SHARE, COMMENT_SHARE = 0.25, 0.35, 0.25
REMARKS = {
    1: ("等了很久还是没解决", "态度不好"),
    2: ("说得不清楚", "转来转去"),
    3: ("一般", "还可以"),
    4: ("不错", "处理较快"),
    5: ("非常满意", "客服很耐心"),
}
SALE_SHARE = 0.15
PRODUCTS = (("P-BROADBAND", 399.0), ("P-DATA20", 29.9), ("P-FAMILY", 129.0), ("P-DEVICE", 1299.0))
CERTIFIED_SHARE, REFUNDED_SHARE = 0.88, 0.05


@dataclass(frozen=True)
class Survey:
    """An invitation; local times; `score` is None where the customer did not answer."""

    survey_id: str
    contact_id: str
    agent: int
    invited_at: datetime
    answered_at: datetime | None = None
    score: int | None = None
    resolved: bool | None = None
    comment: str | None = None


@dataclass(frozen=True)
class Sale:
    """A sale's state at some moment; local times, amount in CNY."""

    sale_id: str
    contact_id: str
    agent: int
    product: str
    sold_at: datetime
    amount: float
    status: str
    updated_at: datetime


def survey_day(
    answered: list[tuple[str, Segment]], people: dict[int, Person], day: date, seed: int
) -> list[Survey]:
    """Invitations sent after the day's answered calls."""
    rng = stream(seed, "surveys", day.toordinal())
    invited = [pair for pair in answered if rng.random() < INVITED_SHARE]
    return [
        _survey(n, contact_id, segment, people[segment.agent or 0], day, rng)
        for n, (contact_id, segment) in enumerate(invited, start=1)
    ]


def sell_day(answered: list[tuple[str, Segment]], day: date, seed: int) -> list[list[Sale]]:
    """Sales of the day; each is the list of its states in order of time."""
    rng = stream(seed, "sales", day.toordinal())
    sold = [
        pair
        for pair in answered
        if pair[1].contact_type == "sales" and pair[1].talk_s >= 60 and rng.random() < SALE_SHARE
    ]
    return [
        _sale(n, contact_id, segment, day, rng)
        for n, (contact_id, segment) in enumerate(sold, start=1)
    ]


def _survey(
    number: int,
    contact_id: str,
    segment: Segment,
    person: Person,
    day: date,
    rng: np.random.Generator,
) -> Survey:
    invited = datetime.combine(day, time()) + timedelta(seconds=segment.ended_s + 5)
    survey = Survey(f"S{day:%Y%m%d}{number:04d}", contact_id, person.number, invited)
    if rng.random() >= ANSWERED_SHARE:
        return survey
    mood = 4.35 + 5 * (person.quality - 0.88) - (segment.wait_s or 0) / 120 + rng.normal(0, 0.9)
    score = int(np.clip(np.rint(mood - (2.5 if segment.talk_s < 12 else 0)), 1, 5))
    words = REMARKS[score]
    return replace(
        survey,
        answered_at=invited + timedelta(seconds=int(rng.integers(10, 600))),
        score=score,
        resolved=bool(rng.random() < 0.3 + 0.13 * score),
        comment=words[int(rng.integers(len(words)))] if rng.random() < COMMENT_SHARE else None,
    )


def _sale(
    number: int, contact_id: str, segment: Segment, day: date, rng: np.random.Generator
) -> list[Sale]:
    sold = datetime.combine(day, time()) + timedelta(seconds=segment.ended_s - 20)
    product, price = PRODUCTS[int(rng.choice(4, p=(0.3, 0.4, 0.22, 0.08)))]
    sale_id = f"O{day:%Y%m%d}{number:04d}"
    pending = Sale(sale_id, contact_id, segment.agent or 0, product, sold, price, "pending", sold)
    decided = sold + timedelta(days=1, seconds=int(rng.integers(0, 86400)))
    certified = rng.random() < CERTIFIED_SHARE
    states = [pending, _later(pending, "certified" if certified else "cancelled", decided)]
    if certified and rng.random() < REFUNDED_SHARE:
        refunded = decided + timedelta(days=int(rng.integers(2, 12)), seconds=3600)
        states.append(_later(pending, "refunded", refunded))
    return states


def _later(sale: Sale, status: str, at: datetime) -> Sale:
    return replace(sale, status=status, updated_at=at)
