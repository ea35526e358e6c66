"""A tariff's dated values on the days of the work: looked up once per key and day."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np

from data_contracts.dated import Dated
from data_contracts.refusal import Place, Refusal
from scoring.columns import Figures, Ints, Rows, ints, units_of
from scoring.exact import POINT_DIGITS, SCORE_DIGITS, rounded
from scoring.inputs.tables import Dates
from scoring.rules.points_plans import PointsPlan
from scoring.rules.who import covers

Found = tuple[int, date | None]


@dataclass(frozen=True)
class OnDays:
    """A value per row in units of its last digit, and since which day it holds (as ordinals;
    0 where nothing in the file says so)."""

    units: Ints
    since: Rows


@dataclass(frozen=True)
class WorkDays:
    """The days of some work as offsets from `first`."""

    first: date
    offset: Rows
    count: int

    @classmethod
    def of(cls, days: Dates) -> WorkDays:
        """The days of `days`, which is not empty."""
        first = days.min()
        offset = (days - first).astype(np.int64)
        return cls(first.astype(object), offset, int(offset.max()) + 1)

    def day(self, offset: int) -> date:
        """The day that stands `offset` days after the first."""
        return date.fromordinal(self.first.toordinal() + offset)


def on_days(codes: Rows, days: WorkDays, find: Callable[[int, date], Found]) -> OnDays:
    """`find(code, day)` for every row, called once per code and day that occur."""
    keys = codes * days.count + days.offset
    occurs = np.flatnonzero(np.bincount(keys))
    found = [find(int(key) // days.count, days.day(int(key) % days.count)) for key in occurs]
    place = np.searchsorted(occurs, keys) if len(occurs) else keys
    since = np.array([day.toordinal() if day else 0 for _, day in found], dtype=np.int64)
    return OnDays(ints([units for units, _ in found])[place], since[place])


def standards(plan: PointsPlan, work_types: Sequence[str], codes: Rows, days: WorkDays) -> OnDays:
    """Points per unit of each type of work on its day, at 4 digits: standard ÷ reference.

    Raises Refusal where a type of work has no standard.
    """
    tariff = plan.tariff

    def find(code: int, day: date) -> Found:
        name = work_types[code]
        seconds = tariff.standard_s.get(name)
        if seconds is None:
            raise Refusal(
                f"no standard for the work type '{name}' done on {day.isoformat()}",
                place=plan.document.place(("standard_s",)),
                next_step="add its standard seconds, or 0 where it earns nothing, "
                "with date and source",
            )
        standard, since = _on(plan, seconds, ("standard_s", name), day)
        reference, begun = _on(plan, tariff.reference_s, ("reference_s",), day)
        points = rounded(Fraction(standard) / Fraction(reference), POINT_DIGITS)
        return units_of(points, POINT_DIGITS), max(since, begun)

    return on_days(codes, days, find)


def keyed(
    plan: PointsPlan,
    key: str,
    coefficients: Mapping[str, Dated[Decimal]],
    names: Sequence[str | None],
    codes: Rows,
    days: WorkDays,
) -> OnDays:
    """The coefficient `key` of each row by what `names[code]` is; 1 where the file has none."""

    def find(code: int, day: date) -> Found:
        dated = coefficients.get(names[code] or "")
        if dated is None:
            return 10**SCORE_DIGITS, None
        value, since = _on(plan, dated, (key, names[code] or ""), day)
        return units_of(value), since

    return on_days(codes, days, find)


def campaigns(
    plan: PointsPlan,
    work_types: Sequence[str],
    types: Rows,
    roles: Sequence[str | None],
    role_codes: Rows,
    days: WorkDays,
) -> OnDays:
    """The product of the campaigns that run on each row's day for its type and role."""
    running = plan.tariff.campaigns

    def find(code: int, day: date) -> Found:
        kind, role = divmod(code, len(roles))
        factor, since = Fraction(1), None
        for campaign in running:
            entry = campaign.coefficient.entry_on(day)
            about = work_types[kind] in campaign.work_types
            if entry and about and covers(campaign.applies_to, roles[role]):
                factor *= Fraction(entry[1].value or 0)
                since = max(entry[0], since or entry[0])
        return units_of(rounded(factor, SCORE_DIGITS)), since

    return on_days(types * len(roles) + role_codes, days, find)


def classes_of_days(
    plan: PointsPlan, calendar: Mapping[date, str] | None, days: WorkDays
) -> tuple[list[str], Rows]:
    """The day class of each row, numbered. Raises Refusal where the calendar lacks a day."""
    names: list[str] = []
    codes = np.zeros(days.count, dtype=np.int64)
    for offset in np.unique(days.offset).tolist():
        day = days.day(offset)
        name = (calendar or {}).get(day)
        if name is None:
            raise Refusal(
                f"the tariff pays by day class, but no calendar covers {day.isoformat()}",
                place=plan.document.place(("day_class_coefficient",)),
                next_step="add the day to the centre's calendar",
            )
        names += [] if name in names else [name]
        codes[offset] = names.index(name)
    return names, codes[days.offset]


def _on(
    plan: PointsPlan, dated: Dated[Decimal], path: tuple[str, ...], day: date
) -> tuple[Decimal, date]:
    value = dated.on(day, _place(plan, path))
    entry = dated.entry_on(day)
    assert entry is not None
    return value, entry[0]


def _place(plan: PointsPlan, path: tuple[str, ...]) -> Place:
    return plan.document.place(path)


def figures(found: OnDays, digits: int = SCORE_DIGITS) -> Figures:
    """The values found, as decimals."""
    return Figures(found.units, digits)
