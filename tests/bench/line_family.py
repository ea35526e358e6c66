"""Made-up instances of the family of Curtois & Qu, in published sizes beyond the eighth."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scheduling.lines import Contract, Cover, LineProblem, Person, Request, Shift

SEED = 7
UNDER, OVER = 100, 1
NIGHT = 3


@dataclass(frozen=True)
class Size:
    """Size of a published instance: people, weeks, kinds of shift, requests (by day)."""

    people: int
    weeks: int
    kinds: int
    requests: int


SIZES = {
    9: Size(36, 4, 4, 232),
    10: Size(40, 4, 5, 284),
    11: Size(50, 4, 6, 336),
    12: Size(60, 4, 10, 422),
    13: Size(120, 4, 18, 841),
    14: Size(32, 6, 4, 359),
    15: Size(45, 6, 6, 490),
    16: Size(20, 8, 3, 280),
    17: Size(32, 8, 4, 480),
    18: Size(22, 12, 3, 414),
    19: Size(40, 12, 5, 834),
}
"""The sizes that are published on schedulingbenchmarks.org, by number of the instance."""


@dataclass(frozen=True)
class _Terms:
    """A kind of contract: share of the staff, shifts in four weeks and the rules of a line."""

    share: float
    most_shifts: int
    spare_shifts: int
    run: tuple[int, int]
    rest: int
    weekends: int


TERMS = (
    _Terms(0.5, 18, 2, (2, 5), 2, 2),
    _Terms(0.25, 18, 2, (2, 6), 3, 2),
    _Terms(0.17, 10, 2, (1, 5), 2, 3),
    _Terms(0.08, 7, 1, (1, 5), 1, 3),
)


def larger_instance(number: int, seed: int = SEED) -> LineProblem:
    """An instance as large as the published one of this number, everything drawn from the seed.

    Like those at hand: a late shift bars earlier ones on the next day; some people may not work a
    kind at all or only half the time, nights only now and then; two days off a month; wishes for
    or against a kind of shift on up to five days on end; cover asks for what the contracts hold.
    """
    size, draw = SIZES[number], random.Random(seed)
    shifts = _shifts(size.kinds)
    staff = tuple(_person(draw, k, size, shifts) for k in range(size.people))
    days = 7 * size.weeks
    return LineProblem(
        days=days,
        shifts=shifts,
        staff=staff,
        requests=tuple(_requests(draw, size, staff, shifts)),
        cover=tuple(_cover(draw, days, staff, shifts)),
        weekends=tuple((day, day + 1) for day in range(5, days, 7)),
    )


def _shifts(kinds: int) -> tuple[Shift, ...]:
    """Early, day, late and night kinds in this order; of six and more some are longer."""
    codes = [f"S{k:02d}" for k in range(kinds)]
    part = [4 * k // max(kinds, 4) for k in range(kinds)]
    long = [kinds >= 6 and k % 3 == 0 for k in range(kinds)]
    return tuple(
        Shift(
            code,
            480 if not long[k] else 600 if part[k] == NIGHT else 540,
            frozenset(other for other, its in zip(codes, part, strict=True) if its < part[k]),
        )
        for k, code in enumerate(codes)
    )


def _person(draw: random.Random, k: int, size: Size, shifts: Sequence[Shift]) -> Person:
    (terms,) = draw.choices(TERMS, [one.share for one in TERMS])
    months = size.weeks / 4
    most = round(terms.most_shifts * months) * 480
    least = most - round(terms.spare_shifts * months) * 480
    contract = Contract(
        minimum_minutes=least,
        maximum_minutes=most,
        minimum_run=terms.run[0],
        maximum_run=terms.run[1],
        minimum_rest=terms.rest,
        maximum_weekends=round(terms.weekends * months),
        shift_maximum=_maxima(draw, most // 480, 7 * size.weeks, shifts),
    )
    return Person(f"P{k:03d}", contract, _days_off(draw, size.weeks))


def _maxima(draw: random.Random, most: int, days: int, shifts: Sequence[Shift]) -> dict[str, int]:
    """Of each kind all, some or none; nights (the last kind of four or more) are few."""
    maxima = {one.code: draw.choice((0, 0, days, days, 7 * most // 9)) for one in shifts}
    if len(shifts) >= 4:
        maxima[shifts[-1].code] = draw.choice((0, most // 4, most // 4))
    maxima[draw.choice(shifts[:-1]).code] = days
    return maxima


def _days_off(draw: random.Random, weeks: int) -> frozenset[int]:
    """Two fixed days off in four weeks, on end in the shorter horizons."""
    days = set[int]()
    while len(days) < weeks // 2:
        first = draw.randrange(7 * weeks - 1)
        days |= {first, first + 1} if draw.random() < 0.5 else {first}
    return frozenset(sorted(days)[: weeks // 2])


def _requests(
    draw: random.Random, size: Size, staff: Sequence[Person], shifts: Sequence[Shift]
) -> Iterator[Request]:
    """Wishes of one to five days on end; nobody has two for a day, or one on a fixed day off."""
    wished = {one.code: set(one.days_off) for one in staff}
    left = size.requests
    while left:
        person = draw.choice(staff)
        kinds = [one.code for one in shifts if person.contract.shift_maximum[one.code]]
        shift, wanted, weight = draw.choice(kinds), draw.random() < 0.63, draw.randint(1, 3)
        first = draw.randrange(7 * size.weeks)
        days = range(first, min(first + draw.randint(1, 5), 7 * size.weeks))
        if wished[person.code].intersection(days):
            continue
        wished[person.code].update(days)
        for day in days[:left]:
            yield Request(person.code, day, shift, wanted, weight)
        left -= len(days[:left])


def _cover(
    draw: random.Random, days: int, staff: Sequence[Person], shifts: Sequence[Shift]
) -> Iterator[Cover]:
    """As many as the contracts could give of each kind, spread evenly and then moved about."""
    share = _shares(staff, shifts)
    for day in range(days):
        for shift in shifts:
            need = share[shift.code] / days
            yield Cover(
                f"{shift.code} {day}",
                ((day, shift.code),),
                max(1, round(draw.gauss(need, 0.25 * need))),
                UNDER,
                OVER,
            )


def _shares(staff: Sequence[Person], shifts: Sequence[Shift]) -> dict[str, float]:
    """Shifts of each kind over the horizon when everybody spreads the contract's minutes."""
    share = {one.code: 0.0 for one in shifts}
    for person in staff:
        held = person.contract
        weight = {one.code: min(held.shift_maximum[one.code], 28) for one in shifts}
        minutes = sum(weight[one.code] * one.minutes for one in shifts)
        for code in share:
            share[code] += held.maximum_minutes * weight[code] / minutes
    return share
